// SPDX-License-Identifier: MPL-2.0
// Kepler's equation of long numbers, x - c sin x + s (1 - cos x) = m, by Newton's method between bounds that narrow.
// Next to parabolas the terms cancel in two thirds of their digits: 400 bits leave enough, also of 113.
#include <cstdint>
#include <limits>

#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

#include <brook/number/fp_functions.hpp>

#include "number/kepler.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr unsigned digits = 400;
using real = boost::multiprecision::number<
    boost::multiprecision::cpp_bin_float<digits, boost::multiprecision::digit_base_2, void, std::int32_t>,
    boost::multiprecision::et_off>;

real widened(dd x) { return static_cast<real>(x); }
dd rounded(const real &x, dd) { return dd(x); }

#ifdef BROOK_HAS_QUADMATH
using boost::multiprecision::float128;
real widened(const float128 &x) { return real(x); }
float128 rounded(const real &x, const float128 &) { return static_cast<float128>(x); }
#endif

// The solution differs from m - s by e at most.
real solution(const real &s, const real &c, const real &m) {
    const real e = sqrt(s * s + c * c), tiny = ldexp(real(1), -static_cast<int>(digits) / 2);
    real low = m - s - e, high = m - s + e, x = (low + high) / 2;
    for (;;) {
        const real sine = sin(x), half = sin(x / 2), versine = 2 * half * half;
        const real value = (x - c * sine) + s * versine - m;
        (value > 0 ? high : low) = x;
        const real next = x - value / ((1 - c) + c * versine + s * sine);
        const real change = abs(next - x);
        // The error that the last step leaves is about the square of its relative size.
        if (change <= tiny * abs(next) || high - low <= tiny * tiny * abs(x))
            return next > low && next < high ? next : x;
        x = next > low && next < high ? next : (low + high) / 2;
    }
}

template <typename T>
T solved(const T &s0, const T &c0, const real &m) {
    const real s = widened(s0), c = widened(c0);
    if (!(s * s + c * c < 1))
        return std::numeric_limits<T>::quiet_NaN();
    const real turn = boost::math::constants::two_pi<real>(), turns = round(m / turn) * turn;
    return rounded(turns + solution(s, c, m - turns), s0);
}

template <typename T>
bool is_plain(const T &m) {
    return m == 0 || !fp::isfinite(m);
}
template <typename T>
bool is_orbit(const T &s, const T &c) {
    return fp::isfinite(s) && fp::isfinite(c);
}

template <typename T>
T solve_kepDE(const T &s0, const T &c0, const T &dm) {
    if (!is_orbit(s0, c0) || is_plain(dm))
        return s0 * s0 + c0 * c0 < 1 ? dm : std::numeric_limits<T>::quiet_NaN();
    return solved(s0, c0, widened(dm));
}

template <typename T>
T solve_kepE(const T &e, const T &m) {
    return e >= 0 ? solve_kepDE(T(0), e, m) : std::numeric_limits<T>::quiet_NaN();
}

template <typename T>
T solve_kepF(const T &h, const T &k, const T &lam) {
    if (!is_orbit(h, k) || !fp::isfinite(lam))
        return h * h + k * k < 1 ? lam : std::numeric_limits<T>::quiet_NaN();
    const real m = widened(lam) - widened(h);
    return m == 0 ? T(0) : solved(T(-h), k, m);
}

} // namespace

#ifdef BROOK_HAS_QUADMATH
namespace kepler {

float128 kepE(const float128 &e, const float128 &m) noexcept { return solve_kepE(e, m); }
float128 kepF(const float128 &h, const float128 &k, const float128 &lam) noexcept { return solve_kepF(h, k, lam); }
float128 kepDE(const float128 &s0, const float128 &c0, const float128 &dm) noexcept { return solve_kepDE(s0, c0, dm); }

} // namespace kepler
#endif

} // namespace detail

dd kepE(dd e, dd m) noexcept { return detail::solve_kepE(e, m); }
dd kepF(dd h, dd k, dd lam) noexcept { return detail::solve_kepF(h, k, lam); }
dd kepDE(dd s0, dd c0, dd dm) noexcept { return detail::solve_kepDE(s0, c0, dm); }

BROOK_END_NAMESPACE
