// SPDX-License-Identifier: MPL-2.0
// Where in the memory of a plan the states and outputs lie: all that those who run its code need to know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <brook/support/visibility.hpp>

#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The coefficient of order k of a quantity is scratch[offset + k * stride]. A constant has that of order 0 only.
struct series_place {
    std::size_t offset = 0;
    std::uint32_t stride = 1;
    bool constant = false;

    std::size_t of_order(std::uint32_t k) const { return offset + std::size_t{k} * stride; }

    template <typename T>
    T coefficient(const T *scratch, std::uint32_t k) const {
        return k == 0 || !constant ? scratch[of_order(k)] : T(0);
    }

    bool operator==(const series_place &) const = default;
};

/// A lane beside those of states that holds the same value as one of them at order 0, so that whole vectors can be
/// computed without masks, and without a division by zero or a NaN that no equation has.
struct padding_lane {
    series_place at;
    std::uint32_t copies = 0; ///< an index of state_memory::states

    bool operator==(const padding_lane &) const = default;
};

struct state_memory {
    std::uint32_t order = 0;
    /// How many trajectories are advanced at once. If several, they are neighbours in memory.
    std::uint32_t trajectories = 1;
    /// In elements of the floating-point type; the memory begins on a 64-byte boundary.
    std::size_t scratch_size = 0;
    /// One per equation and trajectory: [equation][trajectory].
    std::vector<series_place> states;
    std::vector<padding_lane> padding;
    /// One per event function and trajectory: [event][trajectory].
    std::vector<series_place> outputs;

    bool operator==(const state_memory &) const = default;
};

/// Of a plan that was made for so many trajectories.
state_memory memory_of(const plan &p, std::uint32_t trajectories);

/// As it is stored beside object code.
std::vector<std::byte> encode(const state_memory &memory);

/// Throws std::runtime_error if the bytes are not those of a description, or describe what lies outside of the scratch
/// memory, or trajectories that are not one after the other.
state_memory decode_state_memory(std::span<const std::byte> bytes);

} // namespace detail
BROOK_END_NAMESPACE
