// SPDX-License-Identifier: MPL-2.0
// Numbers of 60 decimal digits, in which the laws compute what is right.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <variant>

#include <boost/multiprecision/mpfr.hpp>

#include <brook/number/number.hpp>

namespace brook::test {

using real =
    boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<60>, boost::multiprecision::et_off>;

/// The number, exactly.
inline real real_of(const number &x) {
    return std::visit(
        [](auto v) {
            if constexpr (std::is_same_v<decltype(v), dd>)
                return real(real(v.hi()) + real(v.lo()));
            else
                return real(v);
        },
        x.value());
}

/// The nearest number of type T, infinite beyond its range.
template <typename T>
T rounded(const real &x) {
    const auto *data = x.backend().data();
    if constexpr (std::numeric_limits<T>::digits == 24)
        return mpfr_get_flt(data, MPFR_RNDN);
    else if constexpr (std::numeric_limits<T>::digits == 53)
        return mpfr_get_d(data, MPFR_RNDN);
    else
        return mpfr_get_ld(data, MPFR_RNDN);
}

/// True for numbers that T holds with all its digits.
template <typename T>
bool is_normal(const real &x) {
    return isfinite(x) && abs(x) >= std::numeric_limits<T>::min() && abs(x) <= std::numeric_limits<T>::max();
}

/// The error of `x` in units in the last place of `exact`, which is normal in T.
template <typename T>
double ulps_between(T x, const real &exact) {
    return static_cast<double>(abs(real(x) - exact) /
                               ldexp(real(1), ilogb(exact) - std::numeric_limits<T>::digits + 1));
}

} // namespace brook::test
