// SPDX-License-Identifier: MPL-2.0
// The state at the end of a step, from its coefficients in the scratch memory of a jet.
#pragma once

#include <cstddef>
#include <cstdint>

#include <brook/support/visibility.hpp>

#include "integrator/low_parts.hpp"
#include "integrator/state_layout.hpp"
#include "output/polynomials.hpp"
#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Replaces order 0 of up to J slices, `first` and those behind it, by the sums. Adds to `poison` zeros, or NaN where a
/// sum is not finite. Without low parts, which `parts` points to, sums are not compensated. `Fused` says whether the
/// CPU has fused operations.
template <bool Fused, typename T, std::uint32_t W, std::uint32_t J, typename H>
BROOK_INLINE void update_slices(typename lane_vector<T, W>::type &poison, T *scratch, const state_layout &layout,
                                const state_run &run, std::uint32_t first, H h, summation how,
                                const low_parts<T> *parts) {
    using lanes = lane_vector<T, W>;
    polynomials<T, W, J, Fused> group{{}, run.stride, layout.memory->order};
    typename lanes::type s[J], low[J];
    T *to[J];
    std::size_t place[J];
    BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
        // What is missing in the last group is made up with its last slice, which costs less than smaller groups.
        const auto slice = first + j < run.end ? first + j : run.end - 1;
        group.x[j] = to[j] = scratch + layout.offsets[slice];
        place[j] = slice * widest_slice<T>;
        low[j] = typename lanes::type{};
        if (parts != nullptr)
            parts->template load<W>(low[j], to[j], place[j]);
    }
    group.sum(s, low, h, how);
    BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
        lanes::store(to[j], s[j]);
        poison += s[j] * T(0);
        if (parts != nullptr)
            parts->template store<W>(s[j], low[j], place[j]);
    }
}

template <bool Fused, typename T, std::uint32_t W, typename H>
BROOK_INLINE void update_run(typename lane_vector<T, W>::type &poison, T *scratch, const state_layout &layout,
                             const state_run &run, H h, summation how, const low_parts<T> *parts) {
    // As many at once as keep the CPU busy; two that are split are four schemes each.
    std::uint32_t i = run.begin;
    for (; how != summation::split && run.end - i > 2; i += 4 < run.end - i ? 4 : run.end - i)
        update_slices<Fused, T, W, 4>(poison, scratch, layout, run, i, h, how, parts);
    for (; i < run.end; i += 2)
        update_slices<Fused, T, W, 2>(poison, scratch, layout, run, i, h, how, parts);
}

/// Replaces order 0 of every lane by the polynomial at h. True if the new state is finite.
template <bool Fused, typename T>
BROOK_INLINE bool update_state(T *scratch, const state_layout &layout, T h, const low_parts<T> *parts) {
    const auto how = summation_for(h, parts != nullptr);
    T total = 0;
    for_each_run<T>(
        layout, [&]<std::uint32_t W>(const state_run &run) __attribute__((always_inline)) {
            typename lane_vector<T, W>::type poison{};
            update_run<Fused, T, W>(poison, scratch, layout, run, h, how, parts);
            for (std::uint32_t l = 0; l < W; ++l)
                total += lane_vector<T, W>::lane(poison, l);
        });
    return total == 0;
}

/// The same for several trajectories, each with its own h. `poison` becomes zero for those whose new state is finite.
template <bool Fused, typename T>
BROOK_INLINE void update_states(T *scratch, const state_layout &layout, const T *h, const low_parts<T> *parts,
                                T *poison) {
    for_each_run<T>(
        layout, [&]<std::uint32_t W>(const state_run &run) __attribute__((always_inline)) {
            using lanes = lane_vector<T, W>;
            const T *const sizes = h + run.first;
            const auto how = summation_for(sizes[0], parts != nullptr);
            bool all_alike = true;
            for (std::uint32_t l = 1; l < W; ++l)
                all_alike = all_alike && summation_for(sizes[l], parts != nullptr) == how;
            if (all_alike) {
                typename lanes::type size, sum{};
                lanes::load(size, sizes);
                update_run<Fused, T, W>(sum, scratch, layout, run, size, how, parts);
                lanes::store(poison + run.first, sum);
            } else {
                for (std::uint32_t l = 0; l < W; ++l) {
                    const auto own = parts == nullptr ? low_parts<T>() : parts->from(l);
                    poison[run.first + l] = 0;
                    update_run<Fused, T, 1>(poison[run.first + l], scratch + l, layout, run, sizes[l],
                                            summation_for(sizes[l], parts != nullptr),
                                            parts == nullptr ? nullptr : &own);
                }
            }
        });
}

} // namespace detail
BROOK_END_NAMESPACE
