// SPDX-License-Identifier: MPL-2.0
// Variational equations of the first order by the chain rule, s' = (df/dx) s + df/dp: for few state variables and very
// many arguments, such as the weights of a network.
//
// Along with intermediate results (decomposition/vary.hpp) each of them has a derivative by each argument. By the chain
// rule only the state variables have, and what is between is computed once for each equation, in reverse. With m
// arguments and n equations that is a factor of m against one of n, and n products more for each derivative.
#pragma once

#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/ode/system.hpp>
#include <brook/support/visibility.hpp>

#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Whether the variational equations of a system, whose program without them is `p`, should be made so. Only if that is
/// cheaper by far: the count is a rough one.
bool chain_rule_is_cheaper(const program &p, const variational_part &variations);

/// The right-hand sides of all derivatives, which must be of order 1, in the order of the state variables. None if a
/// function has no symbolic derivative.
std::vector<expression> by_chain_rule(const ode_system &system);

} // namespace detail
BROOK_END_NAMESPACE
