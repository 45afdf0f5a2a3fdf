// SPDX-License-Identifier: MPL-2.0
// Whether a stepper's layout can be used.
#pragma once

#include <algorithm>
#include <cstdint>

#include "integrator/build.hpp"

namespace brook::test {

/// True if each lane of a block belongs to the trajectory after that of the lane before.
inline bool trajectories_in_a_row(const detail::stepper_code &c) {
    if (c.trajectories == 0 || c.lanes.size() % c.trajectories != 0)
        return false;
    for (std::size_t i = 0; c.trajectories > 1 && i < c.lanes.size(); ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            const auto &a = c.lanes[i], &b = c.lanes[j];
            if (a.lane > i % c.trajectories ||
                (a.block == b.block && i % c.trajectories + b.lane != j % c.trajectories + a.lane))
                return false;
        }
    return true;
}

/// True if everything that an integrator will touch lies in the scratch memory.
inline bool within_bounds(const detail::stepper_code &c) {
    const auto fits = [&c](const detail::state_block &b) {
        return b.offset + (std::uint64_t(c.order) + 1) * b.width <= c.scratch_size;
    };
    const auto has_lane = [&c](const detail::state_lane &l) {
        return l.block < c.blocks.size() && l.lane < c.blocks[l.block].width;
    };
    const auto is_copy = [&c](const detail::state_padding &p) {
        return p.offset < c.scratch_size && p.equation < c.lanes.size();
    };
    const auto is_output = [&c](const detail::output_lane &o) {
        return o.offset + (o.constant ? 0 : std::uint64_t(c.order) * o.stride) < c.scratch_size;
    };
    return trajectories_in_a_row(c) && std::ranges::all_of(c.blocks, fits) && std::ranges::all_of(c.lanes, has_lane) &&
           std::ranges::all_of(c.padding, is_copy) && std::ranges::all_of(c.outputs, is_output);
}

} // namespace brook::test
