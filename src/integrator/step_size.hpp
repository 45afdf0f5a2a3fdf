// SPDX-License-Identifier: MPL-2.0
// The size of the next step, from the last two Taylor coefficients of the state.
//
// With x^[m] the vector of normalised derivatives of order m, p the order of the expansion, and maximum norms,
//
//     rho_m = (N / |x^[m]|)^(1/m),   N = max(1, |x|),   h = min(rho_p, rho_{p-1}) exp(-2 - 0.7 / (p - 1)):
//
// two estimates of the radius of convergence, of which a little less than 1/e^2 is used. A. Jorba and M. Zou, A
// software package for the numerical integration of ODEs by means of high-order Taylor methods, Experimental
// Mathematics 14 (2005), sections 3.2 and 3.3 (N makes one rule of their absolute and relative error control).
//
// The formula is evaluated as a power of two: h = 2^(min_m (log2 N - log2 |x^[m]|) / m - c). The logarithm and the
// power are our own, of additions, multiplications and divisions: libm's differ between versions and CPUs, and the last
// bit of a step size changes every later result. Only types without vectors, whose coefficients depend on libm anyway,
// take its functions.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <type_traits>

#include <brook/support/visibility.hpp>

#include "integrator/lane_vector.hpp"
#include "integrator/state_layout.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Maximum norms over the state variables; all NaN if any coefficient is NaN.
template <typename T>
struct state_norms {
    T state = 0;       ///< of order 0
    T before_last = 0; ///< of order p - 1
    T last = 0;        ///< of order p
};

/// Norms of a run, lane by lane, and a sum that is NaN in a lane where one of the coefficients is.
template <typename T, std::uint32_t W>
struct run_norms {
    using lanes = lane_vector<T, W>;
    typename lanes::type state{}, before_last{}, last{}, sum{};

    BROOK_INLINE void add(const T *scratch, const state_layout &layout, const state_run &run) {
        typename lanes::type a, b, c;
        const std::size_t last_order = std::size_t{layout.order} * run.stride;
        const auto *const offsets = layout.offsets.data();
        for (std::uint32_t i = run.begin; i < run.end; ++i) {
            const T *const x = scratch + offsets[i];
            lanes::load(a, x);
            lanes::load(b, x + last_order - run.stride);
            lanes::load(c, x + last_order);
            a = a > -a ? a : -a;
            b = b > -b ? b : -b;
            c = c > -c ? c : -c;
            // These forms are single instructions, and they drop NaN. A sum of absolute values is NaN only if one of
            // them is.
            state = a > state ? a : state;
            before_last = b > before_last ? b : before_last;
            last = c > last ? c : last;
            sum += (a + b) + c;
        }
    }
};

/// The norms of the coefficients that a jet of one trajectory has left in `scratch`.
template <typename T>
BROOK_INLINE state_norms<T> norms_of_state(const T *scratch, const state_layout &layout) {
    state_norms<T> norms;
    T total = 0;
    for_each_run<T>(layout, [&]<std::uint32_t W>(const state_run &run) __attribute__((always_inline)) {
        run_norms<T, W> of_run;
        of_run.add(scratch, layout, run);
        for (std::uint32_t i = 0; i < W; ++i) {
            const auto keep_larger = [](T &norm, T lane) { norm = lane > norm ? lane : norm; };
            keep_larger(norms.state, lane_vector<T, W>::lane(of_run.state, i));
            keep_larger(norms.before_last, lane_vector<T, W>::lane(of_run.before_last, i));
            keep_larger(norms.last, lane_vector<T, W>::lane(of_run.last, i));
            total += lane_vector<T, W>::lane(of_run.sum, i);
        }
    });
    if (total != total)
        norms = {total, total, total};
    return norms;
}

/// Those of each of several trajectories: three rows of layout.lanes numbers, in the order of state_norms.
template <typename T>
BROOK_INLINE void norms_of_states(const T *scratch, const state_layout &layout, T *norms) {
    for_each_run<T>(layout, [&]<std::uint32_t W>(const state_run &run) __attribute__((always_inline)) {
        using lanes = lane_vector<T, W>;
        run_norms<T, W> of_run;
        of_run.add(scratch, layout, run);
        const auto &sum = of_run.sum;
        T *const to = norms + run.first;
        lanes::store(to, sum == sum ? of_run.state : sum);
        lanes::store(to + layout.lanes, sum == sum ? of_run.before_last : sum);
        lanes::store(to + 2 * layout.lanes, sum == sum ? of_run.last : sum);
    });
}

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
    BROOK_UNROLL for (std::uint32_t l = 0; l < W; ++l)
        lanes[l] = table[lane_vector<std::uint64_t, W>::lane(indices, l)];
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

/// The rule for one order, evaluated in double, or in T where that is longer.
template <typename T>
class step_rule {
public:
    /// `order` is at least 2.
    explicit step_rule(std::uint32_t order)
        : inverse_last_(real(1) / order), inverse_before_last_(real(1) / (order - 1)),
          shift_((2 + real(7) / 10 / (order - 1)) * std::numbers::log2e_v<real>) {}

    /// h > 0. Infinite if both norms of coefficients are 0 (or vanish beside the state): a state at rest, or a solution
    /// that is a polynomial of low degree. 0 if one of them is infinite and the state is not. NaN if the norms are.
    T operator()(const state_norms<T> &norms) const noexcept {
        // Differences of logarithms cannot overflow, as quotients of norms can. N is often 1.
        const real scale = norms.state <= 1 ? 0 : log2(norms.state);
        const real last = (scale - log2(norms.last)) * inverse_last_;
        const real before_last = (scale - log2(norms.before_last)) * inverse_before_last_;
        const real smaller = last < before_last ? last : before_last;
        return static_cast<T>(exp2(smaller - shift_));
    }

    /// The same for each of `count` trajectories, from three rows of `row` numbers.
    BROOK_INLINE void operator()(const T *norms, std::size_t row, std::size_t count, T *h) const noexcept {
        constexpr std::uint32_t width = 4;
        for (std::size_t j = 0; j < count; j += width) {
            const auto lanes = static_cast<std::uint32_t>(std::min<std::size_t>(width, count - j));
            if (lanes == width && std::is_same_v<real, double>)
                sizes_in_lanes<width>(norms + j, row, h + j);
            else
                for (std::uint32_t l = 0; l < lanes; ++l)
                    h[j + l] = (*this)(state_norms<T>{norms[j + l], norms[row + j + l], norms[2 * row + j + l]});
        }
    }

private:
    using real = std::common_type_t<T, double>;

    template <std::uint32_t W>
    BROOK_INLINE void sizes_in_lanes(const T *norms, std::size_t row, T *h) const noexcept {
        using value = typename lane_vector<double, W>::type;
        value scale, before_last, last;
        BROOK_UNROLL for (std::uint32_t l = 0; l < W; ++l) {
            scale[l] = static_cast<double>(norms[l]);
            before_last[l] = static_cast<double>(norms[row + l]);
            last[l] = static_cast<double>(norms[2 * row + l]);
        }
        const auto is_one = scale <= 1;
        scale = is_one ? value{} + 1 : scale;
        log2_of_lanes<W>(scale);
        scale = is_one ? value{} : scale;
        log2_of_lanes<W>(before_last);
        log2_of_lanes<W>(last);
        last = (scale - last) * static_cast<double>(inverse_last_);
        before_last = (scale - before_last) * static_cast<double>(inverse_before_last_);
        value size = (last < before_last ? last : before_last) - static_cast<double>(shift_);
        exp2_of_lanes<W>(size);
        BROOK_UNROLL for (std::uint32_t l = 0; l < W; ++l) h[l] = static_cast<T>(size[l]);
    }

    static double log2(double x) noexcept { return portable_log2(x); }
    static double exp2(double x) noexcept { return portable_exp2(x); }
    static long double log2(long double x) noexcept { return std::log2(x); }
    static long double exp2(long double x) noexcept { return std::exp2(x); }

    real inverse_last_, inverse_before_last_, shift_;
};

} // namespace detail
BROOK_END_NAMESPACE
