// SPDX-License-Identifier: MPL-2.0
// Kepler's equation of double-double numbers, x - c sin x + s (1 - cos x) = m, by Newton's method between bounds that
// narrow. Next to parabolas the terms cancel in two thirds of their digits: 320 bits leave enough.
#include <brook/number/dd.hpp>

#include <cstdint>

#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

BROOK_BEGIN_NAMESPACE
namespace {

constexpr unsigned digits = 320;
using real = boost::multiprecision::number<
    boost::multiprecision::cpp_bin_float<digits, boost::multiprecision::digit_base_2, void, std::int32_t>,
    boost::multiprecision::et_off>;

real widened(dd x) { return real(x.hi()) + real(x.lo()); }

dd rounded(const real &x) {
    const auto high = static_cast<double>(x);
    return dd::normalised(high, static_cast<double>(x - real(high)));
}

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

dd solved(dd s0, dd c0, const real &m) {
    const real s = widened(s0), c = widened(c0);
    if (!(s * s + c * c < 1))
        return std::numeric_limits<dd>::quiet_NaN();
    const real turn = boost::math::constants::two_pi<real>(), turns = round(m / turn) * turn;
    return rounded(turns + solution(s, c, m - turns));
}

bool is_plain(dd m) { return m == 0 || !isfinite(m); }
bool is_orbit(dd s, dd c) { return isfinite(s) && isfinite(c); }

} // namespace

dd kepDE(dd s0, dd c0, dd dm) noexcept {
    if (!is_orbit(s0, c0) || is_plain(dm))
        return s0 * s0 + c0 * c0 < 1 ? dm : std::numeric_limits<dd>::quiet_NaN();
    return solved(s0, c0, widened(dm));
}

dd kepE(dd e, dd m) noexcept { return e >= 0 ? kepDE(0, e, m) : std::numeric_limits<dd>::quiet_NaN(); }

dd kepF(dd h, dd k, dd lam) noexcept {
    if (!is_orbit(h, k) || !isfinite(lam))
        return h * h + k * k < 1 ? lam : std::numeric_limits<dd>::quiet_NaN();
    const real m = widened(lam) - widened(h);
    return m == 0 ? dd(0) : solved(-h, k, m);
}

BROOK_END_NAMESPACE
