// SPDX-License-Identifier: MPL-2.0
// The text of numbers of quadruple precision.
#include <brook/number/float128.hpp>

#ifdef BROOK_HAS_QUADMATH

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "number/decimal.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

using boost::multiprecision::float128;

namespace {

using boost::multiprecision::cpp_int;
using limits = std::numeric_limits<float128>;

constexpr int smallest_exponent = limits::min_exponent - limits::digits; // of the smallest subnormal number

decimal exact(const float128 &x) {
    int exponent = 0;
    const float128 whole = ldexp(frexp(x, &exponent), limits::digits);
    return exact_decimal(static_cast<cpp_int>(whole), exponent - limits::digits);
}

/// Infinite or 0 out of range. Halves are rounded to even.
float128 nearest(const decimal &x) {
    if (x.integer == 0)
        return 0;
    cpp_int above = abs(x.integer), below = whole_power(10, x.places);
    // 2^exponent <= above / below < 2^(exponent + 1), or one less.
    int exponent = static_cast<int>(msb(above)) - static_cast<int>(msb(below));
    if (exponent >= 0 ? above < (below << exponent) : (above << -exponent) < below)
        --exponent;
    const int last = std::max(exponent - (limits::digits - 1), smallest_exponent);
    (last > 0 ? below : above) <<= std::abs(last);
    cpp_int quotient, rest;
    divide_qr(above, below, quotient, rest);
    rest *= 2;
    if (rest > below || (rest == below && bit_test(quotient, 0)))
        ++quotient;
    const float128 size = ldexp(static_cast<float128>(quotient), last);
    return x.integer < 0 ? -size : size;
}

} // namespace

std::from_chars_result float128_from_chars(const char *begin, const char *end, float128 &x) {
    // Finds where the number ends, and words such as inf.
    double nearly = 0;
    auto result = std::from_chars(begin, end, nearly);
    if (result.ec == std::errc::invalid_argument)
        return result;
    if (result.ec == std::errc() && (nearly == 0 || !std::isfinite(nearly))) {
        x = nearly;
        return result;
    }
    const auto all = parse_decimal(begin, result.ptr, limits::max_exponent10 + 100);
    const float128 value = all ? nearest(*all) : float128(0);
    result.ec = value == 0 || isinf(value) ? std::errc::result_out_of_range : std::errc();
    if (result.ec == std::errc())
        x = value;
    return result;
}

std::string float128_to_string(const float128 &x) {
    if (x == 0 || !isfinite(x))
        return fmt::format("{}", static_cast<double>(x));
    const auto reads_back = [&](const std::string &text) {
        float128 y;
        return float128_from_chars(text.data(), text.data() + text.size(), y).ec == std::errc() && y == x;
    };
    return shortest_digits(exact(x), limits::digits10, reads_back);
}

float128 float128_from_text(std::string_view text) {
    const auto *const end = text.data() + text.size();
    float128 x;
    const auto [stop, error] = float128_from_chars(text.data(), end, x);
    if (error == std::errc::result_out_of_range)
        throw_error<std::out_of_range>("The number '{}' is beyond the range of a float128", text);
    if (error != std::errc() || stop != end)
        throw_invalid_argument("A float128 must be written as a decimal number, but got '{}'", text);
    return x;
}

} // namespace detail
BROOK_END_NAMESPACE

auto fmt::formatter<boost::multiprecision::float128>::format(const boost::multiprecision::float128 &x,
                                                             fmt::format_context &context) const
    -> fmt::format_context::iterator {
    return fmt::formatter<fmt::string_view>::format(brook::detail::float128_to_string(x), context);
}

#endif
