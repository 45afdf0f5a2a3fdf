// SPDX-License-Identifier: MPL-2.0
// Functions of double-double numbers that need no others, and their text.
#include <brook/number/dd.hpp>

#include <algorithm>
#include <istream>
#include <ostream>
#include <stdexcept>

#include <fmt/format.h>

#include "number/decimal.hpp"
#include "number/portable_powers.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

template <typename F>
dd rounded_to_integer(dd x, F f) noexcept {
    const double high = f(x.hi());
    return high == x.hi() && std::isfinite(high) ? dd::normalised(high, f(x.lo())) : dd(high, 0);
}

using detail::decimal;

/// The nearest double; infinite or 0 out of range.
double nearest(const decimal &x) {
    const auto text = x.integer.str() + "e-" + std::to_string(x.places);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool reads_back(const std::string &text, dd x) {
    dd y;
    return from_chars(text.data(), text.data() + text.size(), y).ec == std::errc() && y == x;
}

} // namespace

dd ceil(dd x) noexcept {
    return rounded_to_integer(x, [](double v) { return std::ceil(v); });
}
dd floor(dd x) noexcept {
    return rounded_to_integer(x, [](double v) { return std::floor(v); });
}
dd trunc(dd x) noexcept { return signbit(x) ? ceil(x) : floor(x); }

int ilogb(dd x) noexcept {
    const int exponent = std::ilogb(x.hi());
    // Just below a power of two.
    const bool is_power = isfinite(x) && x.hi() != 0 && std::abs(x.hi()) == std::ldexp(1., exponent);
    return is_power && x.lo() != 0 && std::signbit(x.lo()) != std::signbit(x.hi()) ? exponent - 1 : exponent;
}

dd nextafter(dd x, dd y) noexcept {
    if (isnan(x) || isnan(y))
        return std::numeric_limits<dd>::quiet_NaN();
    if (x == y)
        return y;
    if (isinf(x))
        return copysign(std::numeric_limits<dd>::max(), x);
    const double sign = x < y ? 1 : -1;
    if (x == 0)
        return {sign * std::numeric_limits<double>::denorm_min(), 0};
    auto exponent = ilogb(x);
    // Towards zero from a power of two, numbers are half as far from each other.
    if ((sign > 0) == signbit(x) && abs(x) == dd(std::ldexp(1., exponent)))
        --exponent;
    const double distance = std::max(std::ldexp(1., exponent - 105), std::numeric_limits<double>::denorm_min());
    return x + dd(sign * distance);
}

dd exp2(dd x) noexcept { return detail::portable_exp2(x.hi()); }
dd log2(dd x) noexcept { return detail::portable_log2(x.hi()); }

std::from_chars_result from_chars(const char *begin, const char *end, dd &x) {
    double high = 0;
    const auto result = std::from_chars(begin, end, high);
    if (result.ec != std::errc())
        return result;
    if (high == 0 || !std::isfinite(high)) {
        x = dd(high);
        return result;
    }
    constexpr int largest = std::numeric_limits<double>::max_exponent10 + 20; // and the smallest, which is subnormal
    const auto all = detail::parse_decimal(begin, result.ptr, largest);
    x = dd::normalised(high, nearest(*all + detail::exact_decimal(-high)));
    return result;
}

dd::dd(std::string_view text) {
    const auto *const end = text.data() + text.size();
    const auto [stop, error] = from_chars(text.data(), end, *this);
    if (error == std::errc::result_out_of_range)
        detail::throw_error<std::out_of_range>("The number '{}' is beyond the range of a dd", text);
    if (error != std::errc() || stop != end)
        detail::throw_invalid_argument("A dd must be written as a decimal number, but got '{}'", text);
}

std::string to_string(dd x) {
    if (x.hi() == 0 || !isfinite(x))
        return fmt::format("{}", x.hi());
    return detail::shortest_digits(detail::exact_decimal(x.hi()) + detail::exact_decimal(x.lo()), 31,
                                   [&](const std::string &text) { return reads_back(text, x); });
}

std::ostream &operator<<(std::ostream &out, dd x) { return out << to_string(x); }

std::istream &operator>>(std::istream &in, dd &x) {
    std::string word;
    if (!(in >> word))
        return in;
    const auto *const end = word.data() + word.size();
    dd value;
    const auto [stop, error] = from_chars(word.data() + (word[0] == '+'), end, value);
    if (error != std::errc() || stop != end)
        in.setstate(std::ios_base::failbit);
    else
        x = value;
    return in;
}

BROOK_END_NAMESPACE

auto fmt::formatter<brook::dd>::format(const brook::dd &x, fmt::format_context &context) const
    -> fmt::format_context::iterator {
    return fmt::formatter<fmt::string_view>::format(to_string(x), context);
}
