// SPDX-License-Identifier: MPL-2.0
// Where the state lives within the scratch memory of a jet, cut into slices that the ahead-of-time loops work on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "decomposition/state_memory.hpp"
#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Slices of equal shape: for slice i, lane l of order k is scratch[offsets[i] + k * stride + l], l < width.
struct state_run {
    std::uint32_t width; ///< 1, 2, 4 or 8
    std::uint32_t stride;
    std::uint32_t begin, end; ///< slice indices
    /// Of several trajectories, that of lane 0; lane l is that of first + l. All their variables are in this run.
    std::uint32_t first;
};

struct state_layout {
    const state_memory *memory = nullptr; ///< what is cut
    std::vector<state_run> runs;
    std::vector<std::size_t> offsets;
    std::uint32_t lanes = 1; ///< trajectories, with those that only pad vectors
};

/// Cuts neighbours in memory into slices of at most `widest` lanes, which must be 1, 2, 4 or 8. The memory must outlive
/// the layout.
state_layout make_state_layout(const state_memory &memory, std::uint32_t widest);

/// Where a number of the state lies: in a slice, and a lane of it.
struct slice_place {
    std::uint32_t slice, lane;
};

/// Those of memory.states, and behind them those of the padding.
std::vector<slice_place> places_in_slices(const state_layout &layout);

/// The most lanes of T that a slice may have: 32 bytes, the vectors of AVX2, or one number of a type without vectors.
/// (Wider ones gain nothing here: these loops wait for memory and for chains of additions.)
template <typename T>
inline constexpr std::uint32_t widest_slice = fp_has_native_vectors<T> ? 32 / sizeof(T) : 1;

/// Trajectories of a batch that are advanced at once: `count` of `size`, from `first` on.
struct trajectory_group {
    std::size_t first = 0, count = 1, size = 1;
};

/// Makes order 0 of the padding what it copies.
template <typename T>
void fill_padding(T *scratch, const state_memory &memory) noexcept {
    for (const auto &lane : memory.padding)
        scratch[lane.at.offset] = scratch[memory.states[lane.copies].offset];
}

/// Copies the state of a group, from [equation][trajectory] of the batch, to order 0, padding included. If there are
/// fewer trajectories than memory.trajectories, copies of the last one take the place of the others.
template <typename T>
void load_state(T *scratch, const state_layout &layout, const T *state, const trajectory_group &g = {}) noexcept {
    const auto &memory = *layout.memory;
    const auto *const states = memory.states.data();
    const std::size_t n = memory.trajectories, size = memory.states.size();
    const T *row = state + g.first;
    for (std::size_t i = 0; i < size && n == 1; ++i)
        scratch[states[i].offset] = row[i * g.size];
    for (std::size_t i = 0; i < size && n > 1; i += n, row += g.size)
        for (std::size_t j = 0; j < n; ++j)
            scratch[states[i + j].offset] = row[j < g.count ? j : g.count - 1];
    fill_padding(scratch, memory);
}

/// Copies order 0 back.
template <typename T>
void store_state(const T *scratch, const state_layout &layout, T *state, const trajectory_group &g = {}) noexcept {
    const auto *const states = layout.memory->states.data();
    const std::size_t n = layout.memory->trajectories, size = layout.memory->states.size();
    T *row = state + g.first;
    for (std::size_t i = 0; i < size && n == 1; ++i)
        row[i * g.size] = scratch[states[i].offset];
    for (std::size_t i = 0; i < size && n > 1; i += n, row += g.size)
        for (std::size_t j = 0; j < g.count; ++j)
            row[j] = scratch[states[i + j].offset];
}

/// Calls f<W>(run) for every run, with W = run.width.
template <typename T, typename F>
BROOK_INLINE void for_each_run(const state_layout &layout, F f) {
    for (const auto &run : layout.runs) {
        if (run.width == 1)
            f.template operator()<1>(run);
        if constexpr (widest_slice<T> >= 2)
            if (run.width == 2)
                f.template operator()<2>(run);
        if constexpr (widest_slice<T> >= 4)
            if (run.width == 4)
                f.template operator()<4>(run);
        if constexpr (widest_slice<T> >= 8)
            if (run.width == 8)
                f.template operator()<8>(run);
    }
}

} // namespace detail
BROOK_END_NAMESPACE
