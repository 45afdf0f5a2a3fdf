// SPDX-License-Identifier: MPL-2.0
// Arithmetic, order, hash and text of numbers.
#include <brook/number/number.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <ostream>
#include <string>

#include <fmt/format.h>

#include <brook/number/fp_functions.hpp>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

namespace fp = detail::fp;

template <typename F>
auto of_one_type(const number &a, const number &b, F f) {
    return std::visit([&](auto x) { return f(x, std::get<decltype(x)>(b.value())); }, a.value());
}

void require_one_type(const number &a, const number &b, const char *function) {
    if (a.value().index() != b.value().index()) {
        detail::throw_invalid_argument("{} needs two numbers of the same type, but got a {} and a {}", function,
                                       detail::fp_printed_name(static_cast<detail::fp_type>(a.value().index())),
                                       detail::fp_printed_name(static_cast<detail::fp_type>(b.value().index())));
    }
}

// prod_{i=1..k} (n - k + i) / i for 0 <= k <= n. The partial products are binomials, hence integers: exact while they
// fit the mantissa. They at least double with every factor: where k is large, the loop ends by overflow.
template <typename T>
T natural_binomial(T n, T k) {
    k = std::min(k, n - k);
    T r = 1;
    for (T i = 1; i <= k && fp::isfinite(r); ++i) {
        const T factor = n - k + i, product = r * factor;
        r = fp::isfinite(product) ? product / i : r * (factor / i);
    }
    return r;
}

} // namespace

bool operator==(const number &a, const number &b) noexcept {
    return a.value().index() == b.value().index() &&
           of_one_type(a, b, [](auto x, auto y) { return x == y || (x != x && y != y); });
}

bool operator<(const number &a, const number &b) noexcept {
    if (a.value().index() != b.value().index())
        return a.value().index() < b.value().index();
    return of_one_type(a, b, [](auto x, auto y) { return y != y ? x == x : x < y; });
}

number operator+(const number &a) { return a; }
number operator-(const number &a) {
    return detail::map(a, [](auto x) { return -x; });
}
number operator+(const number &a, const number &b) {
    return detail::map(a, b, [](auto x, auto y) { return x + y; });
}
number operator-(const number &a, const number &b) {
    return detail::map(a, b, [](auto x, auto y) { return x - y; });
}
number operator*(const number &a, const number &b) {
    return detail::map(a, b, [](auto x, auto y) { return x * y; });
}
number operator/(const number &a, const number &b) {
    return detail::map(a, b, [](auto x, auto y) { return x / y; });
}

bool is_zero(const number &x) noexcept {
    return std::visit([](auto v) { return v == 0; }, x.value());
}
bool is_one(const number &x) noexcept {
    return std::visit([](auto v) { return v == 1; }, x.value());
}
bool is_negative_one(const number &x) noexcept {
    return std::visit([](auto v) { return v == -1; }, x.value());
}
bool is_negative(const number &x) noexcept {
    return std::visit([](auto v) { return v < 0; }, x.value());
}

number exp(const number &x) {
    return detail::map(x, [](auto v) { return fp::exp(v); });
}
number sqrt(const number &x) {
    return detail::map(x, [](auto v) { return fp::sqrt(v); });
}

number binomial(const number &n, const number &k) {
    require_one_type(n, k, "binomial()");
    return of_one_type(n, k, [&](auto x, auto y) {
        using T = decltype(x);
        if (!fp::isfinite(x) || !fp::isfinite(y) || x != fp::trunc(x) || y != fp::trunc(y))
            detail::throw_invalid_argument("binomial() needs finite integral numbers, but got {} and {}",
                                           static_cast<double>(x), static_cast<double>(y));
        if (y < 0 || (x >= 0 && y > x))
            return number(T(0));
        // Negative upper index: (n over k) = (-1)^k (k - n - 1 over k).
        const bool reflect = x < 0;
        const T value = natural_binomial(reflect ? y - x - 1 : x, y);
        return number(reflect && fp::fmod(y, T(2)) != 0 ? -value : value);
    });
}

number nextafter(const number &from, const number &to) {
    require_one_type(from, to, "nextafter()");
    return of_one_type(from, to, [](auto x, auto y) { return number(fp::nextafter(x, y)); });
}

std::ostream &operator<<(std::ostream &out, const number &x) {
    auto text = std::visit([](auto v) { return fmt::format("{}", v); }, x.value()); // the shortest, in no locale
    if (text.find_first_not_of("-0123456789e+") == std::string::npos)
        text.insert(std::min(text.find('e'), text.size()), ".0");
    return out << text;
}

namespace detail {

number_bits bits_of(const number &x) noexcept {
    return std::visit(
        [](auto v) {
            using T = decltype(v);
            std::uint64_t words[2] = {0, 0};
            static_assert(sizeof(T) <= sizeof words);
            if constexpr (sizeof(T) == sizeof(std::uint32_t))
                words[0] = std::bit_cast<std::uint32_t>(v);
            else
                std::memcpy(words, &v, fp_value_size(fp_type_of<T>));
            return number_bits{fp_type_of<T>, words[0], words[1]};
        },
        x.value());
}

bool identical(const number &a, const number &b) noexcept { return bits_of(a) == bits_of(b); }

std::size_t hash_value(const number &x) noexcept {
    return std::visit(
        [&](auto v) { return v != v ? std::hash<std::size_t>{}(x.value().index()) : std::hash<decltype(v)>{}(v); },
        x.value());
}

} // namespace detail
BROOK_END_NAMESPACE
