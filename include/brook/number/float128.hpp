// SPDX-License-Identifier: MPL-2.0
// Quadruple precision: 113 binary digits, with the range of an 80-bit long double. The type is Boost's, its functions
// are those of GCC's libquadmath; without that library there is none.
#pragma once

#include <brook/config.hpp>

#ifdef BROOK_HAS_QUADMATH

#include <charconv>
#include <string>
#include <string_view>

#include <fmt/core.h>

// Templates of types that are hidden are hidden, too, whatever is said of them: a program, or brook itself, that is
// compiled with hidden visibility would look for integrators of its own.
#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif
#include <boost/multiprecision/float128.hpp>
#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

// Text in no locale; Boost's follows it.

/// Reads decimal digits, as the functions of the C++ library that are called so, and rounds to nearest.
BROOK_PUBLIC std::from_chars_result float128_from_chars(const char *begin, const char *end,
                                                        boost::multiprecision::float128 &x);
/// Digits that read back as the same number, as few as that takes.
BROOK_PUBLIC std::string float128_to_string(const boost::multiprecision::float128 &x);
/// From decimal digits, rounded to nearest. Throws std::invalid_argument if it is no decimal number, and
/// std::out_of_range if it is too large or too small.
BROOK_PUBLIC boost::multiprecision::float128 float128_from_text(std::string_view text);

} // namespace detail
BROOK_END_NAMESPACE

/// Formats a float128 with digits that read back as the same number, as few as that takes.
template <>
struct fmt::formatter<boost::multiprecision::float128> : fmt::formatter<fmt::string_view> {
    BROOK_PUBLIC auto format(const boost::multiprecision::float128 &x, fmt::format_context &context) const
        -> fmt::format_context::iterator;
};

#endif
