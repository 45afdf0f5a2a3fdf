// SPDX-License-Identifier: MPL-2.0
// Quadruple precision: functions of generated code against 400 bits, text, conversions.
// covers: decimal, long_kepler
#include <brook/number/float128.hpp>

#ifdef BROOK_HAS_QUADMATH

#include <clocale>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>

#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <fmt/format.h>

#include <brook/number/fp_functions.hpp>
#include <brook/number/math_library.hpp>

#include "test/support/catch.hpp"

using boost::multiprecision::float128;
using brook::dd;
using namespace brook::detail;

namespace {

using exact = boost::multiprecision::number<
    boost::multiprecision::cpp_bin_float<400, boost::multiprecision::digit_base_2, void, std::int32_t>,
    boost::multiprecision::et_off>;
using limits = std::numeric_limits<float128>;

// In units of 2^-113 of the exact value.
double error(const float128 &x, const exact &y) {
    if (y == 0)
        return x == 0 ? 0 : std::numeric_limits<double>::infinity();
    return static_cast<double>(abs(exact(x) / y - 1) * exact(0x1p113));
}

struct numbers {
    std::mt19937_64 bits{1};

    // Of all digits.
    float128 between(double low, double high) {
        return std::uniform_real_distribution<>(low, high)(bits) +
               ldexp(float128(std::uniform_real_distribution<>(-1, 1)(bits)), -52);
    }
    float128 of_size(int exponent) { return ldexp(between(1, 2), exponent) * (bits() % 2 == 0 ? 1 : -1); }
};

float128 from(const std::string &text) { return float128_from_text(text); }

template <typename... Ts>
float128 called(const char *name, const Ts &...x) {
    return math_library::call<float128>(name, false, x...);
}

} // namespace

TEST_CASE("Functions of quadruple precision are right to 113 digits", "[float128]") {
    numbers random;
    const auto check = [&](const char *name, const exact &reference, const auto &...x) {
        INFO(name);
        CHECK(error(called(name, x...), reference) <= 4.); // atanh of libquadmath: 3.3
    };
    for (int i = 0; i < 300; ++i) {
        const float128 x = random.between(-1, 1), y = random.between(-20, 20), z = random.between(1, 1e6);
        const exact a(x), b(y), c(z);
        check("acos", acos(a), x);
        check("asin", asin(a), x);
        check("atan", atan(b), y);
        check("atan2", atan2(a, b), x, y);
        check("cos", cos(b), y);
        check("sin", sin(b), y);
        check("tan", tan(b), y);
        check("cosh", cosh(b), y);
        check("sinh", sinh(b), y);
        check("tanh", tanh(b), y);
        check("exp", exp(b), y);
        check("log", log(c), z);
        check("erf", boost::math::erf(a), x);
        check("pow", pow(c, a), z, x);
        check("sqrt", sqrt(c), z);
        // Identities, because the functions of the reference cancel near their zeros.
        check("acosh", log(c + sqrt(c * c - 1)), z);
        check("asinh", (b < 0 ? -1 : 1) * log(abs(b) + sqrt(b * b + 1)), y);
        check("atanh", log((1 + a) / (1 - a)) / 2, x);
    }
    CHECK(error(fp::pi<float128>, 4 * atan(exact(1))) <= 1);
    CHECK(error(fp::inv_sqrtpi<float128>, 1 / sqrt(4 * atan(exact(1)))) <= 1);
}

TEST_CASE("Kepler's equation is solved in quadruple precision, next to parabolas, too", "[float128]") {
    for (const char *e : {"0", "0.1", "0.9", "0.999999999999999", "0.99999999999999999999999999999999"})
        for (const char *m : {"1e-30", "1e-10", "0.01", "1", "3.1", "-2.5", "1e8"}) {
            CAPTURE(e, m);
            const exact a(called("kepE", from(e), from(m))), slope = 1 - exact(from(e)) * cos(a);
            CHECK(abs((a - exact(from(e)) * sin(a) - exact(from(m))) / slope) <= exact(0x1p-112) * abs(a));
        }
    const float128 h = from("0.3"), k = from("0.4");
    const exact f(called("kepF", h, k, float128(2))), de(called("kepDE", h, k, float128(2)));
    CHECK(error(float128(2), f + exact(h) * cos(f) - exact(k) * sin(f)) < 4);
    CHECK(error(float128(2), de + exact(h) * (1 - cos(de)) - exact(k) * sin(de)) < 4);
    CHECK(isnan(called("kepE", float128(1), float128(1))));
    CHECK(isnan(called("kepE", float128(-.1), float128(1))));
    CHECK(isnan(called("kepDE", float128(1), float128(0), float128(0))));
    CHECK(called("kepDE", float128(0), float128(.5), float128(0)) == 0);
}

TEST_CASE("Numbers of quadruple precision have text that reads back, in any locale", "[float128]") {
    CHECK(float128_to_string(from("0.1")) == "0.1");
    CHECK(float128_to_string(float128(1) / 3).substr(0, 35) == "0.333333333333333333333333333333333");
    CHECK(float128_to_string(from("-1e4000")) == "-1e+4000");
    CHECK(float128_to_string(float128(0x1p100)) == "1267650600228229401496703205376");
    CHECK(float128_to_string(float128(-0.)) == "-0");
    CHECK(float128_to_string(limits::infinity()) == "inf");
    CHECK(float128_to_string(limits::quiet_NaN()) == "nan");
    CHECK(fmt::format("{:>5}", float128(1.5)) == "  1.5");

    numbers random;
    for (int i = 0; i < 300; ++i) {
        const auto x = random.of_size(i % 3 == 0 ? 55 * (i - 150) : i - 150);
        CHECK(from(float128_to_string(x)) == x);
    }
    for (const float128 &x : {limits::denorm_min(), 3 * limits::denorm_min(), limits::min(), limits::max(),
                              limits::lowest(), 1 - limits::epsilon() / 2, 1 + limits::epsilon()})
        CHECK(from(float128_to_string(x)) == x);
    // A number halfway between two is rounded to the even one.
    const auto halfway = exact(1) + ldexp(exact(1), -113);
    CHECK(from(halfway.str(150)) == 1);
    CHECK(from(exact(halfway + ldexp(exact(1), -112)).str(150)) == 1 + 2 * limits::epsilon());
    CHECK(from(exact(halfway + ldexp(exact(1), -390)).str(150)) == 1 + limits::epsilon());

    CHECK_THROWS_AS(from("1e5000"), std::out_of_range);
    CHECK_THROWS_AS(from("-1e-5000"), std::out_of_range);
    CHECK_THROWS_AS(from("1e99999999999999999999"), std::out_of_range);
    CHECK_THROWS_AS(from("one"), std::invalid_argument);
    CHECK_THROWS_AS(from("1 "), std::invalid_argument);
    CHECK_THROWS_AS(from(""), std::invalid_argument);
}

TEST_CASE("dd and quadruple precision convert into each other", "[float128]") {
    const dd tenth("0.1");
    CHECK(dd(static_cast<float128>(tenth)) == tenth);
    CHECK(error(static_cast<float128>(tenth), exact(tenth.hi()) + exact(tenth.lo())) == 0);
    const dd rounded(from("0.1"));
    CHECK(abs(rounded - tenth) <= dd(0x1p-109));
    CHECK(std::isinf(dd(limits::max()).hi()));
    CHECK(isnan(dd(limits::quiet_NaN())));
}

#endif
