// SPDX-License-Identifier: MPL-2.0
// The three forms of Kepler's equation are one,
//
//   f(x) = x - c sin x + s (1 - cos x) = m,    s^2 + c^2 < 1
//
// which is kepDE as it stands, kepE with s = 0, and kepF with s = -h, c = k and m = lam - h. With c = e cos w and
// s = -e sin w it is y - e sin y = m - s - w for y = x - w, so that f rises from one end to the other, and most slowly
// at the pericentre, x = w.
//
// Halley's method starts from the solution of a cubic equation (S. Mikkola, A cubic approximation for Kepler's
// equation, Celestial Mechanics 40 (1987)) and stays between bounds that narrow. With (1 - c) x + c (x - sin x) + s (1
// - cos x) on the left nothing cancels where s vanishes. Elsewhere terms may cancel, most of all at the pericentre of
// orbits that are nearly parabolic: the last steps are then done with numbers of double length.
#include "number/kepler.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

#include "number/double_length_products.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail::kepler {
namespace {

// ---- sine and cosine ----

// How many terms the series of x - sin x and 1 - cos x need up to |x| = 1.6, for so many binary digits.
constexpr int terms_for(int digits) {
    double term = 16; // bits to spare
    for (; digits > 0; --digits)
        term *= 2;
    int n = 0;
    for (; term > 1; ++n)
        term *= 1.6 * 1.6 / ((2 * n + 3) * (2 * n + 4));
    return n;
}

template <typename N>
constexpr int digits_of = std::numeric_limits<N>::digits;
template <typename T>
constexpr int digits_of<double_length<T>> = 2 * std::numeric_limits<T>::digits;

// a / ((2k + First) (2k + First + 1))
template <int First, typename T>
struct divisors {
    static constexpr int count = terms_for(digits_of<T>);
    T inverse[std::size_t(count) + 1];
    constexpr divisors() : inverse() {
        for (int k = 1; k <= count; ++k)
            inverse[k] = T(1) / T((2 * k + First) * (2 * k + First + 1));
    }
};
template <int First, typename T>
T divided(T a, int k) {
    static constexpr divisors<First, T> table;
    return a * table.inverse[k];
}
template <int First, typename T>
double_length<T> divided(double_length<T> a, int k) {
    return a / T((2 * k + First) * (2 * k + First + 1));
}

// 1 - z / (a (a + 1)) (1 - z / ((a + 2) (a + 3)) (1 - ...)), a = First + 2
template <int First, typename T, typename N>
N alternating(N z) {
    auto r = z * T(0) + T(1);
    for (int k = terms_for(digits_of<N>); k > 0; --k)
        r = -divided<First>(z * r, k) + T(1);
    return r;
}

// sin x, 1 - cos x and x - sin x, the latter two with all digits near zero.
template <typename N>
struct circle {
    N sine, versine, gap;
};

template <typename T, typename N>
circle<N> near_zero(N x) {
    const auto z = x * x;
    const auto gap = divided<0>(z * x, 1) * alternating<2, T>(z);
    return {x + -gap, halved(z) * alternating<1, T>(z), gap};
}

// 2 pi in three pieces, the first of which are rounded to T.
template <typename T>
struct full_turn {
    T first, second, third;
};
template <typename T>
constexpr full_turn<T> turn() {
    if constexpr (std::numeric_limits<T>::digits == 53)
        return {0x1.921fb54442d18p+2, 0x1.1a62633145c07p-52, -0x1.f1976b7ed8fbcp-108};
    else if constexpr (std::numeric_limits<T>::digits == 64)
        return {0xc.90fdaa22168c235p-1L, -0xe.ce675d1fc8f8cbbp-67L, -0xb.7ed8fbbacc19c60p-132L};
    else
        return {0x1.921fb54442d18469898cc51701b8p+2L, 0x1.cd129024e088a67cc74020bbea64p-113L,
                -0x3.b19376bad7de19c72fec8841abap-228L};
}

// x - n * 2 pi * scale, with most of its digits also where nearly nothing is left; the scale is a power of two.
template <typename T>
double_length<T> without_turns(double_length<T> x, T n, T scale) {
    constexpr auto pieces = turn<T>();
    const auto nearly = x + -two_product(n, pieces.first * scale);
    return nearly + -two_product(n, pieces.second * scale) + -two_product(n, pieces.third * scale);
}

template <typename T>
T narrowed(double_length<T> x, T) {
    return x.hi;
}
template <typename T>
double_length<T> narrowed(double_length<T> x, double_length<T>) {
    return x;
}

// |x| < 7
template <typename N, typename T>
circle<N> circle_at(T x) {
    const N zero{}, whole = zero + x;
    if (std::abs(x) <= T(1.6L))
        return near_zero<T>(whole);
    const int quarter = static_cast<int>(std::floor(x / (turn<T>().first / 4) + T(.5L)));
    const auto [sine, versine, gap] =
        near_zero<T>(narrowed(without_turns(double_length<T>{x}, T(quarter), T(.25L)), zero));
    const auto cosine = -versine + T(1);
    const auto s = quarter % 2 == 0 ? sine : cosine, c = quarter % 2 == 0 ? cosine : sine;
    const auto sin_x = (quarter & 2) == 0 ? s : -s, cos_x = ((quarter + 1) & 2) == 0 ? c : -c;
    return {sin_x, -cos_x + T(1), whole + -sin_x};
}

// ---- the equation ----

// For |m| up to a little more than pi, with the bounds of its solution.
template <typename T>
struct equation {
    T s, c;
    double_length<T> m, one_minus_c;
    T low, high;
};

template <typename T>
struct left_minus_right {
    T value, slope, curvature;
    T size; // of what was added up
};

template <typename T>
T rounded_sum(T p_high, T p_low, T q, double_length<T> m) {
    return ((p_high - m.hi) + q) + (p_low - m.lo);
}

// In T, but for the term (1 - c) x, which is larger than the others in most orbits.
template <typename T>
left_minus_right<T> evaluate(const equation<T> &k, T x, T) {
    const auto [sine, versine, gap] = circle_at<T>(x);
    const auto p = k.one_minus_c * x;
    const T gaps = k.c * gap, falls = k.s * versine;
    return {rounded_sum(p.hi, p.lo, gaps + falls, k.m), k.one_minus_c.hi + k.c * versine + k.s * sine,
            k.c * sine + k.s * (1 - versine), std::abs(p.hi) + std::abs(gaps) + std::abs(falls) + std::abs(k.m.hi)};
}

template <typename T>
left_minus_right<T> evaluate(const equation<T> &k, T x, double_length<T>) {
    const auto [sine, versine, gap] = circle_at<double_length<T>>(x);
    const auto p = k.one_minus_c * x, gaps = gap * k.c, falls = versine * k.s;
    return {rounded((p - k.m) + (gaps + falls)), rounded(k.one_minus_c + (versine * k.c + sine * k.s)),
            k.c * sine.hi + k.s * (1 - versine.hi),
            std::abs(p.hi) + std::abs(gaps.hi) + std::abs(falls.hi) + std::abs(k.m.hi)};
}

// x + correction, and what is known of the equation there.
template <typename T>
struct solution {
    T x, correction;
    left_minus_right<T> at;
};

// The step of Halley's method, not finite where it makes no sense.
template <typename T>
T halley(const left_minus_right<T> &at) {
    return -at.value / (at.slope - at.value * at.curvature / (2 * at.slope));
}

// True if the step is the last: the error that it leaves is its third power, relative to the distance where the
// curvature matters, which is the root of twice the slope.
template <typename T>
bool is_last(T step, T next, T slope, int digits) {
    const T small = std::ldexp(T(1), -digits / 3 - 4);
    return step * step <= 2 * small * small * slope && std::abs(step) <= std::abs(next) * T(0x1p-12L);
}

// Computes with N. Most solutions take two or three steps; every other one is a bisection if there are many.
template <typename N, typename T>
solution<T> solve(equation<T> k, T x) {
    const T noise = std::ldexp(T(1), 1 - digits_of<N>);
    for (int i = 0;; ++i) {
        const auto at = evaluate(k, x, N{});
        (at.value > 0 ? k.high : k.low) = x;
        T step = halley(at);
        const bool inside = x + step >= k.low && x + step <= k.high;
        if (inside && (is_last(step, x + step, at.slope, std::numeric_limits<T>::digits) ||
                       std::abs(at.value) <= noise * at.size))
            return {x, step, at};
        const bool tired = i > 20 && i % 2 == 0;
        const T next = inside && !tired ? x + step : k.low + (k.high - k.low) / 2;
        if (next == x || i == 400)
            return {x, T(0), at};
        x = next;
    }
}

// ---- where to start ----

// The cube root of a number between 0 and 8, to some digits.
template <typename T>
T cube_root(T a) {
    int exponent = 0;
    const T f = std::frexp(a, &exponent);
    const int third = (exponent + 3000) / 3 - 1000; // rounded down
    const T g = std::ldexp(f, exponent - 3 * third);
    T r = T(.7L) + g * T(.35L); // g is between 1/2 and 4
    for (int i = 0; i < 3; ++i)
        r -= (r - g / (r * r)) / 3;
    return std::ldexp(r, third);
}

// The angle of a point, to some digits; M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, 4.4.49.
template <typename T>
T angle(T y, T x) {
    const T height = std::abs(y), width = std::abs(x), pi = turn<T>().first / 2;
    const bool steep = height > width;
    const T t = steep ? width / height : height / width, z = t * t;
    T a = t * (T(.9998660L) + z * (T(-.3302995L) + z * (T(.1801410L) + z * (T(-.0851330L) + z * T(.0208351L)))));
    a = steep ? pi / 2 - a : a;
    a = x < 0 ? pi - a : a;
    return y < 0 ? -a : a;
}

// y with y - e sin y = m to three digits or so, for |m| <= pi.
template <typename T>
T cubic(T one_minus_e, T e, T m) {
    const T scale = 1 / (4 * e + T(.5L)), alpha = one_minus_e * scale, beta = std::abs(m) * scale / 2;
    const T z = cube_root(beta + std::sqrt(beta * beta + alpha * alpha * alpha));
    T w = z > 0 ? z - alpha / z : T(0);
    w -= T(.078L) * (w * w * w * w * w) / (1 + e);
    const T y = std::abs(m) + e * (3 * w - 4 * w * w * w);
    return m < 0 ? -y : y;
}

template <typename T>
T first_guess(const equation<T> &k, T e, T one_minus_e) {
    const T m = k.m.hi, slope = k.one_minus_c.hi, straight = m / slope;
    if (std::abs(straight) * (std::abs(k.s) + std::abs(straight)) < slope / 64)
        return straight;
    const T two_pi = turn<T>().first;
    const T w = k.s == 0 && k.c >= 0 ? T(0) : angle(-k.s, k.c), mean = m - k.s - w;
    const T away = mean > two_pi / 2 ? two_pi : mean < -two_pi / 2 ? -two_pi : T(0);
    return w + away + cubic(one_minus_e, e, mean - away);
}

// The solution differs from m + s by e at most, and has the sign of m.
template <typename T>
void set_bounds(equation<T> &k, T e) {
    const T m = k.m.hi, margin = e + 8 * std::numeric_limits<T>::epsilon() * (std::abs(m) + 2);
    k.low = m - k.s - margin;
    k.high = m - k.s + margin;
    k.low = m > 0 && k.low < 0 ? T(0) : k.low;
    k.high = m < 0 && k.high > 0 ? T(0) : k.high;
}

// ---- all of it ----

// m / (1 - c), which is the solution where m is so small that its square does not count. In numbers that are far from
// the smallest ones, so that it does not matter whether those are flushed.
template <typename T>
T straight(const equation<T> &k) {
    const T up = std::ldexp(T(1), std::numeric_limits<T>::max_exponent / 2);
    const double_length<T> m{k.m.hi * up, k.m.lo * up};
    const T x = m.hi / k.one_minus_c.hi;
    return (x + rounded(m - k.one_minus_c * x) / k.one_minus_c.hi) / up;
}

// True if roundings in T may have changed more than the last bits of a result of the type Target and this size.
template <typename Target, typename T>
bool is_uncertain(const solution<T> &x, T size) {
    const T digits = std::ldexp(T(1), std::numeric_limits<T>::digits - std::numeric_limits<Target>::digits);
    return !(x.at.size <= T(2.5L) * digits * size * x.at.slope);
}

template <typename Target, typename T>
Target solved(T s, T c, double_length<T> m) {
    const auto squares = two_product(s, s) + two_product(c, c);
    if (!(std::abs(s) < 1 && std::abs(c) < 1 && squares < double_length<T>{1}))
        return std::numeric_limits<Target>::quiet_NaN();
    // Where numbers lie so far apart that the rest does not count. NaNs, too.
    const T far = std::ldexp(T(1), std::numeric_limits<T>::digits + 2);
    if (!(std::abs(m.hi) < far) || m.hi == 0)
        return static_cast<Target>(m.hi);
    const T two_pi = turn<T>().first;
    const T turns = std::abs(m.hi) <= two_pi / 2 ? T(0) : std::floor(m.hi / two_pi + T(.5L));
    equation<T> k{s, c, turns == 0 ? m : without_turns(m, turns, T(1)), two_sum(T(1), -c), 0, 0};
    if (k.m.hi == 0)
        return static_cast<Target>(m.hi);
    if (std::abs(k.m.hi) < std::ldexp(T(1), -std::numeric_limits<T>::max_exponent / 2))
        return static_cast<Target>(straight(k));
    const T e = std::sqrt(squares.hi), one_minus_e = std::abs(rounded(-squares + T(1))) / (1 + e);
    set_bounds(k, e);
    const T guess = first_guess(k, e, one_minus_e);
    auto x = solve<T>(k, guess < k.low ? k.low : guess > k.high ? k.high : guess);
    const T size = turns == 0 ? std::abs(x.x + x.correction) : std::abs(m.hi);
    if (is_uncertain<Target>(x, size))
        x = solve<double_length<T>>(k, x.x + x.correction);
    const auto exact = two_sum(x.x, x.correction);
    return static_cast<Target>(turns == 0 ? exact.hi : rounded((exact - k.m) + m));
}

} // namespace

// Where the orbit is no ellipse: a NaN.
template <typename Target, typename T>
static Target eccentric_anomaly(T e, T m) {
    return e >= 0 ? solved<Target>(T(0), e, double_length<T>{m}) : std::numeric_limits<Target>::quiet_NaN();
}

// A zero keeps its sign.
template <typename Target, typename T>
static Target eccentric_longitude(T h, T k, T lam) {
    const T difference = lam - h;
    const bool plain = difference == 0 || !std::isfinite(difference);
    return solved<Target>(-h, k, plain ? double_length<T>{difference} : two_sum(lam, -h));
}

float kepE(float e, float m) noexcept { return eccentric_anomaly<float, double>(e, m); }
double kepE(double e, double m) noexcept { return eccentric_anomaly<double>(e, m); }
long double kepE(long double e, long double m) noexcept { return eccentric_anomaly<long double>(e, m); }

float kepF(float h, float k, float lam) noexcept { return eccentric_longitude<float, double>(h, k, lam); }
double kepF(double h, double k, double lam) noexcept { return eccentric_longitude<double>(h, k, lam); }
long double kepF(long double h, long double k, long double lam) noexcept {
    return eccentric_longitude<long double>(h, k, lam);
}

float kepDE(float s0, float c0, float dm) noexcept { return solved<float, double>(s0, c0, {dm}); }
double kepDE(double s0, double c0, double dm) noexcept { return solved<double>(s0, c0, double_length<double>{dm}); }
long double kepDE(long double s0, long double c0, long double dm) noexcept {
    return solved<long double>(s0, c0, double_length<long double>{dm});
}

} // namespace detail::kepler
BROOK_END_NAMESPACE
