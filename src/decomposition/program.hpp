// SPDX-License-Identifier: MPL-2.0
// A program: the straight line of elementary operations that a system of equations, or a set of functions, decomposes
// into.
#pragma once

#include <cstdint>
#include <vector>

#include <brook/expression/operation.hpp>
#include <brook/number/number.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Values are numbered: first the state variables, then the results of the definitions in order.
using value_id = std::uint32_t;

/// One elementary operation applied to earlier values.
struct definition {
    const operation *op = nullptr;
    std::vector<value_id> args;
    std::vector<number> attributes; ///< shape the code; equal in all lanes of a block
    std::vector<number> constants;  ///< data of each lane; their role is the operation's
    value_id first_result = 0;
    bool constant = false; ///< known at order zero, vanishes beyond: independent of state and time, or flat

    /// Of a sum.
    std::size_t n_terms() const { return args.size() / op->args_per_term; }
};

/// Straight-line program of a system of ordinary differential equations, and of functions of its state.
struct program {
    std::uint32_t n_states = 0;
    std::vector<definition> definitions;
    std::vector<value_id> derivatives;     ///< of each state variable; none if there are functions only
    std::vector<value_id> outputs;         ///< the functions
    std::vector<std::uint32_t> defined_by; ///< of each value beyond the states: index of its definition

    std::uint32_t n_values() const { return n_states + static_cast<std::uint32_t>(defined_by.size()); }
    bool is_state(value_id v) const { return v < n_states; }
    const definition &source(value_id v) const { return definitions[defined_by[v - n_states]]; }
    bool has_derivatives() const { return !derivatives.empty(); }
    bool is_constant(value_id v) const { return !is_state(v) && source(v).constant; }

    /// Appends a definition and returns its first result. Whether it is constant follows from its arguments.
    value_id add(definition d);
};

/// Throws std::logic_error, naming the place, unless every argument is defined before it is used, every derivative
/// and output exists, and arguments, attributes and results fit. Run on every program in debug builds.
void verify(const program &p);

} // namespace detail
BROOK_END_NAMESPACE
