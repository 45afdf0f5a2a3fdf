// SPDX-License-Identifier: MPL-2.0
// Polynomials that have no zero in a step: most events are far away in most steps.
#pragma once

#include <cstddef>
#include <cstdint>

#include <brook/support/visibility.hpp>

#include "event/exclusion_bounds.hpp"
#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What the test knows of a polynomial between 0 and h, both included.
enum class exclusion_status : unsigned char {
    open,     ///< it may have zeros
    positive, ///< it is positive throughout
    negative  ///< it is negative throughout
};

/// From a lower bound of |q|, and q at 0.
template <typename T>
BROOK_INLINE exclusion_status status_from(T bound, T start) noexcept {
    const int sign = start < T(0) ? 2 : 1;
    return static_cast<exclusion_status>(bound > T(0) ? sign : 0);
}

/// What is known of one polynomial, whose order k is c[k * stride], between 0 and h.
template <typename T>
BROOK_INLINE exclusion_status status_of(const T *c, std::size_t stride, std::uint32_t order, T h) noexcept {
    T bound[1];
    const T sizes[1] = {h};
    exclusion<T, 1, 1>{{c}, stride, order}.bounds(bound, sizes);
    return status_from(bound[0], c[0]);
}

/// Whether it has no zero there.
template <typename T>
bool excludes_zeros(const T *c, std::size_t stride, std::uint32_t order, T h) noexcept {
    return status_of(c, stride, order, h) != exclusion_status::open;
}

/// How many polynomials are tested at once.
template <typename T>
inline constexpr std::uint32_t exclusion_width = 1;
template <>
inline constexpr std::uint32_t exclusion_width<float> = 8;
template <>
inline constexpr std::uint32_t exclusion_width<double> = 4;

/// What is known of polynomial j, whose order k is c[k * stride + j], between 0 and its h. Its h is h[j], or *h if all
/// share one.
template <typename T>
struct exclusion_test {
    const T *c;
    std::size_t stride;
    std::uint32_t order;
    const T *h;
    bool one_h;
    exclusion_status *status;

    BROOK_INLINE void run(std::size_t count) const {
        constexpr auto width = exclusion_width<T>;
        std::size_t j = 0;
        if constexpr (width > 1) {
            for (; j + 2 * width <= count; j += 2 * width)
                groups<width, 2>(j);
            for (; j + width <= count; j += width)
                groups<width, 1>(j);
        }
        for (; j < count; ++j)
            groups<1, 1>(j);
    }

private:
    template <std::uint32_t W, std::uint32_t J>
    BROOK_INLINE void groups(std::size_t first) const {
        using lanes = lane_vector<T, W>;
        exclusion<T, W, J> tested{{}, stride, order};
        typename lanes::type bound[J], sizes[J];
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) tested.c[j] = c + first + j * W;
        if (one_h) {
            const typename lanes::type size[1] = {typename lanes::type{} + *h};
            tested.bounds(bound, size);
        } else {
            BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) lanes::load(sizes[j], h + first + j * W);
            tested.bounds(bound, sizes);
        }
        for (std::uint32_t j = 0; j < J; ++j)
            for (std::uint32_t i = 0; i < W; ++i)
                status[first + j * W + i] = status_from(lanes::lane(bound[j], i), c[first + j * W + i]);
    }
};

/// The test for `count` polynomials, compiled for several instruction sets.
template <typename T>
void exclude_zeros(const exclusion_test<T> &test, std::size_t count) noexcept;

} // namespace detail
BROOK_END_NAMESPACE
