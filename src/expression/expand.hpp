// SPDX-License-Identifier: MPL-2.0
// Replaces functions that stand for others.
#pragma once

#include <vector>

#include <brook/expression/expression.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The expressions with every function whose rule expands replaced by what it stands for. Shared functions are expanded
/// once, and stay shared. Throws std::invalid_argument if an expansion contains its own function.
std::vector<expression> expand(const std::vector<expression> &exs);

} // namespace detail
BROOK_END_NAMESPACE
