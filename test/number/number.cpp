// SPDX-License-Identifier: MPL-2.0
// Numbers: types, promotion, comparison, hash, text.
#include <cmath>
#include <cstdlib>
#include <limits>
#include <locale>
#include <sstream>
#include <type_traits>
#include <vector>

#include <brook/number/fp_functions.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/number/number.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

template <typename T>
constexpr T nan_of = std::numeric_limits<T>::quiet_NaN();

std::string text_of(const number &x) {
    std::ostringstream out;
    out << x;
    return out.str();
}

// Every kind of value of every type.
std::vector<number> zoo() {
    std::vector<number> all;
    detail::for_each_fp_type([&]<typename T>() {
        using limits = std::numeric_limits<T>;
        for (const T &x : {T(0), T(1), T(1) / 3, T(2), limits::min(), limits::denorm_min(), limits::max(),
                           limits::infinity(), limits::epsilon()}) {
            all.emplace_back(x);
            all.emplace_back(-x);
        }
        all.emplace_back(nan_of<T>);
    });
    return all;
}

struct grouped_digits : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\1"; }
};

} // namespace

TEST_CASE("the table of types names its rows in order", "[number]") {
    using detail::fp_type;
    STATIC_REQUIRE(detail::fp_type_of<float> == fp_type::f32);
    STATIC_REQUIRE(detail::fp_type_of<double> == fp_type::f64);
    STATIC_REQUIRE(detail::fp_type_of<long double> == fp_type::f80);
    STATIC_REQUIRE(!detail::floating_point_type<int>);
#ifdef BROOK_HAS_QUADMATH
    using variant = std::variant<float, double, long double, dd, boost::multiprecision::float128>;
#else
    using variant = std::variant<float, double, long double, dd>;
#endif
    STATIC_REQUIRE(std::is_same_v<number::value_type, variant>);
    STATIC_REQUIRE(detail::fp_size(fp_type::f64) == 8);
    CHECK(detail::fp_short_name(fp_type::f80) == "f80");
    CHECK(detail::fp_printed_name(fp_type::f80) == "long double");
    CHECK(detail::fp_has_code(fp_type::f32));
    CHECK(detail::fp_has_vectors(fp_type::f32));
    CHECK(detail::fp_has_code(fp_type::f80) == (std::numeric_limits<long double>::digits == 64));
    CHECK_FALSE(detail::fp_has_vectors(fp_type::f80));
    CHECK(detail::fp_epsilon(fp_type::f32) == std::numeric_limits<float>::epsilon());
    std::size_t index = 0;
    detail::for_each_fp_type([&]<typename T>() {
        CHECK(number(T(1)).value().index() == index);
        CHECK(static_cast<std::size_t>(detail::fp_type_of<T>) == index++);
    });
    CHECK_THROWS_AS(detail::visit_fp(static_cast<fp_type>(99), []<typename T>() {}), std::logic_error);
}

TEST_CASE("integers are no numbers", "[number]") {
    STATIC_REQUIRE(!std::is_constructible_v<number, int>);
    STATIC_REQUIRE(!std::is_constructible_v<number, bool>);
    STATIC_REQUIRE(!std::is_convertible_v<double, number>);
    STATIC_REQUIRE(std::is_nothrow_move_constructible_v<number>);
    CHECK(detail::identical(number(), number(0.)));
}

TEST_CASE("arithmetic promotes as in C++", "[number]") {
    detail::for_each_fp_type([]<typename S>() {
        detail::for_each_fp_type([]<typename T>() {
            using common = std::conditional_t<(detail::fp_type_of<S> < detail::fp_type_of<T>), T, S>;
            if constexpr (std::is_floating_point_v<S> && std::is_floating_point_v<T>)
                STATIC_REQUIRE(std::is_same_v<common, decltype(S() + T())>);
            const S x = S(7) / 3;
            const T y = T(2) / 9;
            const auto a = static_cast<common>(x), b = static_cast<common>(y);
            CHECK(detail::identical(number(x) + number(y), number(a + b)));
            CHECK(detail::identical(number(x) - number(y), number(a - b)));
            CHECK(detail::identical(number(x) * number(y), number(a * b)));
            CHECK(detail::identical(number(x) / number(y), number(a / b)));
        });
        CHECK(detail::identical(-number(S(0)), number(-S(0))));
        CHECK(detail::identical(+number(S(3)), number(S(3))));
        CHECK(detail::identical(exp(number(S(1))), number(detail::fp::exp(S(1)))));
        CHECK(detail::identical(sqrt(number(S(2))), number(detail::fp::sqrt(S(2)))));
    });
}

TEST_CASE("equality, order, hash and identity agree", "[number]") {
    const auto all = zoo();
    for (const auto &a : all) {
        for (const auto &b : all) {
            CAPTURE(a, b);
            CHECK((a == b) == (b == a));
            CHECK(int(a < b) + int(b < a) + int(a == b) == 1);
            CHECK((a != b) == !(a == b));
            if (a == b)
                CHECK(std::hash<number>{}(a) == std::hash<number>{}(b));
            if (detail::identical(a, b))
                CHECK(a == b);
            for (const auto &c : all)
                if (a < b && b < c && !(a < c))
                    FAIL_CHECK("the order is not transitive");
        }
    }
    CHECK(number(1.) != number(1.f));
    CHECK(number(0.) == number(-0.));
    CHECK_FALSE(detail::identical(number(0.), number(-0.)));
    CHECK(number(nan_of<double>) == number(-nan_of<double>));
    CHECK_FALSE(detail::identical(number(nan_of<double>), number(-nan_of<double>)));
    CHECK(number(nan_of<double>) != number(nan_of<float>));
    CHECK(number(std::numeric_limits<float>::infinity()) < number(nan_of<float>));
    CHECK(number(5.f) < number(1.));
    CHECK(std::hash<number>{}(number(1.5)) == std::hash<double>{}(1.5));
}

TEST_CASE("questions to a number", "[number]") {
    detail::for_each_fp_type([]<typename T>() {
        CHECK(is_zero(number(T(0))));
        CHECK(is_zero(number(-T(0))));
        CHECK(is_one(number(T(1))));
        CHECK(is_negative_one(number(T(-1))));
        CHECK(is_negative(number(-std::numeric_limits<T>::denorm_min())));
        CHECK_FALSE(is_negative(number(-T(0))));
        CHECK_FALSE(is_zero(number(nan_of<T>)));
        CHECK_FALSE(is_negative(number(nan_of<T>)));
    });
}

TEST_CASE("binomial coefficients obey Pascal's rule", "[number]") {
    detail::for_each_fp_type([]<typename T>() {
        const auto of = [](int n, int k) { return std::get<T>(binomial(number(T(n)), number(T(k))).value()); };
        for (int n = -9; n <= 20; ++n) {
            for (int k = 1; k <= 12; ++k) {
                CAPTURE(n, k);
                CHECK(of(n, k) == of(n - 1, k - 1) + of(n - 1, k));
            }
        }
        CHECK(of(0, 0) == 1);
        CHECK(of(3, -1) == 0);
        CHECK(of(3, 5) == 0);
        const T big = std::numeric_limits<T>::max();
        CHECK(binomial(number(big), number(T(1))) == number(big));
        CHECK_FALSE(
            detail::fp::isfinite(std::get<T>(binomial(number(big), number(detail::fp::floor(big / 2))).value())));
        CHECK_THROWS_AS(binomial(number(T(1.5)), number(T(1))), std::invalid_argument);
        CHECK_THROWS_AS(binomial(number(nan_of<T>), number(T(1))), std::invalid_argument);
    });
    CHECK_THROWS_AS(binomial(number(2.), number(1.f)), std::invalid_argument);
    CHECK_THROWS_WITH(nextafter(number(2.), number(1.f)), Catch::Matchers::ContainsSubstring("a double and a float"));
    CHECK(nextafter(number(1.f), number(2.f)) == number(std::nextafter(1.f, 2.f)));
}

TEST_CASE("text is the shortest that is exact, and independent of locales", "[number]") {
    CHECK(text_of(number(1.1)) == "1.1");
    CHECK(text_of(number(1.1 + 2.3e-16)) == "1.1000000000000003");
    CHECK(text_of(number(0.)) == "0.0");
    CHECK(text_of(number(-0.)) == "-0.0");
    CHECK(text_of(number(2.f)) == "2.0");
    CHECK(text_of(number(.1f)) == "0.1");
    CHECK(text_of(number(.1l)) == "0.1");
    CHECK(text_of(number(1e300)) == "1.0e+300");
    CHECK(text_of(number(-1.5e-30f)) == "-1.5e-30");
    CHECK(text_of(number(std::numeric_limits<double>::infinity())) == "inf");
    CHECK(text_of(number(nan_of<double>)) == "nan");
    for (const auto &x : zoo()) {
        const auto text = text_of(x);
        std::visit(
            [&](auto v) {
                if (detail::fp::isfinite(v)) {
                    decltype(v) back{};
                    if constexpr (std::is_floating_point_v<decltype(v)>) // whose from_chars refuses subnormal numbers
                        back = static_cast<decltype(v)>(std::strtold(text.c_str(), nullptr));
                    else
                        detail::fp::from_chars(text.data(), text.data() + text.size(), back);
                    CHECK(back == v);
                    CHECK(text.find('.') != std::string::npos);
                }
            },
            x.value());
    }
    const auto german = std::locale(std::locale::classic(), new grouped_digits);
    std::ostringstream out;
    out.imbue(german);
    out << number(1234.5);
    CHECK(out.str() == "1234.5");
    const auto before = std::locale::global(german);
    const auto text = text_of(number(1234.5));
    std::locale::global(before);
    CHECK(text == "1234.5");
}

TEST_CASE("functions of numbers keep the type or take the common one", "[number]") {
    CHECK(detail::identical(detail::map(number(4.f), [](auto x) { return detail::fp::sqrt(x); }), number(2.f)));
    CHECK(detail::identical(detail::map(number(2.f), number(3.l), [](auto x, auto y) { return detail::fp::pow(x, y); }),
                            number(8.l)));
    CHECK(detail::number_as<float>(number(.1)) == .1f);
    number a(1.), b(2.f);
    swap(a, b);
    CHECK(a == number(2.f));
    CHECK(b == number(1.));
}
