// SPDX-License-Identifier: MPL-2.0
// A system of equations, or a set of functions, becomes a program.
#pragma once

#include <span>
#include <string>

#include <brook/expression/expression.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/ode/system.hpp>

#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The program of a system, whose events are the outputs: common subexpressions shared, sums flattened into linear
/// forms, sums of products and of squares, the twins of sine and cosine joined, divisions and powers recognised. It
/// depends on the structure of the equations alone: neither on names nor on which nodes are shared in memory. The
/// floating-point type decides to what constants such as pi are rounded, and nothing else. Throws not_implemented_error
/// if a function has no recurrence, and std::invalid_argument if different operations have one name.
program decompose(const ode_system &system, fp_type type = fp_type::f64);

/// The program of functions of the variables, which are its states, though without derivatives. The functions are
/// expanded (expression/expand.hpp), and name no other variable. Throws as above.
program decompose(std::span<const expression> functions, std::span<const std::string> variables,
                  fp_type type = fp_type::f64);

} // namespace detail
BROOK_END_NAMESPACE
