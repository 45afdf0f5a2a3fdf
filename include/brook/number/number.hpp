// SPDX-License-Identifier: MPL-2.0
// A number of any of the floating-point types.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <utility>
#include <variant>

#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// A floating-point number that carries its type. Operations on numbers of different types promote as in C++.
class BROOK_PUBLIC number {
public:
    /// One alternative for each row of the table: float, double, long double, dd and, where there is libquadmath,
    /// boost::multiprecision::float128.
    using value_type = detail::fp_variant;

    /// The double 0.
    number() noexcept : value_(0.) {}
    /// Keeps the type of `x`. Integers are no numbers: their type would be a guess.
    template <detail::floating_point_type T>
    explicit number(T x) noexcept : value_(x) {}

    number(const number &other) noexcept : value_(copy(other.value_)) {} ///< the same number
    /// The same number.
    number &operator=(const number &other) noexcept {
        if (const auto *x = std::get_if<double>(&other.value_))
            value_ = *x;
        else
            value_ = other.value_;
        return *this;
    }
    /// Leaves the other number as if default-constructed.
    number(number &&other) noexcept : value_(copy(other.value_)) { other.value_ = 0.; }
    /// Leaves the other number as if default-constructed.
    number &operator=(number &&other) noexcept {
        if (this != &other) {
            *this = std::as_const(other);
            other.value_ = 0.;
        }
        return *this;
    }
    ~number() = default;

    /// The number as a variant over the types of the table.
    const value_type &value() const noexcept { return value_; }

    /// Exchanges two numbers.
    friend void swap(number &a, number &b) noexcept { std::swap(a.value_, b.value_); }

private:
    // Boost's float128 has a copy constructor of its own, for whose sake variants dispatch over the types: doubles, which
    // most numbers are, need not wait for that.
    static value_type copy(const value_type &value) noexcept {
        const auto *x = std::get_if<double>(&value);
        return x != nullptr ? value_type(*x) : value;
    }

    value_type value_;
};

/// Numbers of different types are never equal; a NaN equals a NaN of its type; +0 equals -0.
BROOK_PUBLIC bool operator==(const number &a, const number &b) noexcept;
/// Different types are ordered as in the table; NaNs come after all other numbers.
BROOK_PUBLIC bool operator<(const number &a, const number &b) noexcept;

/// @{

/// Arithmetic as in C++, in the common type of the operands.
BROOK_PUBLIC number operator+(const number &a);
BROOK_PUBLIC number operator-(const number &a);
BROOK_PUBLIC number operator+(const number &a, const number &b);
BROOK_PUBLIC number operator-(const number &a, const number &b);
BROOK_PUBLIC number operator*(const number &a, const number &b);
BROOK_PUBLIC number operator/(const number &a, const number &b);
/// @}

/// True for 0 and -0.
BROOK_PUBLIC bool is_zero(const number &x) noexcept;
/// True for 1.
BROOK_PUBLIC bool is_one(const number &x) noexcept;
/// True for -1.
BROOK_PUBLIC bool is_negative_one(const number &x) noexcept;
/// True below zero: neither for -0 nor for a NaN.
BROOK_PUBLIC bool is_negative(const number &x) noexcept;
/// Exponential, in the type of the argument.
BROOK_PUBLIC number exp(const number &x);
/// Square root, in the type of the argument.
BROOK_PUBLIC number sqrt(const number &x);
/// Binomial coefficient of finite integral numbers of one type, of which `n` may be negative; 0 where k < 0 or
/// 0 <= n < k. Throws std::invalid_argument for other arguments.
BROOK_PUBLIC number binomial(const number &n, const number &k);
/// The number next to `from` in the direction of `to`, which must be of the same type. Throws std::invalid_argument.
BROOK_PUBLIC number nextafter(const number &from, const number &to);

/// The shortest text that reads back as the same number of its type, always with a decimal point, whatever the locale:
/// 1.0, 0.1, 1.0e-30. (inf and nan have none.)
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const number &x);

namespace detail {

/// The bits of a number, without padding: those of a float or double in `low` alone.
struct number_bits {
    fp_type type;
    std::uint64_t low = 0, high = 0;
    friend bool operator==(const number_bits &, const number_bits &) noexcept = default;
};

/// Tells apart whatever differs: 0 and -0, NaNs with different payloads, types.
BROOK_PUBLIC number_bits bits_of(const number &x) noexcept;

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

/// The row of the number's type.
inline fp_type type_of(const number &x) noexcept { return static_cast<fp_type>(x.value().index()); }

/// The number f(x, y) in the common type: that of the later row, as in C++.
template <typename F>
number map(const number &x, const number &y, F f) {
    const auto type = type_of(x) < type_of(y) ? type_of(y) : type_of(x);
    return visit_fp(type, [&]<typename T>() { return number(static_cast<T>(f(number_as<T>(x), number_as<T>(y)))); });
}

/// A hash that agrees with ==: numbers that are equal have equal hashes.
BROOK_PUBLIC std::size_t hash_value(const number &x) noexcept;

} // namespace detail

BROOK_END_NAMESPACE

/// Consistent with ==.
template <>
struct std::hash<brook::number> {
    std::size_t operator()(const brook::number &x) const noexcept { return brook::detail::hash_value(x); }
};
