// SPDX-License-Identifier: MPL-2.0
// What a function contributes to the chain rule, forward or in reverse. Functions of several pieces are differentiated
// piece by piece.
#pragma once

#include <cstdint>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/expression/rule.hpp>

#include "calculus/derivative.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The derivative by the argument at a position is `outer` where `where` says so, and elsewhere zero, whatever `outer`
/// is there.
struct local_derivative {
    std::uint32_t position;
    expression outer;
    support where;
};

/// True for comparisons and logic, whose derivatives vanish whatever the arguments are.
bool is_flat(const function_rule &rule);

/// The local derivatives, by position. An argument may have one for each of several pieces, or none: it does not count.
/// Throws as func::gradient().
std::vector<local_derivative> local_derivatives(const func &f);

} // namespace detail
BROOK_END_NAMESPACE
