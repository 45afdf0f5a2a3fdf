// SPDX-License-Identifier: MPL-2.0
// Lower bounds of polynomials in a step.
//
// With d_k = sgn(c_0) c_k h^k, P_m = d_0 + ... + d_m, and x = t / h between 0 and 1, summation by parts gives
//
//   |q(t)| = sum_k d_k x^k = sum_{m < p} P_m (x^m - x^(m+1)) + P_p x^p  >=  min_m P_m
//
// where q has the sign of c_0, because the weights of the P_m are not negative and add up to 1. This is never worse
// than |c_0| - (|c_1 h| + ... + |c_p h^p|), and needs no more than that.
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
/// Rounding, with S = sum |c_k h^k|: powers are products of k numbers h, so that d_k has k roundings, and each P_m has
/// p additions at most. So the P_m are wrong by p eps S at most (to first order in eps), and S itself comes out too
/// small by a factor of 1 - p eps at worst. (4 p + 8) eps S is more than twice what is needed, so that the values at
/// both ends are clearly away from zero.
///
/// Underflow, with the smallest normal number m, below which numbers may be flushed to zero: a power that underflows
/// changes d_k by less than m |c_k|, a coefficient that does by less than m |h^k|, and a product by less than m. With
/// m / eps times the sum of |c_k|, of |h^k| and of p + 1 ones, S covers all. The sum of |c_k| is left out where |h^p|
/// is above m / eps, because no power underflows then, and (p + 1) (1 + |h^p|) is more than the sum of |h^k|.
///
/// Powers and coefficients that are infinite or not numbers make S so, and no bound is positive then.
template <typename T, std::uint32_t W, std::uint32_t J>
struct exclusion {
    using lanes = lane_vector<T, W>;
    using value = typename lanes::type;
    const T *c[J];
    std::size_t stride;
    std::uint32_t order;

    /// The steps h are those of each group, whose powers then have the signs of c_0, or one for all.
    template <std::uint32_t H>
    BROOK_INLINE void bounds(value (&bound)[J], const value (&h)[H]) const {
        sums s[J];
        powers of_h[H];
        value x, y;
        BROOK_UNROLL for (std::uint32_t i = 0; i < H; ++i) of_h[i].begin(h[i]);
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            lanes::load(x, c[j]);
            s[j].begin(x);
            if constexpr (H == J)
                of_h[j].flip(s[j].sign);
        }
        std::uint32_t k = 1;
        for (; k < order; k += 2) {
            BROOK_UNROLL for (std::uint32_t i = 0; i < H; ++i) of_h[i].even *= of_h[i].square;
            BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
                const std::uint32_t i = H == 1 ? 0 : j;
                load_term<H>(x, j, k, s[j].sign, of_h[i].odd);
                load_term<H>(y, j, k + 1, s[j].sign, of_h[i].even);
                s[j].add(x, y);
            }
            BROOK_UNROLL for (std::uint32_t i = 0; i < H; ++i) of_h[i].odd *= of_h[i].square;
        }
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            const std::uint32_t i = H == 1 ? 0 : j;
            y = of_h[i].even;
            if (k == order) {
                y = of_h[i].odd;
                load_term<H>(x, j, k, s[j].sign, y);
                s[j].add(x);
            }
            lanes::remove_signs(y);
            add_underflow(s[j].sizes, j, y);
            bound[j] = s[j].least - s[j].sizes * (static_cast<T>(4. * order + 8.) * eps);
        }
    }

    /// The same with half of the operations, from |c_0| - (|c_1 h| + ... + |c_p h^p|), for what is far away. No bound
    /// is positive that would not be so by bounds(), too, whatever is rounded: twice its margin is taken off once more.
    template <std::uint32_t H>
    BROOK_INLINE void far_bounds(value (&bound)[J], const value (&h)[H]) const {
        value others[J], x, y;
        powers of_h[H];
        BROOK_UNROLL for (std::uint32_t i = 0; i < H; ++i) {
            x = h[i];
            lanes::remove_signs(x);
            of_h[i].begin(x);
        }
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) others[j] = value{};
        std::uint32_t k = 1;
        for (; k < order; k += 2) {
            BROOK_UNROLL for (std::uint32_t i = 0; i < H; ++i) of_h[i].even *= of_h[i].square;
            BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
                const std::uint32_t i = H == 1 ? 0 : j;
                load_size(x, j, k);
                load_size(y, j, k + 1);
                others[j] += x * of_h[i].odd + y * of_h[i].even;
            }
            BROOK_UNROLL for (std::uint32_t i = 0; i < H; ++i) of_h[i].odd *= of_h[i].square;
        }
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            const std::uint32_t i = H == 1 ? 0 : j;
            y = of_h[i].even;
            if (k == order) {
                y = of_h[i].odd;
                load_size(x, j, k);
                others[j] += x * y;
            }
            load_size(x, j, 0);
            bound[j] = x - others[j];
            others[j] += x;
            add_underflow(others[j], j, y);
            bound[j] -= others[j] * (static_cast<T>(12. * order + 24.) * eps);
        }
    }

private:
    static constexpr T eps = std::numeric_limits<T>::epsilon();

    // Even and odd ones apart, so that the chain has one multiplication for two orders.
    struct powers {
        value odd, even, square;

        BROOK_INLINE void begin(const value &h) {
            odd = h;
            even = value{} + T(1);
            square = h * h;
        }
        BROOK_INLINE void flip(const value &sign) {
            lanes::flip(odd, sign);
            lanes::flip(even, sign);
        }
    };

    // The sign of c_0, the last P_m, the least of all, and S.
    struct sums {
        value sign, last, least, sizes;

        BROOK_INLINE void begin(value &start) {
            lanes::get_signs(sign, start);
            lanes::remove_signs(start);
            last = least = sizes = start;
        }
        // One addition in the chain for both.
        BROOK_INLINE void add(value &x, value &y) {
            const value before = last + x;
            last += x + y;
            lanes::remove_signs(x);
            lanes::remove_signs(y);
            sizes += x + y;
            x = before < last ? before : last;
            least = x < least ? x : least;
        }
        BROOK_INLINE void add(value &x) {
            last += x;
            lanes::remove_signs(x);
            sizes += x;
            least = last < least ? last : least;
        }
    };

    template <std::uint32_t H>
    BROOK_INLINE void load_term(value &x, std::uint32_t j, std::uint32_t k, const value &sign,
                                const value &power) const {
        lanes::load(x, c[j] + k * stride);
        if constexpr (H < J)
            lanes::flip(x, sign);
        x *= power;
    }

    BROOK_INLINE void load_size(value &x, std::uint32_t j, std::uint32_t k) const {
        lanes::load(x, c[j] + k * stride);
        lanes::remove_signs(x);
    }

    BROOK_INLINE void add_underflow(value &sizes, std::uint32_t j, const value &last_power) const {
        constexpr T lost = std::numeric_limits<T>::min() / eps;
        sizes += (last_power + T(2)) * (static_cast<T>(order + 1.) * lost);
        bool any = false;
        for (std::uint32_t i = 0; i < W; ++i)
            any = any || lanes::lane(last_power, i) < lost;
        if (!any)
            return;
        value sum{}, x;
        for (std::uint32_t k = 0; k <= order; ++k) {
            load_size(x, j, k);
            sum += x;
        }
        sizes += last_power < value{} + lost ? sum * lost : value{};
    }
};

} // namespace detail
BROOK_END_NAMESPACE
