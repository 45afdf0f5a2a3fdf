// SPDX-License-Identifier: MPL-2.0
// Makes parameters of the numbers that are written into equations, so that machine code serves all their values.
#pragma once

#include <cstdint>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/number/number.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Expressions without literals, and what the literals were.
struct lifted_expressions {
    std::vector<expression> expressions;
    /// The values of par[first], par[first + 1], ...
    std::vector<number> values;
};

/// Replaces numbers by parameters from par[first] on, in the order of a depth-first walk. Numbers stay where other
/// values would mean other code: 0, 1 and -1, which vanish from sums and products, and exponents of powers, which
/// choose the recurrence. Mathematical constants stay, because they never vary.
///
/// Each argument of each function object has a parameter of its own, whatever its value, so that the new expressions
/// depend on the structure of the old ones alone: numbers that happen to be equal make nothing equal. Objects that are
/// shared stay shared. Throws std::invalid_argument if an index would exceed 32 bits.
lifted_expressions lift_constants(const std::vector<expression> &exs, std::uint32_t first);

} // namespace detail
BROOK_END_NAMESPACE
