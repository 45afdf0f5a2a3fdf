// SPDX-License-Identifier: MPL-2.0
// Finds equal operations of a program that can share a block.
#pragma once

#include <cstdint>
#include <vector>

#include <brook/number/fp_type.hpp>

#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Below this many lanes in use, weighted by the cost of operations, gathers cost more than lanes gain.
inline constexpr double least_lanes_in_use = 1.35;

/// Bundles of at most `width` definitions or state variables. A function of the program alone. Programs without enough
/// equal operations, where fewer than `least` lanes would be in use, come back in single lanes. The results of a
/// program do not depend on how it is packed, bit for bit.
bundles pack(const program &p, std::uint32_t width, double least = least_lanes_in_use);

/// Operations that are done at once on average, weighted by their cost, when the program is packed.
double lanes_in_use(const program &p, std::uint32_t width);

/// Clusters of state variables that linear forms of state variables alone connect, such as all x coordinates of bodies.
/// Of each variable: the first of its cluster.
std::vector<std::uint32_t> clusters(const program &p);

} // namespace detail
BROOK_END_NAMESPACE
