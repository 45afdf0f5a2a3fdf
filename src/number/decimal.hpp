// SPDX-License-Identifier: MPL-2.0
// Exact decimal fractions, between numbers of types that the C++ library has no text for and their digits.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include <boost/multiprecision/cpp_int.hpp>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// integer / 10^places.
struct decimal {
    boost::multiprecision::cpp_int integer;
    unsigned places = 0;
};

/// integer 2^exponent.
decimal exact_decimal(const boost::multiprecision::cpp_int &integer, int exponent);
/// Of a finite number.
decimal exact_decimal(double x);

decimal operator+(const decimal &a, const decimal &b);

/// base^exponent.
boost::multiprecision::cpp_int whole_power(unsigned base, unsigned exponent);

/// Of text that std::from_chars has found to be a number, and finite; nothing if its size is above 10^limit, or below
/// 10^-limit and not 0.
std::optional<decimal> parse_decimal(const char *begin, const char *end, int limit);

/// The digits of x, which is not 0: as few as `reads_back` takes, beginning with `fewest`.
std::string shortest_digits(const decimal &x, std::size_t fewest,
                            const std::function<bool(const std::string &)> &reads_back);

} // namespace detail
BROOK_END_NAMESPACE
