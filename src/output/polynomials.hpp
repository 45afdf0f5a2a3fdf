// SPDX-License-Identifier: MPL-2.0
// Sums of Taylor polynomials, x(h) = x^[0] + x^[1] h + ... + x^[p] h^p.
//
// Plain multiplications and additions, in an order that depends on p and h alone: the bits do not depend on the layout,
// on the number of lanes, or on whether a CPU has fused operations. The errors of products, of which those are a quick
// way to the same numbers, are exact unless something overflows or vanishes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

#include "codegen/dense_output.hpp"
#include "number/double_length_products.hpp"
#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// How polynomials are summed.
enum class summation {
    split,                 ///< four interleaved schemes of Horner
    compensated,           ///< with rounding errors
    one_scheme,            ///< Horner's scheme as it is
    compensated_one_scheme ///< the same with rounding errors
};

/// The fourth power of a very long step overflows, and must not meet coefficients that are zero: then the solution is
/// nearly a line, and Horner's scheme needs no powers. That of a very short one must not vanish beside large ones.
template <typename T>
summation summation_for(T h, bool compensated) noexcept {
    const T fourth = h * h * (h * h);
    if (!(fourth <= std::numeric_limits<T>::max()))
        return summation::one_scheme;
    if (fourth < std::numeric_limits<T>::min() && h != 0)
        return compensated ? summation::compensated_one_scheme : summation::one_scheme;
    return compensated ? summation::compensated : summation::split;
}

/// True for the types whose halves have exact products: those whose operations are rounded as IEEE 754 says.
template <typename T>
inline constexpr bool has_exact_products = std::numeric_limits<T>::is_iec559;

/// error = a h - fl(a h), that of two_product() for lanes; 0 where halves overflow. The same with `Fused` operations.
template <typename T, std::uint32_t W, bool Fused, typename H>
BROOK_INLINE void error_of_product(typename lane_vector<T, W>::type &error, const typename lane_vector<T, W>::type &a,
                                   H h) {
    using V = typename lane_vector<T, W>::type;
    if constexpr (Fused) {
        lane_vector<T, W>::fuse(error, a, V{} + h, -(a * h));
    } else {
        constexpr T factor = splitting_factor<T>;
        const V shifted = a * factor, a_high = shifted - (shifted - a), a_low = a - a_high;
        const H shifted_h = h * factor, h_high = shifted_h - (shifted_h - h), h_low = h - h_high;
        error = (((a_high * h_high - a * h) + a_high * h_low) + a_low * h_high) + a_low * h_low;
    }
    error = error == error ? error : V{};
}

/// J polynomials at once, of W lanes each; order k of polynomial j begins at x[j] + k * stride. One polynomial alone
/// would spend its time waiting for additions. Their argument h is a number, or a vector with one for each lane.
template <typename T, std::uint32_t W, std::uint32_t J, bool Fused = false>
struct polynomials {
    using lanes = lane_vector<T, W>;
    using value = typename lanes::type;
    const T *x[J];
    std::size_t stride;
    std::uint32_t order;

    /// x0 + h ((s1 + s3 h^2) + h (s2 + s4 h^2)) with sr = xr + x(r+4) h^4 + x(r+8) h^8 + ..., each of them by Horner's
    /// scheme: a third of the wait of one long scheme. The last addition is the only one whose rounding error is not
    /// scaled down by h.
    template <typename H>
    BROOK_INLINE void sum_split(value (&s)[J], H h) const {
        const H square = h * h, fourth = square * square;
        value part[4 * J], coefficient; // [polynomial][scheme]
        // Each group has the coefficients of four orders, the last one of one to four.
        const std::uint32_t last = (order - 1) / 4 * 4;
        in_turn<4 * J>([&](std::uint32_t i) __attribute__((always_inline)) {
            part[i] = value{};
            if (last + i % 4 < order)
                lanes::load(part[i], x[i / 4] + (last + i % 4 + 1) * stride);
        });
        if (has_whole_groups && stride == 1)
            add_whole_groups(part, fourth, last);
        else
            add_groups(part, fourth, last);
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            const value *const p = part + 4 * j;
            lanes::load(coefficient, x[j]);
            s[j] = (p[0] + p[2] * square) + (p[1] + p[3] * square) * h;
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
        if (how == summation::compensated || how == summation::compensated_one_scheme)
            return sum_compensated(s, low, h, how == summation::compensated);
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
    BROOK_INLINE void sum_compensated(value (&s)[J], value (&low)[J], H h, bool split_rest) const {
        const std::uint32_t first = std::min(order, compensated_orders);
        polynomials rest{{}, stride, order - first};
        value error[J], coefficient, product, part;
        BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
            rest.x[j] = x[j] + first * stride;
            error[j] = value{};
        }
        if (rest.order == 0 || !split_rest)
            rest.sum_by_one_scheme(s, h);
        else
            rest.sum_split(s, h);
        for (std::size_t k = first * stride; k != 0; k -= stride)
            BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
                lanes::load(coefficient, x[j] + (k - stride));
                product = s[j] * h;
                part = value{};
                if constexpr (has_exact_products<T>)
                    error_of_product<T, W, Fused>(part, s[j], h);
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
    template <typename H>
    BROOK_INLINE void add_groups(value (&part)[4 * J], H fourth, std::uint32_t last) const {
        const std::size_t group = 4 * stride;
        value coefficient;
        for (std::size_t k = last * stride; k != 0;) {
            k -= group;
            in_turn<4 * J>([&](std::uint32_t i) __attribute__((always_inline)) {
                lanes::load(coefficient, x[i / 4] + (k + (i % 4 + 1) * stride));
                part[i] = part[i] * fourth + coefficient;
            });
        }
    }

    /// The coefficients of a group lie side by side: they are added at once.
    static constexpr bool has_whole_groups = W == 1 && fp_has_native_vectors<T>;
    template <typename H>
    BROOK_INLINE void add_whole_groups(value (&part)[4 * J], H fourth, std::uint32_t last) const {
        if constexpr (has_whole_groups) {
            using groups = lane_vector<T, 4>;
            typename groups::type sum[J], coefficients;
            BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
                const value *const p = part + 4 * j;
                const typename groups::type of_last = {p[0], p[1], p[2], p[3]};
                sum[j] = of_last;
            }
            for (std::size_t k = last; k != 0; k -= 4)
                BROOK_UNROLL for (std::uint32_t j = 0; j < J; ++j) {
                    groups::load(coefficients, x[j] + (k - 3));
                    sum[j] = sum[j] * fourth + coefficients;
                }
            in_turn<4 * J>([&](std::uint32_t i)
                               __attribute__((always_inline)) { part[i] = groups::lane(sum[i / 4], i % 4); });
        }
    }

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
