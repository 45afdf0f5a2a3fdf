// SPDX-License-Identifier: MPL-2.0
// Functions of double-double numbers that need no others, and their text.
#include <brook/number/dd.hpp>

#include <algorithm>
#include <istream>
#include <ostream>
#include <stdexcept>

#include <boost/multiprecision/cpp_int.hpp>
#include <fmt/format.h>

#include "number/portable_powers.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

using boost::multiprecision::cpp_int;

template <typename F>
dd rounded_to_integer(dd x, F f) noexcept {
    const double high = f(x.hi());
    return high == x.hi() && std::isfinite(high) ? dd::normalised(high, f(x.lo())) : dd(high, 0);
}

// ---- exact decimal fractions ----

/// integer / 10^places.
struct decimal {
    cpp_int integer;
    unsigned places = 0;
};

cpp_int power(unsigned base, unsigned exponent) { return boost::multiprecision::pow(cpp_int(base), exponent); }

decimal exact(double x) {
    int exponent = 0;
    const auto digits = static_cast<long long>(std::ldexp(std::frexp(x, &exponent), 53));
    exponent -= 53;
    if (exponent >= 0)
        return {cpp_int(digits) << exponent, 0};
    // m / 2^k = m 5^k / 10^k
    const auto k = static_cast<unsigned>(-exponent);
    return {cpp_int(digits) * power(5, k), k};
}

decimal sum(decimal a, decimal b) {
    const auto places = std::max(a.places, b.places);
    return {a.integer * power(10, places - a.places) + b.integer * power(10, places - b.places), places};
}

/// The nearest double; infinite or 0 out of range.
double nearest(const decimal &x) {
    const auto text = x.integer.str() + "e-" + std::to_string(x.places);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// +-0.d1 d2 ... 10^exponent, d1 > 0.
struct digits {
    bool negative = false;
    std::string text;
    int exponent = 0;

    /// The first n, rounded to nearest, without zeros at the end.
    digits rounded(std::size_t n) const {
        auto r = *this;
        if (n < r.text.size()) {
            const bool up = r.text[n] >= '5';
            r.text.resize(n);
            if (up) {
                while (!r.text.empty() && r.text.back() == '9')
                    r.text.pop_back();
                if (r.text.empty())
                    r.text = "1", ++r.exponent;
                else
                    ++r.text.back();
            }
        }
        r.text.resize(r.text.find_last_not_of('0') + 1);
        return r;
    }

    std::string written() const {
        constexpr int most_zeros = 4, most_digits = 32;
        const std::string sign = negative ? "-" : "";
        const auto size = static_cast<int>(text.size());
        if (exponent > most_digits || exponent <= -most_zeros) {
            const auto rest = text.substr(1);
            return fmt::format("{}{}{}{}e{:+03}", sign, text[0], rest.empty() ? "" : ".", rest, exponent - 1);
        }
        if (exponent <= 0)
            return sign + "0." + std::string(static_cast<std::size_t>(-exponent), '0') + text;
        if (size <= exponent)
            return sign + text + std::string(static_cast<std::size_t>(exponent - size), '0');
        return sign + text.substr(0, static_cast<std::size_t>(exponent)) + "." +
               text.substr(static_cast<std::size_t>(exponent));
    }
};

digits all_digits(dd x) {
    const auto d = sum(exact(x.hi()), exact(x.lo()));
    auto text = cpp_int(abs(d.integer)).str();
    const auto exponent = static_cast<int>(text.size()) - static_cast<int>(d.places);
    return {d.integer < 0, std::move(text), exponent};
}

bool reads_back(const std::string &text, dd x) {
    dd y;
    return from_chars(text.data(), text.data() + text.size(), y).ec == std::errc() && y == x;
}

// The digits that from_chars has found to be a number.
decimal parse(const char *begin, const char *end) {
    decimal value;
    bool negative = false, behind_point = false;
    std::string all;
    long exponent = 0;
    for (const char *c = begin; c != end; ++c) {
        if (*c == '-')
            negative = true;
        else if (*c == '.')
            behind_point = true;
        else if (*c == 'e' || *c == 'E') {
            std::from_chars(c + (c[1] == '+' ? 2 : 1), end, exponent);
            break;
        } else {
            all += *c;
            value.places += behind_point;
        }
    }
    // Zeros in front would make it octal.
    all.erase(0, std::min(all.find_first_not_of('0'), all.size() - 1));
    value.integer = cpp_int(all);
    if (negative)
        value.integer = -value.integer;
    if (exponent > 0) {
        const auto shift = static_cast<unsigned>(exponent);
        value.integer *= power(10, shift - std::min(shift, value.places));
        value.places -= std::min(shift, value.places);
    } else
        value.places += static_cast<unsigned>(-exponent);
    return value;
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
    auto rest = exact(-high);
    x = dd::normalised(high, nearest(sum(parse(begin, result.ptr), std::move(rest))));
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
    const auto all = all_digits(x);
    // As many as 106 bits need; a pair with a gap between its halves needs more.
    for (std::size_t n = 31; n < all.text.size(); n = n < 36 ? n + 1 : 2 * n)
        if (auto text = all.rounded(n).written(); reads_back(text, x))
            return text;
    return all.rounded(all.text.size()).written();
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
