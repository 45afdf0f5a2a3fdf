// SPDX-License-Identifier: MPL-2.0
// Where right-hand sides are defined, and where they are smooth, as far as their shape tells.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What study_domain() finds.
struct system_domain {
    /// The equations, by index, whose right-hand side may not be defined for all values of its variables: sqrt(x) has
    /// an edge, and sqrt(x * x + y * y) has none. Nothing is known of functions of users.
    std::vector<std::uint32_t> edged;
    /// False if a right-hand side may have jumps or kinks where it is defined.
    bool smooth = true;
};

/// Takes time in proportion to the number of different functions.
system_domain study_domain(std::span<const expression> right_hand_sides);

} // namespace detail
BROOK_END_NAMESPACE
