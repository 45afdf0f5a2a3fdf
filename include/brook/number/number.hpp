// SPDX-License-Identifier: MPL-2.0
// A number of any of the floating-point types.
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <variant>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// A floating-point number that carries its type. Operations on numbers of different types promote as in C++.
class BROOK_PUBLIC number {
public:
    using value_type = std::variant<float, double, long double>;

    /// The double 0.
    number() noexcept : value_(0.) {}
    explicit number(float x) noexcept : value_(x) {}
    explicit number(double x) noexcept : value_(x) {}
    explicit number(long double x) noexcept : value_(x) {}

    const value_type &value() const noexcept { return value_; }

    friend void swap(number &a, number &b) noexcept { std::swap(a.value_, b.value_); }

private:
    value_type value_;
};

/// Numbers of different types are never equal; a NaN equals a NaN of its type; +0 equals -0.
BROOK_PUBLIC bool operator==(const number &a, const number &b) noexcept;
/// Different types are ordered as in the table; NaNs come after all other numbers.
BROOK_PUBLIC bool operator<(const number &a, const number &b) noexcept;

BROOK_PUBLIC number operator+(const number &a);
BROOK_PUBLIC number operator-(const number &a);
BROOK_PUBLIC number operator+(const number &a, const number &b);
BROOK_PUBLIC number operator-(const number &a, const number &b);
BROOK_PUBLIC number operator*(const number &a, const number &b);
BROOK_PUBLIC number operator/(const number &a, const number &b);

BROOK_PUBLIC bool is_zero(const number &x) noexcept;
BROOK_PUBLIC bool is_one(const number &x) noexcept;
BROOK_PUBLIC bool is_negative_one(const number &x) noexcept;
BROOK_PUBLIC bool is_negative(const number &x) noexcept;
BROOK_PUBLIC number exp(const number &x);
BROOK_PUBLIC number sqrt(const number &x);
/// Binomial coefficient of finite integral numbers of one type. Throws std::invalid_argument otherwise.
BROOK_PUBLIC number binomial(const number &n, const number &k);
/// The number next to `from` in the direction of `to`, which must be of the same type. Throws std::invalid_argument.
BROOK_PUBLIC number nextafter(const number &from, const number &to);

/// Exact: as many digits as the type needs, always with a decimal point, whatever the locale.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const number &x);

namespace detail {

/// Equal in type and bits: 0 and -0 differ, and so do NaNs with different payloads.
BROOK_PUBLIC bool identical(const number &a, const number &b) noexcept;

/// The number rounded to T.
template <typename T>
T number_as(const number &x) noexcept {
    return std::visit([](auto v) { return static_cast<T>(v); }, x.value());
}

/// The number f(x), where f is generic in the type.
template <typename F>
number map(const number &x, F f) {
    return std::visit([&f](auto v) { return number(static_cast<decltype(v)>(f(v))); }, x.value());
}

/// The number f(x, y) in the common type.
template <typename F>
number map(const number &x, const number &y, F f) {
    return std::visit(
        [&f](auto a, auto b) {
            using common = decltype(a + b);
            return number(static_cast<common>(f(static_cast<common>(a), static_cast<common>(b))));
        },
        x.value(), y.value());
}

BROOK_PUBLIC std::size_t hash_value(const number &x) noexcept;

} // namespace detail

BROOK_END_NAMESPACE

/// Consistent with ==.
template <>
struct std::hash<brook::number> {
    std::size_t operator()(const brook::number &x) const noexcept { return brook::detail::hash_value(x); }
};
