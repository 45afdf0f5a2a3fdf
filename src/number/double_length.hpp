// SPDX-License-Identifier: MPL-2.0
// Time as the unevaluated sum of two numbers, so that a million small steps do not blur it.
//
// The sums are free of error or nearly so: T. J. Dekker, A floating-point technique for extending the available
// precision, Numerische Mathematik 18 (1971); D. E. Knuth, The Art of Computer Programming, volume 2, section 4.2.2.
// They need arithmetic that rounds as written: no reassociation, no excess precision.
#pragma once

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// hi + lo, where hi is the sum rounded to T. A hi that is infinite or NaN stands for itself, whatever lo is.
template <typename T>
struct double_length {
    T hi = 0;
    T lo = 0;
};

/// a + b without error, for any a and b (Knuth).
template <typename T>
constexpr double_length<T> two_sum(T a, T b) noexcept {
    const T sum = a + b;
    const T b_in_sum = sum - a;
    return {sum, (a - (sum - b_in_sum)) + (b - b_in_sum)};
}

/// a + b without error, for |a| >= |b| (Dekker): brings a pair into the form that all other functions expect.
template <typename T>
constexpr double_length<T> normalised(T a, T b) noexcept {
    const T sum = a + b;
    return {sum, b - (sum - a)};
}

template <typename T>
constexpr double_length<T> operator+(double_length<T> a, T b) noexcept {
    const auto sum = two_sum(a.hi, b);
    return normalised(sum.hi, sum.lo + a.lo);
}

/// Relative error below 3 eps^2 also where the operands cancel: Joldes, Muller and Popescu, Tight and rigorous error
/// bounds for basic building blocks of double-word arithmetic, ACM Trans. Math. Softw. 44 (2017), algorithm 6.
template <typename T>
constexpr double_length<T> operator+(double_length<T> a, double_length<T> b) noexcept {
    const auto high = two_sum(a.hi, b.hi);
    const auto low = two_sum(a.lo, b.lo);
    const auto sum = normalised(high.hi, high.lo + low.hi);
    return normalised(sum.hi, sum.lo + low.lo);
}

template <typename T>
constexpr double_length<T> operator-(double_length<T> a) noexcept {
    return {-a.hi, -a.lo};
}

template <typename T>
constexpr double_length<T> operator-(double_length<T> a, double_length<T> b) noexcept {
    return a + (-b);
}

/// Exact, for normalised operands.
template <typename T>
constexpr bool operator<(double_length<T> a, double_length<T> b) noexcept {
    return a.hi < b.hi || (a.hi == b.hi && a.lo < b.lo);
}

template <typename T>
constexpr bool operator==(double_length<T> a, double_length<T> b) noexcept {
    return a.hi == b.hi && a.lo == b.lo;
}

template <typename T>
bool is_finite(double_length<T> a) noexcept {
    return fp::isfinite(a.hi) && fp::isfinite(a.lo);
}

} // namespace detail
BROOK_END_NAMESPACE
