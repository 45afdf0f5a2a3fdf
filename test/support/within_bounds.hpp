// SPDX-License-Identifier: MPL-2.0
// Whether a stepper's layout can be used.
#pragma once

#include <algorithm>
#include <cstdint>

#include "integrator/build.hpp"

namespace brook::test {

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
    return std::ranges::all_of(c.outputs, is_output) && std::ranges::all_of(c.blocks, fits) &&
           std::ranges::all_of(c.lanes, has_lane) && std::ranges::all_of(c.padding, is_copy);
}

} // namespace brook::test
