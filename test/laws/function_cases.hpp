// SPDX-License-Identifier: MPL-2.0
// What the laws have to be told of each rule: where it is defined, what it is, and how exact it claims to be.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <brook/expression/rule.hpp>

#include "test/laws/real.hpp"

namespace brook::test {

/// The arguments of a function, and the time.
struct inputs {
    std::span<const real> args;
    real time = 0;

    std::size_t size() const { return args.size(); }
    const real &operator[](std::size_t i) const { return args[i]; }
};

/// A function in high precision, with the special values of IEC 60559.
using reference = real (*)(const inputs &);

/// Where an argument is drawn from.
struct interval {
    double low, high;
    bool is_number = false; ///< always the number `low`, and written into the expression as such
};

/// A rule with arguments of a certain kind. A rule may have several rows: they share `value`.
struct function_case {
    std::string_view rule;
    /// One for each argument; the function is smooth on all of them, and its coefficients are not much larger than one.
    std::vector<interval> args;
    reference value;
    /// Errors of the value of numbers (the C++ library) and in machine code, in units in the last place, all types.
    double ulps_folded, ulps_compiled;
    /// Where values are compared; empty: on `args`.
    std::vector<interval> far = {};
    /// What machine code computes, where that differs from `value` for special arguments.
    reference computed = nullptr;
    /// Of functions with jumps or kinks: changes its sign, or vanishes, where they are.
    reference decision = nullptr;

    const std::vector<interval> &widest() const { return far.empty() ? args : far; }
};

/// All rows, of functions that brook does not have, too.
const std::vector<function_case> &function_cases();

/// The rows of rules that brook has, in the order of the registry.
std::vector<function_case> registered_cases();

/// A row of the rule. Throws std::logic_error, with what to add, if there is none.
const function_case &case_of(const function_rule &rule);

/// The rule of a row, which must be registered.
const function_rule &rule_of(const function_case &c);

/// For messages.
std::string name_of(const function_case &c);

} // namespace brook::test
