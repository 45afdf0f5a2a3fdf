// SPDX-License-Identifier: MPL-2.0
// The state at the end of a step, from its coefficients in the scratch memory of a jet.
#pragma once

#include <cstddef>
#include <cstdint>

#include <brook/support/visibility.hpp>

#include "integrator/state_layout.hpp"
#include "output/polynomials.hpp"
#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Replaces order 0 of up to J slices by the sums. Adds to `poison` zeros, or NaN where a sum is not finite.
template <typename T, std::uint32_t W, std::uint32_t J, typename H>
BROOK_INLINE void update_slices(typename lane_vector<T, W>::type &poison, T *scratch, const std::size_t *offsets,
                                std::uint32_t slices, std::size_t stride, std::uint32_t order, H h, summation how) {
    using lanes = lane_vector<T, W>;
    polynomials<T, W, J> group{{}, stride, order};
    T *to[J];
    BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j)
        // What is missing in the last group is made up with its last slice, which costs less than smaller groups.
        group.x[j] = to[j] = scratch + offsets[j < slices ? j : slices - 1];
    typename lanes::type s[J];
    group.sum(s, h, how);
    BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
        lanes::store(to[j], s[j]);
        poison += s[j] * T(0);
    }
}

template <typename T, std::uint32_t W, typename H>
BROOK_INLINE void update_run(typename lane_vector<T, W>::type &poison, T *scratch, const state_layout &layout,
                             const state_run &run, H h, summation how) {
    const auto *const offsets = layout.offsets.data();
    std::uint32_t i = run.begin;
    for (; run.end - i > 2; i += 4 < run.end - i ? 4 : run.end - i)
        update_slices<T, W, 4>(poison, scratch, offsets + i, run.end - i, run.stride, layout.memory->order, h, how);
    if (i != run.end)
        update_slices<T, W, 2>(poison, scratch, offsets + i, run.end - i, run.stride, layout.memory->order, h, how);
}

/// Replaces order 0 of every lane by the polynomial at h. True if the new state is finite.
template <typename T>
BROOK_INLINE bool update_state(T *scratch, const state_layout &layout, T h, bool compensated) {
    const auto how = summation_for(layout.memory->order, h, compensated);
    T total = 0;
    for_each_run<T>(
        layout, [&]<std::uint32_t W>(const state_run &run) __attribute__((always_inline)) {
            typename lane_vector<T, W>::type poison{};
            update_run<T, W>(poison, scratch, layout, run, h, how);
            for (std::uint32_t l = 0; l < W; ++l)
                total += lane_vector<T, W>::lane(poison, l);
        });
    return total == 0;
}

/// The same for several trajectories, each with its own h. `poison` becomes zero for those whose new state is finite.
template <typename T>
BROOK_INLINE void update_states(T *scratch, const state_layout &layout, const T *h, bool compensated, T *poison) {
    for_each_run<T>(
        layout, [&]<std::uint32_t W>(const state_run &run) __attribute__((always_inline)) {
            using lanes = lane_vector<T, W>;
            const T *const sizes = h + run.first;
            const auto how = summation_for(layout.memory->order, sizes[0], compensated);
            bool all_alike = true;
            for (std::uint32_t l = 1; l < W; ++l)
                all_alike = all_alike && summation_for(layout.memory->order, sizes[l], compensated) == how;
            if (all_alike) {
                typename lanes::type size, sum{};
                lanes::load(size, sizes);
                update_run<T, W>(sum, scratch, layout, run, size, how);
                lanes::store(poison + run.first, sum);
            } else {
                for (std::uint32_t l = 0; l < W; ++l) {
                    poison[run.first + l] = 0;
                    update_run<T, 1>(poison[run.first + l], scratch + l, layout, run, sizes[l],
                                     summation_for(layout.memory->order, sizes[l], compensated));
                }
            }
        });
}

} // namespace detail
BROOK_END_NAMESPACE
