// SPDX-License-Identifier: MPL-2.0
// Sums of Taylor polynomials, x(h) = x^[0] + x^[1] h + ... + x^[p] h^p.
//
// Plain multiplications and additions, in an order that depends on p and h alone: the bits do not depend on the layout,
// on the number of lanes, or on whether a CPU has fused operations.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <brook/support/visibility.hpp>

#include "codegen/dense_output.hpp"
#include "number/double_length_products.hpp"
#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// How polynomials are summed.
enum class summation {
    split,       ///< two interleaved schemes of Horner
    compensated, ///< with rounding errors
    one_scheme   ///< Horner's scheme as it is
};

/// The square of a very long step overflows, and must not meet coefficients that are zero: then the solution is nearly
/// a line, and Horner's scheme needs no powers.
template <typename T>
summation summation_for(T h, bool compensated) noexcept {
    if (!(h * h <= std::numeric_limits<T>::max()))
        return summation::one_scheme;
    return compensated ? summation::compensated : summation::split;
}

/// True for the types whose halves have exact products: those whose operations are rounded as IEEE 754 says.
template <typename T>
inline constexpr bool has_exact_products = std::numeric_limits<T>::is_iec559;

/// error = a h - fl(a h), that of two_product() for lanes; 0 where halves overflow.
template <typename T, typename V, typename H>
BROOK_INLINE void error_of_product(V &error, const V &a, H h) {
    constexpr T factor = splitting_factor<T>;
    const V shifted = a * factor, a_high = shifted - (shifted - a), a_low = a - a_high;
    const H shifted_h = h * factor, h_high = shifted_h - (shifted_h - h), h_low = h - h_high;
    error = (((a_high * h_high - a * h) + a_high * h_low) + a_low * h_high) + a_low * h_low;
    error = error == error ? error : V{};
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

    /// `low` is what the coefficients of order 0 have beyond their last digits. It becomes what the sums have beyond
    /// theirs, if they are compensated, else 0.
    template <typename H>
    BROOK_INLINE void sum(value (&s)[J], value (&low)[J], H h, summation how) const {
        if (how == summation::compensated)
            return sum_compensated(s, low, h);
        if (how == summation::split)
            sum_split(s, h);
        else
            sum_by_one_scheme(s, h);
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) low[j] = value{};
    }

    /// x0 + h (x1 + h (x2 + h (x3 + h t))), with t = x4 + x5 h + ... split as above, where the rounding errors of all
    /// operations but those of t make a polynomial, too, which is added at the end: the compensated scheme of Horner
    /// (P. Langlois and N. Louvet, How to ensure a faithful polynomial evaluation with the compensated Horner
    /// algorithm, 18th IEEE Symposium on Computer Arithmetic (2007)). The errors of t are scaled down by h^4, which in
    /// a step is less than a thousandth of where the series ends.
    template <typename H>
    BROOK_INLINE void sum_compensated(value (&s)[J], value (&low)[J], H h) const {
        const std::uint32_t first = std::min(order, compensated_orders);
        polynomials rest{{}, stride, order - first};
        value error[J], coefficient, product, part;
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            rest.x[j] = x[j] + first * stride;
            error[j] = value{};
        }
        if (rest.order < 2)
            rest.sum_by_one_scheme(s, h);
        else
            rest.sum_split(s, h);
        for (std::size_t k = first * stride; k != 0; k -= stride)
            BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
                lanes::load(coefficient, x[j] + (k - stride));
                product = s[j] * h;
                part = value{};
                if constexpr (has_exact_products<T>)
                    error_of_product<T>(part, s[j], h);
                error[j] = error[j] * h + part;
                add_with_error(s[j], error[j], product, coefficient);
            }
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            coefficient = error[j] + low[j];
            low[j] = value{};
            product = s[j];
            add_with_error(s[j], low[j], product, coefficient);
        }
    }

private:
    /// sum = a + b, whose rounding error is added to `error` (Knuth).
    BROOK_INLINE static void add_with_error(value &sum, value &error, const value &a, const value &b) {
        sum = a + b;
        const value b_in_sum = sum - a;
        error += (a - (sum - b_in_sum)) + (b - b_in_sum);
    }
};

/// out[i * stride] = the polynomial at h whose coefficients are row i of a table [row][order], of which every
/// `stride`-th number counts. The sums are compensated, and have low[i * stride] added, unless `low` is null.
template <typename T>
void evaluate_rows(const T *table, const T *low, std::size_t rows, std::size_t stride, std::uint32_t order, T h,
                   T *out) noexcept {
    constexpr std::uint32_t at_once = 4;
    const auto how = summation_for(h, low != nullptr);
    for (std::size_t i = 0; i < rows; i += at_once) {
        const auto row = [&](std::size_t j) {
            return table + (i + j < rows ? i + j : rows - 1) * (order + 1) * stride;
        };
        const polynomials<T, 1, at_once> group{{row(0), row(1), row(2), row(3)}, stride, order};
        T s[at_once], parts[at_once] = {};
        for (std::size_t j = 0; j < at_once && low != nullptr; ++j)
            parts[j] = low[(i + j < rows ? i + j : rows - 1) * stride];
        group.sum(s, parts, h, how);
        for (std::size_t j = 0; j < at_once && i + j < rows; ++j)
            out[(i + j) * stride] = s[j];
    }
}

} // namespace detail
BROOK_END_NAMESPACE
