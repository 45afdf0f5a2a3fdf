// SPDX-License-Identifier: MPL-2.0
// Tiles: blocks that feed each other are computed one after the other, so that what one has just read or produced is
// still in the first-level cache when the next one reads it.
#pragma once

#include <cstdint>
#include <vector>

#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Takes tiles out of the groups of a plan whose operands are known and whose memory is not assigned yet. A tile is a
/// set of blocks that are connected through operands other than states, broadcasts and gathers, and not larger than a
/// part of the cache. Where there are many tiles of one shape, they become a group of their own, which stands where the
/// first of their blocks stood: everything else that they read was there before.
void make_tiles(plan &p);

/// The arrays of a plan in the order in which they lie in memory. The histories of a tile stand side by side, at the
/// same distances in all tiles of a group. What tiles leave to others, without history, lies densely behind them.
std::vector<std::uint32_t> placement(const plan &p);

} // namespace detail
BROOK_END_NAMESPACE
