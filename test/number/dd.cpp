// SPDX-License-Identifier: MPL-2.0
// Double-double numbers: arithmetic and functions against 300 bits, text, conversions, order.
// covers: dd_functions
#include <brook/number/dd.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unordered_set>

#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <fmt/format.h>

#include "test/support/catch.hpp"

using brook::dd;

namespace {

using exact = boost::multiprecision::number<
    boost::multiprecision::cpp_bin_float<400, boost::multiprecision::digit_base_2, void, std::int32_t>,
    boost::multiprecision::et_off>;

exact value_of(dd x) { return exact(x.hi()) + exact(x.lo()); }

bool is_normalised(dd x) { return x.hi() + x.lo() == x.hi(); }

// In units of 2^-106 of the exact value.
double error(dd x, const exact &y) {
    if (y == 0)
        return x == 0 ? 0 : std::numeric_limits<double>::infinity();
    return static_cast<double>(abs(value_of(x) / y - 1) * exact(0x1p106));
}

struct numbers {
    std::mt19937_64 bits{1};

    double one_to_two() { return std::uniform_real_distribution<>(1, 2)(bits); }
    int exponent(int most) { return std::uniform_int_distribution<>(-most, most)(bits); }
    double sign() { return bits() % 2 == 0 ? 1 : -1; }
    dd operator()(int most_exponent) {
        const double high = sign() * std::ldexp(one_to_two(), exponent(most_exponent));
        // Sometimes with a gap between the halves, or nothing in the lower one.
        const auto kind = bits() % 8;
        const double low = kind == 0 ? 0 : std::ldexp(high, kind == 1 ? -80 : -54) * sign() * (one_to_two() - 1);
        return dd::normalised(high, low);
    }
    dd between(double low, double high) {
        const double x = std::uniform_real_distribution<>(low, high)(bits);
        return dd::normalised(x, std::ldexp(x, -54) * sign() * (one_to_two() - 1));
    }
};

} // namespace

TEST_CASE("The arithmetic of double-double numbers keeps the bounds of its algorithms", "[dd]") {
    numbers random;
    for (int i = 0; i < 20000; ++i) {
        const dd x = random(i % 2 == 0 ? 3 : 200), y = random(i % 2 == 0 ? 3 : 200), z = random(3);
        const exact a = value_of(x), b = value_of(y), c = value_of(z);
        // Bounds in u^2.
        CHECK(error(x + y, a + b) <= 3.01);
        CHECK(error(x - y, a - b) <= 3.01);
        CHECK(error(x * y, a * b) <= 7.01);
        CHECK(error(x / y, a / b) <= 15.01);
        CHECK(error(sqrt(abs(x)), sqrt(abs(a))) <= 4.01);
        const exact size = abs(a * b) + abs(c);
        CHECK(abs(value_of(fma(x, y, z)) - (a * b + c)) <= 12 * size * exact(0x1p-106));
        for (const dd r : {x + y, x - y, x * y, x / y, sqrt(abs(x)), fma(x, y, z)})
            CHECK(is_normalised(r));
    }
    // Where the upper halves cancel, nothing is lost.
    const dd x(1, 0x1p-60), y(-1, 0x1p-70);
    CHECK(x + y == dd(0x1p-60 + 0x1p-70));
    CHECK(x - x == 0);
}

TEST_CASE("Double-double functions are right to 106 digits", "[dd]") {
    numbers random;
    const auto check = [&](const char *name, dd value, const exact &reference) {
        INFO(name);
        CHECK(error(value, reference) <= 2.);
        CHECK(is_normalised(value));
    };
    for (int i = 0; i < 300; ++i) {
        const dd x = random.between(-1, 1), y = random.between(-20, 20), z = random.between(1, 1e6);
        const exact a = value_of(x), b = value_of(y), c = value_of(z);
        check("acos", acos(x), acos(a));
        check("asin", asin(x), asin(a));
        check("atan", atan(y), atan(b));
        check("atan2", atan2(x, y), atan2(a, b));
        check("cos", cos(y), cos(b));
        check("sin", sin(y), sin(b));
        check("tan", tan(y), tan(b));
        check("cosh", cosh(y), cosh(b));
        check("sinh", sinh(y), sinh(b));
        check("tanh", tanh(y), tanh(b));
        check("exp", exp(y), exp(b));
        check("expm1", expm1(y), exp(b) - 1);
        check("log", log(z), log(c));
        check("log1p", log1p(z), log(1 + c));
        check("erf", erf(x), boost::math::erf(a));
        check("pow", pow(z, x), pow(c, a));
        // Identities, because the functions of the reference cancel near their zeros.
        check("acosh", acosh(z), log(c + sqrt(c * c - 1)));
        check("asinh", asinh(y), (b < 0 ? -1 : 1) * log(abs(b) + sqrt(b * b + 1)));
        check("atanh", atanh(x), log((1 + a) / (1 - a)) / 2);
    }
    check("sin", sin(std::numbers::pi_v<dd>), sin(value_of(std::numbers::pi_v<dd>)));
    check("sin", sin(dd(1e22)), sin(exact(1e22)));
    check("pi", std::numbers::pi_v<dd>, 4 * atan(exact(1)));
    check("log2e", std::numbers::log2e_v<dd>, 1 / log(exact(2)));
    check("inv_sqrtpi", std::numbers::inv_sqrtpi_v<dd>, 1 / sqrt(4 * atan(exact(1))));
    // Kepler's equation, next to parabolas, too.
    for (const char *e : {"0", "0.1", "0.9", "0.999999999999999", "0.99999999999999999999999999999"})
        for (const char *m : {"1e-30", "1e-10", "0.01", "1", "3.1", "-2.5", "1e8"}) {
            CAPTURE(e, m);
            const dd x = kepE(dd(e), dd(m));
            const exact a = value_of(x), slope = 1 - value_of(dd(e)) * cos(a);
            CHECK(abs((a - value_of(dd(e)) * sin(a) - value_of(dd(m))) / slope) <= exact(0x1p-105) * abs(a));
        }
    const dd f = kepF(dd("0.3"), dd("0.4"), dd(2)), de = kepDE(dd("0.3"), dd("0.4"), dd(2));
    CHECK(error(f, 2 - exact(value_of(dd("0.3")) * cos(value_of(f))) + value_of(dd("0.4")) * sin(value_of(f))) < 4);
    CHECK(error(de + dd("0.3") * (1 - cos(de)) - dd("0.4") * sin(de), exact(2)) < 20);
    CHECK(isnan(kepE(dd(1), dd(1))));
    CHECK(isnan(kepE(dd(-.1), dd(1))));
    CHECK(isnan(kepDE(dd(1), dd(0), dd(0))));
    CHECK(kepDE(dd(0), dd(.5), dd(0)) == 0);
    CHECK(fmod(dd(7.5), dd(-2)) == 1.5);
    CHECK(log2(dd(0x1p-900)) == -900);
    CHECK(exp2(dd(-900)) == 0x1p-900);
}

TEST_CASE("Double-double numbers have text that reads back", "[dd]") {
    CHECK(to_string(dd("0.1")) == "0.1");
    CHECK(to_string(dd(1) / dd(3)).substr(0, 33) == "0.3333333333333333333333333333333");
    CHECK(to_string(dd("-1e300")) == "-1e+300");
    CHECK(to_string(dd(0x1p100)) == "1267650600228229401496703205376");
    CHECK(to_string(dd(1e10)) == "10000000000");
    CHECK(to_string(dd("0.00012345678901234567890123456789")) == "0.00012345678901234567890123456789");
    CHECK(to_string(dd(-0.)) == "-0");
    CHECK(to_string(std::numeric_limits<dd>::infinity()) == "inf");
    CHECK(to_string(std::numeric_limits<dd>::quiet_NaN()) == "nan");
    CHECK(fmt::format("{:>5}", dd(1.5)) == "  1.5");

    numbers random;
    for (int i = 0; i < 500; ++i) {
        const dd x = random(i % 3 == 0 ? 900 : 40);
        CHECK(dd(to_string(x)) == x);
    }
    // The smallest numbers, the largest, and one whose halves are far from each other.
    using limits = std::numeric_limits<dd>;
    for (const dd x : {limits::denorm_min(), limits::min(), limits::max(), limits::lowest(), dd(1, 0x1p-300),
                       dd(1, -limits::denorm_min().hi())})
        CHECK(dd(to_string(x)) == x);

    std::stringstream stream;
    stream << std::numbers::pi_v<dd> << ' ' << dd(2) << " 1.x";
    dd x, y, z = 5;
    stream >> x >> y;
    CHECK(x == std::numbers::pi_v<dd>);
    CHECK(y == 2);
    CHECK_FALSE(stream >> z);
    CHECK(z == 5);

    CHECK_THROWS_AS(dd("1e999"), std::out_of_range);
    CHECK_THROWS_AS(dd("one"), std::invalid_argument);
    CHECK_THROWS_AS(dd("1 "), std::invalid_argument);
    CHECK_THROWS_AS(dd(""), std::invalid_argument);
}

TEST_CASE("Double-double numbers convert, compare and hash as numbers do", "[dd]") {
    const dd third = dd(1) / 3, nan = std::numeric_limits<dd>::quiet_NaN();
    CHECK(static_cast<double>(third) == 1. / 3);
    CHECK(static_cast<long double>(dd(1.L / 3)) == 1.L / 3);
    CHECK(dd(std::numeric_limits<std::uint64_t>::max()) + 1 == dd(0x1p64));
    CHECK(static_cast<std::uint64_t>(dd(0x1p64) - 1) == std::numeric_limits<std::uint64_t>::max());
    CHECK(static_cast<std::int64_t>(dd(-0x1p63)) == std::numeric_limits<std::int64_t>::min());
    CHECK(static_cast<int>(dd(-2.5)) == -2);

    CHECK(third > dd(1. / 3));
    CHECK(third < dd(1. / 3) + 1e-16);
    CHECK(third != dd(1. / 3));
    CHECK(dd(1, 0x1p-80) > 1);
    CHECK(dd(1, -0x1p-80) < 1);
    CHECK_FALSE(nan == nan);
    CHECK_FALSE(nan < 1);
    CHECK(dd(0.) == dd(-0.));
    CHECK(std::unordered_set<dd>{third, third, dd(1. / 3), dd(0.), dd(-0.)}.size() == 3);

    CHECK(floor(dd(3, -0x1p-80)) == 2);
    CHECK(ceil(dd(3, 0x1p-80)) == 4);
    CHECK(trunc(dd(-3, 0x1p-80)) == -2);
    CHECK(floor(dd(0x1p80, -.25)) == dd(0x1p80) - 1);
    CHECK(abs(dd(-1, 0x1p-80)) == dd(1, -0x1p-80));
    CHECK(ilogb(dd(8)) == 3);
    CHECK(ilogb(dd(8, -0x1p-80)) == 2);
    CHECK(fmax(nan, dd(1)) == 1);
    CHECK(fmin(dd(2), dd(1)) == 1);
    CHECK(copysign(dd(2), dd(-0.)) == -2);
}

TEST_CASE("Limits of double-double numbers are those of 106 digits", "[dd]") {
    using limits = std::numeric_limits<dd>;
    CHECK(nextafter(dd(1), dd(2)) == dd(1) + limits::epsilon());
    CHECK(nextafter(dd(1), dd(0)) == dd(1) - limits::epsilon() / 2);
    CHECK(nextafter(dd(0), dd(-1)) == -limits::denorm_min());
    CHECK(limits::lowest() == -limits::max());
    CHECK(dd(1) / 0. == limits::infinity());
    CHECK(dd(-1) / limits::infinity() == 0);
    CHECK(sqrt(dd(0)) == 0);
    CHECK(sqrt(limits::infinity()) == limits::infinity());
    CHECK(isnan(sqrt(dd(-1))));
    CHECK(isnan(dd(0) / dd(0)));
}
