// SPDX-License-Identifier: MPL-2.0
// Polynomials that have no zero in a step: most events are far away in most steps.
//
// Between 0 and h, q(t) = c0 + t q1(t) is at least c0 + min(0, h min q1) for positive h and c0, and q1 is a polynomial
// of the same kind: Horner's scheme for the lower ends of intervals. With d_k = c_k sgn(c0) sgn(h)^k,
//
//   L_p = d_p,  L_k = d_k + min(0, |h| L_{k+1}),  |q(t)| >= L_0,
//
// which is never worse than |c0| - (|c1| |h| + ... + |c_p| |h|^p), and needs no more than that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include <brook/support/visibility.hpp>

#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The lower bounds of J times W polynomials, less what rounding may have added; order k of those in group j begins at
/// c[j] + k * stride. No polynomial with a positive bound has a zero between 0 and h, both included.
///
/// Rounding: each of the p steps has one multiplication and one addition, and min is no further from its rounded
/// argument than that; so L_0 is wrong by at most p eps S (to first order in eps), where S = sum |c_k| |h|^k. S itself
/// comes out too small by a factor of 1 - p eps at most, and (2 p + 4) eps S is more than both. A product or a
/// coefficient that is lost because it is below the smallest normal number m changes L_k by less than 2 m, that is L_0
/// by less than 2 m |h|^k. With m / eps added to each |c_k|, S covers this too.
/// Coefficients that are infinite or not numbers make S so, and no bound is positive then.
template <typename T, std::uint32_t W, std::uint32_t J>
struct exclusion {
    using lanes = lane_vector<T, W>;
    using value = typename lanes::type;
    const T *c[J];
    std::size_t stride;
    std::uint32_t order;

    template <typename H>
    BROOK_INLINE void bounds(value (&bound)[J], const H (&h)[J]) const {
        const value zero{};
        const T tiny = std::numeric_limits<T>::min() / std::numeric_limits<T>::epsilon();
        const T margin = static_cast<T>(2. * order + 4.) * std::numeric_limits<T>::epsilon();
        value even[J], odd[J], size[J], sum[J], below[J], x;
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            lanes::load(x, c[j]);
            even[j] = x < zero ? zero - T(1) : zero + T(1);
            size[j] = zero + h[j];
            odd[j] = size[j] < zero ? -even[j] : even[j];
            size[j] = size[j] < zero ? -size[j] : size[j];
            sum[j] = below[j] = zero;
        }
        for (std::uint32_t k = order; k > 0; --k)
            BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
                lanes::load(x, c[j] + k * stride);
                sum[j] = (sum[j] + ((x < zero ? -x : x) + tiny)) * size[j];
                x = x * (k % 2 == 0 ? even[j] : odd[j]) + below[j];
                below[j] = (x < zero ? x : zero) * size[j];
            }
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            lanes::load(x, c[j]);
            x = x < zero ? -x : x;
            bound[j] = (x + below[j]) - (sum[j] + (x + tiny)) * margin;
        }
    }
};

/// How many polynomials are tested at once.
template <typename T>
inline constexpr std::uint32_t exclusion_width = 1;
template <>
inline constexpr std::uint32_t exclusion_width<float> = 8;
template <>
inline constexpr std::uint32_t exclusion_width<double> = 4;

/// excluded[j] = 1 if polynomial j, whose order k is c[k * stride + j], has no zero between 0 and its h, else 0. Its h
/// is h[j], or *h if all share one.
template <typename T>
struct exclusion_test {
    const T *c;
    std::size_t stride;
    std::uint32_t order;
    const T *h;
    bool one_h;
    unsigned char *excluded;

    BROOK_INLINE void run(std::size_t count) const {
        constexpr auto width = exclusion_width<T>;
        std::size_t j = 0;
        if constexpr (width > 1) {
            for (; j + 4 * width <= count; j += 4 * width)
                groups<width, 4>(j);
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
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            tested.c[j] = c + first + j * W;
            if (one_h)
                sizes[j] = typename lanes::type{} + *h;
            else
                lanes::load(sizes[j], h + first + j * W);
        }
        tested.bounds(bound, sizes);
        for (std::uint32_t j = 0; j < J; ++j)
            for (std::uint32_t i = 0; i < W; ++i)
                excluded[first + j * W + i] = lanes::lane(bound[j], i) > T(0);
    }
};

/// The test for `count` polynomials, compiled for several instruction sets.
template <typename T>
void exclude_zeros(const exclusion_test<T> &test, std::size_t count) noexcept;

/// Whether one polynomial, whose order k is c[k * stride], has no zero between 0 and h.
template <typename T>
bool excludes_zeros(const T *c, std::size_t stride, std::uint32_t order, T h) noexcept {
    T bound[1];
    const T sizes[1] = {h};
    exclusion<T, 1, 1>{{c}, stride, order}.bounds(bound, sizes);
    return bound[0] > T(0);
}

} // namespace detail
BROOK_END_NAMESPACE
