// SPDX-License-Identifier: MPL-2.0
// Sums of Taylor polynomials, x(h) = x^[0] + x^[1] h + ... + x^[p] h^p.
//
// Plain multiplications and additions, in an order that depends on p and h alone: the bits do not depend on the layout,
// on the number of lanes, or on whether a CPU has fused operations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// How polynomials are summed.
enum class summation {
    split,       ///< two interleaved schemes of Horner
    compensated, ///< with the rounding errors of the additions
    one_scheme   ///< Horner's scheme as it is
};

/// Powers of a very long step overflow, and must not meet coefficients that are zero: then the solution is nearly a
/// line, and Horner's scheme needs no powers.
template <typename T>
summation summation_for(std::uint32_t order, T h, bool compensated) noexcept {
    if (!compensated)
        return h * h <= std::numeric_limits<T>::max() ? summation::split : summation::one_scheme;
    const bool overflows = (fp::ilogb(h) + 1ll) * order >= std::numeric_limits<T>::max_exponent;
    return overflows ? summation::one_scheme : summation::compensated;
}

/// J polynomials at once, of W lanes each; order k of polynomial j begins at x[j] + k * stride. One polynomial alone
/// would spend its time waiting for additions. Their argument h is a number, or a vector with one for each lane.
template <typename T, std::uint32_t W, std::uint32_t J>
struct polynomials {
    using lanes = lane_vector<T, W>;
    using value = typename lanes::type;
    const T *x[J];
    std::size_t stride;
    std::uint32_t order;

    /// x0 + h ((x1 + x3 h^2 + ...) + h (x2 + x4 h^2 + ...)), each bracket by Horner's scheme: half the wait of one long
    /// scheme. The last addition is the only one whose rounding error is not scaled down by h.
    template <typename H>
    BROOK_INLINE void sum_split(value (&s)[J], H h) const {
        const H square = h * h;
        const std::size_t last_even = (order & ~1u) * stride;
        value even[J], coefficient;
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            lanes::load(even[j], x[j] + last_even);
            s[j] = value{};
            if (order % 2 == 1)
                lanes::load(s[j], x[j] + last_even + stride);
        }
        for (std::size_t k = last_even; k > 2 * stride; k -= 2 * stride)
            BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
                lanes::load(coefficient, x[j] + (k - stride));
                s[j] = s[j] * square + coefficient;
                lanes::load(coefficient, x[j] + (k - 2 * stride));
                even[j] = even[j] * square + coefficient;
            }
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            lanes::load(coefficient, x[j] + stride);
            s[j] = (s[j] * square + coefficient) + even[j] * h;
            lanes::load(coefficient, x[j]);
            s[j] = coefficient + s[j] * h;
        }
    }

    template <typename H>
    BROOK_INLINE void sum_by_one_scheme(value (&s)[J], H h) const {
        value coefficient;
        for (std::uint32_t j = 0; j < J; ++j) {
            lanes::load(s[j], x[j] + order * stride);
            for (std::size_t k = order * stride; k != 0; k -= stride) {
                lanes::load(coefficient, x[j] + (k - stride));
                s[j] = s[j] * h + coefficient;
            }
        }
    }

    template <typename H>
    BROOK_INLINE void sum(value (&s)[J], H h, summation how) const {
        if (how == summation::split)
            sum_split(s, h);
        else if (how == summation::compensated)
            sum_compensated(s, h);
        else
            sum_by_one_scheme(s, h);
    }

    /// From the low orders up; the rounding errors of the additions are summed apart and added at the end: T. Ogita,
    /// S. M. Rump and S. Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26 (2005), with Dekker's short form
    /// of the error. Where that is not exact, a term is larger than the sum so far, and its own rounding counts more.
    template <typename H>
    BROOK_INLINE void sum_compensated(value (&s)[J], H h) const {
        value error[J], term, next;
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            lanes::load(s[j], x[j]);
            error[j] = value{};
        }
        H power = h;
        for (std::size_t k = stride; k <= order * stride; k += stride, power *= h)
            BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
                lanes::load(term, x[j] + k);
                term = term * power;
                next = s[j] + term;
                error[j] += term - (next - s[j]);
                s[j] = next;
            }
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) s[j] = s[j] + error[j];
    }
};

/// out[i * stride] = the polynomial at h whose coefficients are row i of a table [row][order], of which every
/// `stride`-th number counts.
template <typename T>
void evaluate_rows(const T *table, std::size_t rows, std::size_t stride, std::uint32_t order, T h, bool compensated,
                   T *out) noexcept {
    constexpr std::uint32_t at_once = 4;
    const auto how = summation_for(order, h, compensated);
    for (std::size_t i = 0; i < rows; i += at_once) {
        const auto row = [&](std::size_t j) {
            return table + (i + j < rows ? i + j : rows - 1) * (order + 1) * stride;
        };
        const polynomials<T, 1, at_once> group{{row(0), row(1), row(2), row(3)}, stride, order};
        T s[at_once];
        group.sum(s, h, how);
        for (std::size_t j = 0; j < at_once && i + j < rows; ++j)
            out[(i + j) * stride] = s[j];
    }
}

} // namespace detail
BROOK_END_NAMESPACE
