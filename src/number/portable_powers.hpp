// SPDX-License-Identifier: MPL-2.0
// Logarithms and powers to the base 2, of one number or of lanes, made of additions, multiplications and divisions:
// libm's differ between versions and CPUs, and the last bit of a step size changes every later result. Each lane has
// the bits of one number.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include <brook/support/visibility.hpp>

#include "support/lane_vector.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Values at the middles or ends of short intervals, which leave little for a polynomial to do.
struct power_tables {
    static constexpr unsigned intervals = 128;
    double reciprocal[intervals]; ///< of the middle m of interval i of [1, 2), rounded
    double logarithm[intervals];  ///< -log2 of that reciprocal
    double power[intervals];      ///< 2^(i / intervals)
};

/// Sums of series, at compile time: ln x = 2 atanh((x - 1) / (x + 1)), and e^x.
consteval power_tables make_power_tables() {
    constexpr long double ln2 = 0.693147180559945309417232121458176568L;
    power_tables tables{};
    for (unsigned i = 0; i < power_tables::intervals; ++i) {
        tables.reciprocal[i] = 1 / (1 + (i + 0.5) / power_tables::intervals);
        const long double x = tables.reciprocal[i], s = (x - 1) / (x + 1);
        long double logarithm = 0, power = 1, term = 2 * s;
        for (int n = 1; n < 100; n += 2, term *= s * s)
            logarithm += term / n;
        tables.logarithm[i] = static_cast<double>(-logarithm / ln2);
        term = 1;
        for (int n = 1; n < 40; ++n)
            power += term *= ln2 * i / (power_tables::intervals * n);
        tables.power[i] = static_cast<double>(power);
    }
    return tables;
}

inline constexpr power_tables the_power_tables = make_power_tables();

// Bits are cast by a built-in function, because std::bit_cast would be a call that takes vectors.

/// Elements of a table, one for each lane.
template <std::uint32_t W, typename Indices>
BROOK_INLINE void look_up(typename lane_vector<double, W>::type &found, const double *table, const Indices &indices) {
    double lanes[W];
    BROOK_UNROLL for (std::uint32_t l = 0; l < W; ++l) lanes[l] =
        table[lane_vector<std::uint64_t, W>::lane(indices, l)];
    lane_vector<double, W>::load(found, lanes);
}

constexpr bool is_normal(double x) noexcept {
    return x >= std::numeric_limits<double>::min() && x <= std::numeric_limits<double>::max();
}

/// x becomes log2(x) in W lanes, for positive normal numbers.
///
/// With x = 2^n m, 1 <= m < 2, and r the tabulated reciprocal: log2(x) = n - log2(r) + log2(1 + (m r - 1)). The last
/// argument is at most 1/256, so that its seventh power is negligible.
template <std::uint32_t W>
BROOK_INLINE void log2_of_normal(typename lane_vector<double, W>::type &x) {
    using value = typename lane_vector<double, W>::type;
    using words = typename lane_vector<std::uint64_t, W>::type;
    const auto bits = __builtin_bit_cast(words, x);
    // A small integer in the low bits of 2^52 is a number that is greater by so much.
    const value n = __builtin_bit_cast(value, (bits >> 52) | 0x4330000000000000u) - (0x1p52 + 1023);
    const value m = __builtin_bit_cast(value, (bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
    const words i = (bits >> 45) % power_tables::intervals;
    value reciprocal, logarithm;
    look_up<W>(reciprocal, the_power_tables.reciprocal, i);
    look_up<W>(logarithm, the_power_tables.logarithm, i);

    constexpr double log2e = 1.4426950408889634;
    const value z = m * reciprocal - 1, w = z * z;
    const value even = -log2e / 2 + w * (-log2e / 4 + w * (-log2e / 6));
    const value odd = log2e / 3 + w * (log2e / 5);
    x = (n + logarithm) + (z * log2e + w * (even + z * odd));
}

/// log2(x) for x >= 0, or NaN; absolute error below 2 eps max(1, |log2(x)|). log2(0) = -inf, log2(inf) = inf.
inline double portable_log2(double x) noexcept {
    if (!is_normal(x)) {
        if (x > 0 && x < 1)
            return portable_log2(x * 0x1p54) - 54;
        return x == 0 ? -std::numeric_limits<double>::infinity() : x;
    }
    log2_of_normal<1>(x);
    return x;
}

/// x becomes 2^x in W lanes, for |x| <= 1000.
///
/// With k the integer nearest to 128 x: 2^x = 2^floor(k / 128) 2^((k mod 128) / 128) e^t, |t| <= ln(2)/256, where
/// t^6/6! is negligible.
template <std::uint32_t W>
BROOK_INLINE void exp2_of_small(typename lane_vector<double, W>::type &x) {
    using value = typename lane_vector<double, W>::type;
    using words = typename lane_vector<std::uint64_t, W>::type;
    // Adding this rounds to a multiple of 1/128, and leaves k in the low bits.
    constexpr double to_multiple = 0x1.8p52 / power_tables::intervals;
    const value shifted = x + to_multiple;
    const value t = (x - (shifted - to_multiple)) * 0.69314718055994531, w = t * t;
    const value tail = w * ((1. / 2 + w * (1. / 24)) + t * (1. / 6 + w * (1. / 120)));
    const auto k = __builtin_bit_cast(words, shifted);
    value power;
    look_up<W>(power, the_power_tables.power, k % power_tables::intervals);
    x = __builtin_bit_cast(value, __builtin_bit_cast(words, power + power * (t + tail)) +
                                      ((k / power_tables::intervals) << 52));
}

/// 2^x with a relative error below 4 eps, for |x| <= 1000; beyond that, std::exp2.
inline double portable_exp2(double x) noexcept {
    if (!(x >= -1000 && x <= 1000))
        return std::exp2(x);
    exp2_of_small<1>(x);
    return x;
}

/// Calls `together` with all W lanes if each is within the bounds, or else `alone` with each.
template <std::uint32_t W, typename Together, typename Alone>
BROOK_INLINE void apply(typename lane_vector<double, W>::type &x, double lowest, double highest, Together together,
                        Alone alone) {
    const auto fits = (x >= lowest) & (x <= highest);
    auto all_fit = fits[0];
    BROOK_UNROLL for (std::uint32_t l = 1; l < W; ++l) all_fit &= fits[l];
    if (all_fit != 0)
        return together(x);
    for (std::uint32_t l = 0; l < W; ++l)
        x[l] = alone(x[l]);
}

template <std::uint32_t W>
BROOK_INLINE void log2_of_lanes(typename lane_vector<double, W>::type &x) {
    using limits = std::numeric_limits<double>;
    apply<W>(x, limits::min(), limits::max(), log2_of_normal<W>, portable_log2);
}

template <std::uint32_t W>
BROOK_INLINE void exp2_of_lanes(typename lane_vector<double, W>::type &x) {
    apply<W>(x, -1000, 1000, exp2_of_small<W>, portable_exp2);
}

} // namespace detail
BROOK_END_NAMESPACE
