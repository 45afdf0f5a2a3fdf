// SPDX-License-Identifier: MPL-2.0
// Whether a description of memory can be used.
#pragma once

#include <algorithm>
#include <cstdint>

#include "decomposition/state_memory.hpp"

namespace brook::test {

/// True if neighbours in memory are neighbours among the trajectories.
inline bool trajectories_in_a_row(const detail::state_memory &m) {
    if (m.trajectories == 0 || m.states.size() % m.trajectories != 0)
        return false;
    for (std::size_t i = 0; m.trajectories > 1 && i < m.states.size(); ++i)
        for (std::size_t j = 0; j < m.states.size(); ++j)
            if (m.states[j].offset == m.states[i].offset + 1 && m.states[j].stride > 1 &&
                j % m.trajectories != i % m.trajectories + 1)
                return false;
    return true;
}

/// True if everything that an integrator will touch lies in the scratch memory.
inline bool within_bounds(const detail::state_memory &m) {
    const auto fits = [&m](const detail::series_place &p) {
        return p.offset + (p.constant ? 0 : std::uint64_t(m.order) * p.stride) < m.scratch_size;
    };
    const auto is_copy = [&](const detail::padding_lane &p) { return fits(p.at) && p.copies < m.states.size(); };
    return trajectories_in_a_row(m) && std::ranges::all_of(m.states, fits) && std::ranges::all_of(m.padding, is_copy) &&
           std::ranges::all_of(m.outputs, fits);
}

} // namespace brook::test
