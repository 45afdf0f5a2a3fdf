// SPDX-License-Identifier: MPL-2.0
// Where the state lives within the scratch memory of a jet, cut into pieces that the ahead-of-time loops work on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/build.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Pieces of equal shape: for piece i, lane l of order k is scratch[offsets[i] + k * stride + l], l < width.
struct state_run {
    std::uint32_t width; ///< 1, 2, 4 or 8
    std::uint32_t stride;
    std::uint32_t begin, end; ///< piece indices
};

struct state_layout {
    std::vector<state_run> runs;
    std::vector<std::size_t> offsets;
    std::vector<std::size_t> slots; ///< of order 0 of each equation's variable
    std::vector<state_padding> padding;
    std::uint32_t order = 0;
};

/// Cuts the blocks of `code` into pieces of at most `widest` lanes, which must be 1, 2, 4 or 8.
state_layout make_state_layout(const stepper_code &code, std::uint32_t widest);

/// The most lanes of T that a piece may have: 32 bytes, the vectors of AVX2, or one number of a type without vectors.
/// (Wider ones gain nothing here: these loops wait for memory and for chains of additions.)
template <typename T>
inline constexpr std::uint32_t widest_piece = fp_has_vectors(fp_type_of<T>) ? 32 / sizeof(T) : 1;

/// Copies a state, one value per equation, to order 0, padding included.
template <typename T>
void load_state(T *scratch, const state_layout &layout, const T *state) noexcept {
    const std::size_t *const slots = layout.slots.data();
    for (std::size_t i = 0; i < layout.slots.size(); ++i)
        scratch[slots[i]] = state[i];
    for (const auto &lane : layout.padding)
        scratch[lane.offset] = state[lane.equation];
}

/// Copies order 0 back.
template <typename T>
void store_state(const T *scratch, const state_layout &layout, T *state) noexcept {
    const std::size_t *const slots = layout.slots.data();
    for (std::size_t i = 0; i < layout.slots.size(); ++i)
        state[i] = scratch[slots[i]];
}

} // namespace detail
BROOK_END_NAMESPACE
