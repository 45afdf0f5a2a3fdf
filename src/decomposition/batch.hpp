// SPDX-License-Identifier: MPL-2.0
// Several trajectories of one system, integrated together.
#pragma once

#include <cstdint>

#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// How a batch of trajectories is computed.
enum class batch_shape : std::uint8_t {
    in_turn,     ///< the code for one trajectory runs for each, and packs the operations of that trajectory into lanes
    side_by_side ///< each lane is a trajectory
};

/// The shape that the cost model expects to be faster: lanes that a program fills with operations of its own need no
/// second trajectory, but gathers; trajectories side by side need none, but as many times the memory. A function of the
/// program, the number of trajectories and the width of blocks alone. Programs with functions of the user's that read
/// the time run in turn, since each trajectory has a time of its own, of which such a function knows nothing.
batch_shape choose_batch_shape(const program &p, std::uint32_t size, std::uint32_t width, std::uint32_t order);

/// The program of `size` trajectories. State variable, parameter, or output, i of trajectory k has the number
/// i * size + k, and its time the number k. The bits of each trajectory are those of the program by itself.
program replicate(const program &p, std::uint32_t size);

/// Bundles of at most `width` trajectories for `replicate(p, size)`: the same operation of each.
bundles side_by_side(const program &p, std::uint32_t size, std::uint32_t width);

} // namespace detail
BROOK_END_NAMESPACE
