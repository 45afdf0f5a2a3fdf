// SPDX-License-Identifier: MPL-2.0
// Products and quotients of numbers of double length, whose sums are in number/double_length.hpp.
//
// T. J. Dekker, Numerische Mathematik 18 (1971), for products without error. The bounds are those of Joldes, Muller and
// Popescu, ACM Trans. Math. Softw. 44 (2017), with u = eps / 2; underflow adds less than a few smallest numbers.
#pragma once

#include <limits>

#include "number/double_length.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What a number is multiplied by to split it into halves.
template <typename T>
inline constexpr T
    splitting_factor = static_cast<T>(static_cast<double>(1ull << ((std::numeric_limits<T>::digits + 1) / 2))) + T(1);

/// The upper half of the digits of a, as a number of its own. Overflows for numbers near the largest.
template <typename T>
T upper_half(T a) noexcept {
    const T shifted = a * splitting_factor<T>;
    return shifted - (shifted - a);
}

/// a b without error.
template <typename T>
double_length<T> two_product(T a, T b) noexcept {
    const T product = a * b;
    const T ah = upper_half(a), bh = upper_half(b);
    const T al = a - ah, bl = b - bh;
    return {product, ((ah * bh - product) + ah * bl + al * bh) + al * bl};
}

/// Relative error below 3 u^2 (algorithm 8).
template <typename T>
double_length<T> operator*(double_length<T> a, T b) noexcept {
    const auto high = two_product(a.hi, b);
    return normalised(high.hi, high.lo + a.lo * b);
}

/// Relative error below 7 u^2 (algorithm 10).
template <typename T>
double_length<T> operator*(double_length<T> a, double_length<T> b) noexcept {
    const auto high = two_product(a.hi, b.hi);
    return normalised(high.hi, high.lo + (a.hi * b.lo + a.lo * b.hi));
}

/// Relative error below 3 u^2 (algorithm 15).
template <typename T>
double_length<T> operator/(double_length<T> a, T b) noexcept {
    const T quotient = a.hi / b;
    const auto product = two_product(quotient, b);
    return normalised(quotient, (((a.hi - product.hi) - product.lo) + a.lo) / b);
}

/// Half of it.
template <typename T>
double_length<T> halved(double_length<T> a) noexcept {
    return {a.hi * T(0.5), a.lo * T(0.5)};
}
template <typename T>
T halved(T a) noexcept {
    return a * T(0.5);
}

/// Rounded to T.
template <typename T>
T rounded(double_length<T> a) noexcept {
    return a.hi;
}
template <typename T>
T rounded(T a) noexcept {
    return a;
}

} // namespace detail
BROOK_END_NAMESPACE
