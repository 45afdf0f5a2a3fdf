// SPDX-License-Identifier: MPL-2.0
// What distinguishes the code of a function from that of a jet: inputs and outputs stand where the caller has them.
#pragma once

#include <cstdint>
#include <vector>

#include <brook/support/visibility.hpp>

#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

/// Outputs side by side that are lanes side by side, or all of them one lane.
struct output_run {
    std::uint32_t first = 0; ///< of the outputs
    std::uint32_t width = 1;
    std::uint32_t equal = 1; ///< if more than one, so many outputs are the lane
    lane_ref from;
};

/// How the code of a function uses memory.
struct function_frame {
    std::uint32_t points = 1;    ///< side by side in each lane
    bool strided = false;        ///< whether an element of the caller's stands a stride away from the next
    std::vector<bool> in_memory; ///< of each array of the plan: it is read in a loop, or by another part of the code
    std::vector<std::vector<std::uint32_t>> inputs; ///< of each array: the input of each lane; none for other arrays
};

} // namespace detail

BROOK_END_NAMESPACE
