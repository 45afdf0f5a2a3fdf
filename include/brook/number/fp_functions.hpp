// SPDX-License-Identifier: MPL-2.0
// Functions of numbers where their type is a parameter: those of <cmath>, or, for types of one's own, what stands
// beside the type.
#pragma once

#include <charconv>
#include <cmath>
#include <numbers>

#include <brook/number/float128.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail::fp {

// NOLINTNEXTLINE(bugprone-macro-parentheses)
#define BROOK_FP_FUNCTION(f)                                                                                           \
    template <typename... Ts>                                                                                          \
    [[gnu::always_inline]] inline auto f(const Ts &...x) noexcept {                                                    \
        using std::f;                                                                                                  \
        return f(x...);                                                                                                \
    }

BROOK_FP_FUNCTION(abs)
BROOK_FP_FUNCTION(acos)
BROOK_FP_FUNCTION(acosh)
BROOK_FP_FUNCTION(asin)
BROOK_FP_FUNCTION(asinh)
BROOK_FP_FUNCTION(atan)
BROOK_FP_FUNCTION(atan2)
BROOK_FP_FUNCTION(atanh)
BROOK_FP_FUNCTION(ceil)
BROOK_FP_FUNCTION(copysign)
BROOK_FP_FUNCTION(cos)
BROOK_FP_FUNCTION(cosh)
BROOK_FP_FUNCTION(erf)
BROOK_FP_FUNCTION(exp)
BROOK_FP_FUNCTION(exp2)
BROOK_FP_FUNCTION(floor)
BROOK_FP_FUNCTION(fma)
BROOK_FP_FUNCTION(fmax)
BROOK_FP_FUNCTION(fmin)
BROOK_FP_FUNCTION(fmod)
BROOK_FP_FUNCTION(ilogb)
BROOK_FP_FUNCTION(isfinite)
BROOK_FP_FUNCTION(isinf)
BROOK_FP_FUNCTION(isnan)
BROOK_FP_FUNCTION(ldexp)
BROOK_FP_FUNCTION(log)
BROOK_FP_FUNCTION(log2)
BROOK_FP_FUNCTION(nextafter)
BROOK_FP_FUNCTION(pow)
BROOK_FP_FUNCTION(signbit)
BROOK_FP_FUNCTION(sin)
BROOK_FP_FUNCTION(sinh)
BROOK_FP_FUNCTION(sqrt)
BROOK_FP_FUNCTION(tan)
BROOK_FP_FUNCTION(tanh)
BROOK_FP_FUNCTION(trunc)

#undef BROOK_FP_FUNCTION

/// Reads decimal digits, in no locale.
template <typename T>
std::from_chars_result from_chars(const char *begin, const char *end, T &x) {
    using std::from_chars; // or what stands beside the type
    return from_chars(begin, end, x);
}
#ifdef BROOK_HAS_QUADMATH
inline std::from_chars_result from_chars(const char *begin, const char *end, boost::multiprecision::float128 &x) {
    return float128_from_chars(begin, end, x);
}
#endif

/// @{

/// Constants of all digits.
template <typename T>
inline constexpr T pi = std::numbers::pi_v<T>;
template <typename T>
inline constexpr T inv_sqrtpi = std::numbers::inv_sqrtpi_v<T>;
/// @}

#ifdef BROOK_HAS_QUADMATH
using boost::multiprecision::float128;
template <>
inline constexpr float128 pi<float128> = float128(0x1.921fb54442d18p+1) + float128(0x1.1a62633145c07p-53) -
                                         float128(0x1.f1976b7ed8fbcp-109);
template <>
inline constexpr float128 inv_sqrtpi<float128> = float128(0x1.20dd750429b6dp-1) + float128(0x1.1ae3a914fed80p-57) -
                                                 float128(0x1.3cbbebf65f145p-112);
#endif

} // namespace detail::fp

BROOK_END_NAMESPACE
