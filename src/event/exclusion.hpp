// SPDX-License-Identifier: MPL-2.0
// Polynomials that have no zero in a step: most events are far away in most steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

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

/// How many polynomials are tested at once; twice as many with vectors of 512 bits.
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

    /// In groups of W, and what is left in smaller ones.
    template <std::uint32_t W>
    BROOK_INLINE void run(std::size_t count, std::size_t first = 0) const {
        if constexpr (W > 1)
            for (; first + 2 * W <= count; first += 2 * W)
                groups<W, 2>(first);
        for (; first + W <= count; first += W)
            groups<W, 1>(first);
        if constexpr (W > 1)
            run<W / 2>(count, first);
    }

private:
    template <std::uint32_t W, std::uint32_t J>
    BROOK_INLINE void groups(std::size_t first) const {
        using lanes = lane_vector<T, W>;
        typename lanes::type sizes[J];
        if (one_h) {
            const typename lanes::type size[1] = {typename lanes::type{} + *h};
            groups<W, J>(first, size);
        } else {
            BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) lanes::load(sizes[j], h + first + j * W);
            groups<W, J>(first, sizes);
        }
    }

    // What is not far away costs half as much again.
    template <std::uint32_t W, std::uint32_t J, std::uint32_t H>
    BROOK_INLINE void groups(std::size_t first, const typename lane_vector<T, W>::type (&sizes)[H]) const {
        exclusion<T, W, J> tested{{}, stride, order};
        typename lane_vector<T, W>::type bound[J];
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) tested.c[j] = c + first + j * W;
        if constexpr (W > 1) {
            tested.far_bounds(bound, sizes);
            if (set<W, J>(first, bound))
                return;
        }
        tested.bounds(bound, sizes);
        set<W, J>(first, bound);
    }

    // Whether none is open.
    template <std::uint32_t W, std::uint32_t J>
    BROOK_INLINE bool set(std::size_t first, const typename lane_vector<T, W>::type (&bound)[J]) const {
        if constexpr (W == 1) {
            status[first] = status_from(bound[0], c[first]);
            return true;
        } else {
            using lanes = lane_vector<T, W>;
            using integers = typename lanes::integers;
            bool any = false;
            BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
                typename lanes::type start;
                lanes::load(start, c + first + j * W);
                // GCC makes scalar code of masks that are anything but the condition of a choice.
                const integers sign = start < T(0) ? integers{} + 2 : integers{} + 1;
                unsigned char *const to = reinterpret_cast<unsigned char *>(status) + first + j * W;
                lanes::store_bytes(to, bound[j] > T(0) ? sign : integers{});
                any = any || is_any_zero<W>(to);
            }
            return !any;
        }
    }

    template <std::uint32_t W>
    BROOK_INLINE static bool is_any_zero(const unsigned char *bytes) {
        constexpr std::uint64_t ones = 0x0101010101010101;
        bool any = false;
        for (std::uint32_t i = 0; i < W; i += 8) {
            std::uint64_t word = ones;
            std::memcpy(&word, bytes + i, W < 8 ? W : 8);
            any = any || ((word - ones) & ~word & (ones << 7)) != 0;
        }
        return any;
    }
};

/// The test for `count` polynomials, compiled for several instruction sets.
template <typename T>
void exclude_zeros(const exclusion_test<T> &test, std::size_t count) noexcept;

} // namespace detail
BROOK_END_NAMESPACE
