// SPDX-License-Identifier: MPL-2.0
// A type that proves that a floating-point type is one row of the table: two doubles in lockstep, which mean nothing
// together. Whatever is done is done with both, so that each half has to have the bits of the same computation in
// double.
//
// A library built with BROOK_MORE_FP_TYPES="twin/twin.hpp" has it; how its code is generated is in twin.cpp.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <functional>
#include <limits>
#include <numbers>
#include <ostream>
#include <system_error>
#include <type_traits>

#include <fmt/format.h>

#include <brook/number/dd.hpp>
#include <brook/number/float128.hpp>

#define BROOK_MORE_FP_ROWS BROOK_FP(brook_test::twin, f64x2, "twin", vector)

namespace brook_test {

struct twin {
    double first = 0, second = 0;

    constexpr twin() = default;
    constexpr twin(double x, double y) : first(x), second(y) {}
    constexpr twin(brook::dd x) : first(x.hi()), second(x.hi()) {}
    constexpr explicit operator brook::dd() const { return first; }
#ifdef BROOK_HAS_QUADMATH
    explicit twin(const boost::multiprecision::float128 &x);
    explicit operator boost::multiprecision::float128() const;
#endif
    template <typename Number>
    requires std::is_arithmetic_v<Number>
    constexpr twin(Number x) : first(static_cast<double>(x)), second(first) {}

    template <typename Number>
    requires std::is_arithmetic_v<Number>
    constexpr explicit operator Number() const { return static_cast<Number>(first); }

#define BROOK_TWIN_OPERATOR(op)                                                                                        \
    friend constexpr twin operator op(twin x, twin y) { return {x.first op y.first, x.second op y.second}; }           \
    constexpr twin &operator op##=(twin y) { return *this = *this op y; }
    BROOK_TWIN_OPERATOR(+)
    BROOK_TWIN_OPERATOR(-)
    BROOK_TWIN_OPERATOR(*)
    BROOK_TWIN_OPERATOR(/)
#undef BROOK_TWIN_OPERATOR
    constexpr twin operator-() const { return {-first, -second}; }
    constexpr twin operator+() const { return *this; }
    constexpr twin &operator++() { return *this += 1; }

    // The first half decides.
    friend constexpr bool operator==(twin x, twin y) { return x.first == y.first; }
    friend constexpr std::partial_ordering operator<=>(twin x, twin y) { return x.first <=> y.first; }

    friend std::ostream &operator<<(std::ostream &out, twin x) { return out << x.first; }
};

#define BROOK_TWIN_FUNCTION(f)                                                                                         \
    inline twin f(twin x) { return {std::f(x.first), std::f(x.second)}; }
BROOK_TWIN_FUNCTION(abs)
BROOK_TWIN_FUNCTION(acos)
BROOK_TWIN_FUNCTION(acosh)
BROOK_TWIN_FUNCTION(asin)
BROOK_TWIN_FUNCTION(asinh)
BROOK_TWIN_FUNCTION(atan)
BROOK_TWIN_FUNCTION(atanh)
BROOK_TWIN_FUNCTION(ceil)
BROOK_TWIN_FUNCTION(cos)
BROOK_TWIN_FUNCTION(cosh)
BROOK_TWIN_FUNCTION(erf)
BROOK_TWIN_FUNCTION(exp)
BROOK_TWIN_FUNCTION(floor)
BROOK_TWIN_FUNCTION(log)
BROOK_TWIN_FUNCTION(sin)
BROOK_TWIN_FUNCTION(sinh)
BROOK_TWIN_FUNCTION(sqrt)
BROOK_TWIN_FUNCTION(tan)
BROOK_TWIN_FUNCTION(tanh)
BROOK_TWIN_FUNCTION(trunc)
#undef BROOK_TWIN_FUNCTION
#define BROOK_TWIN_FUNCTION(f)                                                                                         \
    inline twin f(twin x, twin y) { return {std::f(x.first, y.first), std::f(x.second, y.second)}; }
BROOK_TWIN_FUNCTION(atan2)
BROOK_TWIN_FUNCTION(copysign)
BROOK_TWIN_FUNCTION(fmax)
BROOK_TWIN_FUNCTION(fmin)
BROOK_TWIN_FUNCTION(fmod)
BROOK_TWIN_FUNCTION(nextafter)
BROOK_TWIN_FUNCTION(pow)
#undef BROOK_TWIN_FUNCTION
inline twin fma(twin x, twin y, twin z) {
    return {std::fma(x.first, y.first, z.first), std::fma(x.second, y.second, z.second)};
}
// Those that brook has for its own types.
twin kepE(twin e, twin m) noexcept;
twin kepF(twin h, twin k, twin lam) noexcept;
twin kepDE(twin s0, twin c0, twin dm) noexcept;
inline int ilogb(twin x) { return std::ilogb(x.first); }
inline twin ldexp(twin x, int e) { return {std::ldexp(x.first, e), std::ldexp(x.second, e)}; }
inline bool isfinite(twin x) { return std::isfinite(x.first); }
inline bool isinf(twin x) { return std::isinf(x.first); }
inline bool isnan(twin x) { return std::isnan(x.first); }
inline bool signbit(twin x) { return std::signbit(x.first); }
// Those that choose the size of a step, of which brook has its own for doubles.
twin exp2(twin x) noexcept;
twin log2(twin x) noexcept;

inline std::from_chars_result from_chars(const char *begin, const char *end, twin &x) {
    const auto result = std::from_chars(begin, end, x.first);
    x.second = x.first;
    return result;
}

} // namespace brook_test

template <>
struct std::numeric_limits<brook_test::twin> : std::numeric_limits<double> {
    using limits = std::numeric_limits<double>;
    using twin = brook_test::twin;
    static constexpr twin min() noexcept { return limits::min(); }
    static constexpr twin max() noexcept { return limits::max(); }
    static constexpr twin lowest() noexcept { return limits::lowest(); }
    static constexpr twin epsilon() noexcept { return limits::epsilon(); }
    static constexpr twin infinity() noexcept { return limits::infinity(); }
    static constexpr twin quiet_NaN() noexcept { return limits::quiet_NaN(); }
};

#ifdef BROOK_HAS_QUADMATH
inline brook_test::twin::twin(const boost::multiprecision::float128 &x) : twin(static_cast<double>(x)) {}
inline brook_test::twin::operator boost::multiprecision::float128() const { return first; }
#endif

template <>
inline constexpr brook_test::twin std::numbers::log2e_v<brook_test::twin> = std::numbers::log2e;
template <>
inline constexpr brook_test::twin std::numbers::pi_v<brook_test::twin> = std::numbers::pi;
template <>
inline constexpr brook_test::twin std::numbers::inv_sqrtpi_v<brook_test::twin> = std::numbers::inv_sqrtpi;

template <>
struct std::hash<brook_test::twin> {
    std::size_t operator()(const brook_test::twin &x) const noexcept { return std::hash<double>()(x.first); }
};

template <>
struct fmt::formatter<brook_test::twin> : fmt::formatter<double> {
    template <typename Context>
    auto format(const brook_test::twin &x, Context &c) const {
        return fmt::formatter<double>::format(x.first, c);
    }
};
