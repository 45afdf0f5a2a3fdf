// SPDX-License-Identifier: MPL-2.0
// Digits of exact decimal fractions.
#include "number/decimal.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include <fmt/format.h>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

using boost::multiprecision::cpp_int;

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

digits all_digits(const decimal &x) {
    auto text = cpp_int(abs(x.integer)).str();
    const auto exponent = static_cast<int>(text.size()) - static_cast<int>(x.places);
    return {x.integer < 0, std::move(text), exponent};
}

} // namespace

cpp_int whole_power(unsigned base, unsigned exponent) { return boost::multiprecision::pow(cpp_int(base), exponent); }

decimal exact_decimal(const cpp_int &integer, int exponent) {
    if (exponent >= 0)
        return {integer << exponent, 0};
    // m / 2^k = m 5^k / 10^k
    const auto k = static_cast<unsigned>(-exponent);
    return {integer * whole_power(5, k), k};
}

decimal exact_decimal(double x) {
    int exponent = 0;
    const auto digits = static_cast<long long>(std::ldexp(std::frexp(x, &exponent), 53));
    return exact_decimal(cpp_int(digits), exponent - 53);
}

decimal operator+(const decimal &a, const decimal &b) {
    const auto places = std::max(a.places, b.places);
    return {a.integer * whole_power(10, places - a.places) + b.integer * whole_power(10, places - b.places), places};
}

std::optional<decimal> parse_decimal(const char *begin, const char *end, int limit) {
    bool negative = false, behind_point = false;
    std::string all;
    long places = 0, exponent = 0;
    for (const char *c = begin; c != end; ++c) {
        if (*c == '-')
            negative = true;
        else if (*c == '.')
            behind_point = true;
        else if (*c == 'e' || *c == 'E') {
            // One that a long does not hold is beyond any limit.
            if (std::from_chars(c + (c[1] == '+' ? 2 : 1), end, exponent).ec != std::errc())
                exponent = c[1] == '-' ? std::numeric_limits<int>::min() : std::numeric_limits<int>::max();
            break;
        } else {
            all += *c;
            places += behind_point;
        }
    }
    // Zeros in front would make it octal.
    all.erase(0, std::min(all.find_first_not_of('0'), all.size() - 1));
    if (all == "0")
        return decimal{};
    places -= exponent;
    const auto size = static_cast<long>(all.size()) - places;
    if (size > limit || size < -limit)
        return std::nullopt;
    decimal value{cpp_int(all), static_cast<unsigned>(std::max(0l, places))};
    if (places < 0)
        value.integer *= whole_power(10, static_cast<unsigned>(-places));
    if (negative)
        value.integer = -value.integer;
    return value;
}

std::string shortest_digits(const decimal &x, std::size_t fewest,
                            const std::function<bool(const std::string &)> &reads_back) {
    const auto all = all_digits(x);
    // As many as the bits of the type need; a sum of two numbers with a gap between them needs more.
    for (std::size_t n = fewest; n < all.text.size(); n = n < fewest + 5 ? n + 1 : 2 * n)
        if (auto text = all.rounded(n).written(); reads_back(text))
            return text;
    return all.rounded(all.text.size()).written();
}

} // namespace detail
BROOK_END_NAMESPACE
