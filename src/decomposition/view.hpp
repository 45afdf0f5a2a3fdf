// SPDX-License-Identifier: MPL-2.0
// A program as expressions, for people to look at.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>

#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// First the state variables by their names, then each value of the program as an expression of earlier ones, which are
/// called u_0, u_1, ... (the state variables are the first of them), last the derivatives and the
/// outputs. The lists of indices are
/// empty: no value needs another one that is not among its arguments.
std::vector<std::pair<expression, std::vector<std::uint32_t>>> view(const program &p,
                                                                    const std::vector<std::string> &variables);

} // namespace detail
BROOK_END_NAMESPACE
