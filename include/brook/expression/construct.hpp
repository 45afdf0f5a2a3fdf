// SPDX-License-Identifier: MPL-2.0
// Short ways to write expressions: make_vars, prime, par and literals.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <brook/expression/expression.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// A variable for each name: one expression for one name, an array for more.
template <typename... Names>
requires(sizeof...(Names) > 0 &&
         (std::constructible_from<std::string, Names &&> && ...)) auto make_vars(Names &&...names) {
    if constexpr (sizeof...(Names) == 1)
        return expression(std::string(std::forward<Names>(names)...));
    else
        return std::array{expression(std::string(std::forward<Names>(names)))...};
}

namespace detail {

/// What functions take that accept plain numbers in place of expressions.
template <typename T>
concept expression_or_number = std::same_as<T, expression> || floating_point_type<T>;

/// The left-hand side of a differential equation, waiting for the right-hand side.
class prime_proxy {
public:
    explicit prime_proxy(expression v) noexcept : variable_(std::move(v)) {}

    /// The equation, as (variable, right-hand side).
    std::pair<expression, expression> operator=(expression rhs) && { return {std::move(variable_), std::move(rhs)}; }
    template <floating_point_type T>
    std::pair<expression, expression> operator=(T rhs) && {
        return {std::move(variable_), expression(rhs)};
    }

private:
    expression variable_;
};

/// The type of `par`.
struct param_maker {
    expression operator[](integer_argument<std::uint32_t, "The index of a parameter"> idx) const {
        return expression(param(idx));
    }
};

} // namespace detail

/// Left-hand side of a differential equation, as in `prime(x) = v`. Throws std::invalid_argument unless `ex` is a
/// variable.
BROOK_PUBLIC detail::prime_proxy prime(const expression &ex);

/// `par[i]` is the parameter with index i. Throws as param.
inline constexpr detail::param_maker par{};

/// Suffixes of literals.
inline namespace literals {

/// A float, as in `1.5_flt`.
inline expression operator""_flt(long double x) { return expression(static_cast<float>(x)); }
/// A float, as in `2_flt`.
inline expression operator""_flt(unsigned long long n) { return expression(static_cast<float>(n)); }
/// A double, as in `1.5_dbl`.
inline expression operator""_dbl(long double x) { return expression(static_cast<double>(x)); }
/// A double, as in `2_dbl`.
inline expression operator""_dbl(unsigned long long n) { return expression(static_cast<double>(n)); }
/// A long double, as in `1.5_ldbl`.
inline expression operator""_ldbl(long double x) { return expression(x); }
/// A long double, as in `2_ldbl`.
inline expression operator""_ldbl(unsigned long long n) { return expression(static_cast<long double>(n)); }
/// A dd of all digits that are written, as in `1.1_dd`. Throws as the constructor of dd from text.
inline expression operator""_dd(const char *digits) {
    std::string text(digits);
    std::erase(text, '\'');
    return expression(dd(text));
}
#ifdef BROOK_HAS_QUADMATH
/// A boost::multiprecision::float128 of all digits that are written, as in `1.1_f128`. Throws std::out_of_range if it
/// is too large or too small for the type.
inline expression operator""_f128(const char *digits) {
    std::string text(digits);
    std::erase(text, '\'');
    return expression(detail::float128_from_text(text));
}
#endif
/// A variable, as in `"x"_var`.
inline expression operator""_var(const char *name, std::size_t size) { return expression(std::string(name, size)); }
/// `"x"_p = rhs` is `prime("x"_var) = rhs`.
inline detail::prime_proxy operator""_p(const char *name, std::size_t size) {
    return detail::prime_proxy(expression(std::string(name, size)));
}

} // namespace literals

BROOK_END_NAMESPACE
