// SPDX-License-Identifier: MPL-2.0
// The derivatives that dtens holds: how many there are, and what they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <brook/expression/expression.hpp>

#include "calculus/sweeps.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The number of derivatives up to an order, n_outs (n_args + order over order). Throws std::overflow_error if a dtens
/// cannot hold them.
std::size_t number_of_derivatives(std::size_t n_outs, std::size_t n_args, std::uint32_t order);

/// The derivatives, in the order of dtens, with respect to different variables and parameters. Each order is computed
/// in the direction that is given, or else in the cheaper one. Throws as number_of_derivatives() and func::gradient().
std::vector<expression> derivatives_up_to(const std::vector<expression> &fn, const std::vector<expression> &args,
                                          std::uint32_t order, std::optional<sweep_direction> direction = {});

} // namespace detail
BROOK_END_NAMESPACE
