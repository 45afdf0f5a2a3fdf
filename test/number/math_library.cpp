// SPDX-License-Identifier: MPL-2.0
// The math library that generated code calls: accuracy, symbols, and agreement of its two families on special values.
// covers: math_library_version
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>

#include <brook/number/math_library.hpp>

#include "test/support/catch.hpp"

using namespace brook::detail;

namespace {

// Units in the last place of the type between a value and the same computed in long double.
template <typename T>
double ulps(T value, long double exact) {
    const auto rounded = static_cast<T>(exact);
    const auto ulp = std::nextafter(std::abs(rounded), std::numeric_limits<T>::infinity()) - std::abs(rounded);
    return static_cast<double>(std::abs(static_cast<long double>(value) - exact) / ulp);
}

} // namespace

TEMPLATE_TEST_CASE("functions are accurate to 1 ulp", "[number]", float, double) {
    struct row {
        const char *name;
        long double (*exact)(long double);
        double from, to;
    };
    const row rows[] = {
        {"sin", [](long double x) { return std::sin(x); }, -50, 50},
        {"cos", [](long double x) { return std::cos(x); }, -50, 50},
        {"tan", [](long double x) { return std::tan(x); }, -1.5, 1.5},
        {"exp", [](long double x) { return std::exp(x); }, -20, 20},
        {"log", [](long double x) { return std::log(x); }, 1e-3, 1e3},
        {"tanh", [](long double x) { return std::tanh(x); }, -5, 5},
        {"asin", [](long double x) { return std::asin(x); }, -1, 1},
        {"acos", [](long double x) { return std::acos(x); }, -1, 1},
        {"atan", [](long double x) { return std::atan(x); }, -50, 50},
        {"erf", [](long double x) { return std::erf(x); }, -5, 5},
        {"sinh", [](long double x) { return std::sinh(x); }, -20, 20},
        {"cosh", [](long double x) { return std::cosh(x); }, -20, 20},
        {"asinh", [](long double x) { return std::asinh(x); }, -50, 50},
        {"acosh", [](long double x) { return std::acosh(x); }, 1, 50},
        {"atanh", [](long double x) { return std::atanh(x); }, -.999, .999},
    };
    for (const auto &r : rows) {
        for (int i = 0; i <= 1000; ++i) {
            const auto x = static_cast<TestType>(r.from + (r.to - r.from) * i / 1000.);
            for (const bool fused : {false, true}) {
                INFO(r.name << '(' << x << ')');
                // SLEEF states 1.0 ulp; the rounding of the reference is far below what is added here.
                CHECK(ulps(math_library::call<TestType>(r.name, fused, x), r.exact(x)) < 1.001);
            }
        }
    }
}

TEST_CASE("powers, special values and long double", "[number]") {
    const double inf = std::numeric_limits<double>::infinity();
    for (const bool fused : {false, true}) {
        CHECK(ulps(math_library::call<double>("pow", fused, 3., 2.7), std::pow(3.L, (long double)2.7)) < 1.001);
        CHECK(math_library::call<double>("exp", fused, -inf) == 0);
        CHECK(std::isnan(math_library::call<double>("log", fused, -1.)));
        CHECK(math_library::call<double>("log", fused, 0.) == -inf);
        CHECK(math_library::call<double>("tanh", fused, inf) == 1);
        CHECK(math_library::call<double>("erf", fused, -inf) == -1);
        CHECK(math_library::call<double>("atanh", fused, 1.) == inf);
        CHECK(math_library::call<double>("acosh", fused, 1.) == 0);
        CHECK(std::isnan(math_library::call<double>("acosh", fused, .5)));
        CHECK(std::isnan(math_library::call<double>("asin", fused, 1.5)));
        CHECK(math_library::call<double>("sinh", fused, -inf) == -inf);
        for (int i = 0; i < 64; ++i) { // all around, the signs of zero included
            const double y = std::sin(i * .1), x = std::cos(i * .1);
            CHECK(ulps(math_library::call<double>("atan2", fused, y, x), std::atan2((long double)y, (long double)x)) <
                  1.001);
        }
        for (const double zero : {0., -0.}) {
            CHECK(math_library::call<double>("atan2", fused, zero, -1.) == std::atan2(zero, -1.));
            CHECK(std::signbit(math_library::call<double>("atan2", fused, zero, 1.)) == std::signbit(zero));
        }
    }
}

TEST_CASE("long double has the functions of the C++ library", "[number]") {
    const auto name = math_library::symbol_name("sin", fp_type::f80, false);
    CHECK(name == "brook_sin_f80");
    const auto symbols = math_library::symbols();
    const auto it = std::find_if(symbols.begin(), symbols.end(), [&](const auto &s) { return s.name == name; });
    REQUIRE(it != symbols.end());
    const auto sine = reinterpret_cast<long double (*)(long double)>(const_cast<void *>(it->address));
    volatile long double x = .7L; // from the compiler, which would round correctly where the library does not
    CHECK(sine(x) == std::sin(x));
    CHECK(math_library::call<long double>("sin", true, x) == std::sin(x));
    CHECK(math_library::call<long double>("pow", true, x, 2.7L) == std::pow(x, 2.7L));
}

TEST_CASE("symbols are unique and unknown functions refused", "[number]") {
    std::set<std::string> names;
    for (const auto &s : math_library::symbols()) {
        CHECK(s.address != nullptr);
        CHECK(names.insert(s.name).second);
    }
    CHECK(names.contains(math_library::symbol_name("sin", fp_type::f64, true)));
    CHECK_THROWS_AS(math_library::symbol_name("nonsense", fp_type::f64, true), std::invalid_argument);
    CHECK_THROWS_AS(math_library::call<double>("pow", true, 1.), std::invalid_argument);
}

TEST_CASE("solutions of Kepler's equation are the same in both families, one number at a time", "[number]") {
    for_each_fp_type([]<typename T>() {
        for (const bool fused : {false, true}) {
            CHECK(math_library::call<T>("kepE", fused, T(.5), T(2)) ==
                  math_library::call<T>("kepE", false, T(.5), T(2)));
            CHECK(math_library::call<T>("kepF", fused, T(0), T(.5), T(2)) ==
                  math_library::call<T>("kepE", fused, T(.5), T(2)));
            CHECK(math_library::call<T>("kepDE", fused, T(0), T(.5), T(2)) ==
                  math_library::call<T>("kepE", fused, T(.5), T(2)));
        }
    });
    for (const char *name : {"kepE", "kepF", "kepDE"})
        CHECK_FALSE(math_library::has_vectors(name));
    for (const char *name : {"sin", "pow"})
        CHECK(math_library::has_vectors(name));
    CHECK_THROWS_AS(math_library::has_vectors("nonsense"), std::invalid_argument);
    CHECK_THROWS_AS(math_library::call<double>("kepE", true, .5, .5, .5), std::invalid_argument);
    CHECK_THROWS_AS(math_library::call<double>("kepF", true, .5, .5), std::invalid_argument);
}

TEST_CASE("the version is that of SLEEF", "[number]") {
    const auto version = math_library::version();
    CHECK(version.starts_with("sleef 3."));
    CHECK(version.find(" u10 deterministic, longer numbers of ") != version.npos);
}
