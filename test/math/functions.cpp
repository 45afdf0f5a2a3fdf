// SPDX-License-Identifier: MPL-2.0
// Laws that every rule of the registry obeys: folding, text, and derivatives against differences.
// covers: sin, cos, tan, exp, log, tanh, time, asin, acos, atan, atan2, sinh, cosh, asinh, acosh, atanh, erf, sigmoid
// covers: kepE, kepF, kepDE
#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <sstream>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"
#include "test/support/types_with_code.hpp"

using namespace brook;

namespace {

std::size_t arity_of(const function_rule &rule) { return rule.arity == function_rule::any_number ? 3 : rule.arity; }

std::string text_of(const expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

} // namespace

TEST_CASE("functions of numbers are numbers of the common type", "[math]") {
    for (const auto *rule : function_registry()) {
        if (rule->value == nullptr)
            continue;
        CAPTURE(rule->name);
        detail::for_each_fp_type([&]<typename T>() {
            std::vector<expression> args(arity_of(*rule), expression(T(.75)));
            const auto folded = call(*rule, args);
            REQUIRE(detail::as_number(folded) != nullptr);
            CHECK(std::holds_alternative<T>(detail::as_number(folded)->value()));
            args[0] = "x"_var;
            CHECK(detail::as_func(call(*rule, args)) != nullptr);
        });
    }
}

TEST_CASE("values come from the C++ library, in every type", "[math]") {
    test::for_each_native_type([]<typename T>() {
        volatile T hidden = T(.7); // from the compiler, which would round correctly where the library does not
        const T v = hidden;
        const expression x(v);
        CHECK(sin(x) == expression(std::sin(v)));
        CHECK(cos(x) == expression(std::cos(v)));
        CHECK(tan(x) == expression(std::tan(v)));
        CHECK(exp(x) == expression(std::exp(v)));
        CHECK(log(x) == expression(std::log(v)));
        CHECK(tanh(x) == expression(std::tanh(v)));
        CHECK(asin(x) == expression(std::asin(v)));
        CHECK(acos(x) == expression(std::acos(v)));
        CHECK(atan(x) == expression(std::atan(v)));
        CHECK(sinh(x) == expression(std::sinh(v)));
        CHECK(cosh(x) == expression(std::cosh(v)));
        CHECK(asinh(x) == expression(std::asinh(v)));
        CHECK(acosh(1. + x) == expression(std::acosh(1. + v)));
        CHECK(atanh(x) == expression(std::atanh(v)));
        CHECK(erf(x) == expression(std::erf(v)));
        CHECK(sigmoid(x) == expression(1 / (1 + std::exp(-v))));
        CHECK(atan2(x, T(-2)) == expression(std::atan2(v, T(-2))));
        CHECK(atan2(T(-2), x) == expression(std::atan2(T(-2), v)));
        CHECK(atan2(x, expression(-2.L)) == expression(std::atan2((long double)v, -2.L)));
    });
    CHECK(sqrt(2_dbl) == expression(std::sqrt(2.)));
}

TEST_CASE("gradients agree with differences", "[math]") {
    std::mt19937 generator(1);
    for (const auto *rule : function_registry()) {
        const auto n = arity_of(*rule);
        if (rule->value == nullptr)
            continue;
        CAPTURE(rule->name);
        std::vector<expression> args;
        for (std::size_t i = 0; i < n; ++i)
            args.emplace_back("x" + std::to_string(i));
        const auto ex = call(*rule, args);
        const auto gradient = std::get<func>(ex.value()).gradient();
        REQUIRE(gradient.size() == n);
        for (int sample = 0; sample < 20; ++sample) {
            test::surroundings<long double> at;
            for (std::size_t i = 0; i < n; ++i) {
                const auto u = (1 + generator() % 950) / 1000.l;
                const bool of_kepler = rule->name.starts_with("kep"); // h^2 + k^2 < 1
                at.variables["x" + std::to_string(i)] = rule->name == "acosh" ? 1 + u : of_kepler ? .7l * u : u;
            }
            for (std::size_t i = 0; i < n; ++i) {
                const auto derivative = test::evaluate(gradient[i], at);
                const auto shifted = [&](long double h) {
                    auto there = at;
                    there.variables["x" + std::to_string(i)] += h;
                    return test::evaluate(ex, there);
                };
                const long double h = 1e-6l;
                CHECK(double(derivative) ==
                      Catch::Approx(double((shifted(h) - shifted(-h)) / (2 * h))).epsilon(1e-5).margin(1e-9));
            }
        }
    }
}

TEST_CASE("text of functions", "[math]") {
    const auto x = "x"_var;
    CHECK(text_of(sin(x)) == "sin(x)");
    CHECK(text_of(tanh(log(x))) == "tanh(log(x))");
    CHECK(text_of(brook::time) == "t");
    CHECK(text_of(exp(brook::time)) == "exp(t)");
    CHECK(text_of(acosh(asin(x))) == "acosh(asin(x))");
    CHECK(text_of(sigmoid(erf(x))) == "sigmoid(erf(x))");
    CHECK(text_of(atan2("y"_var, x)) == "atan2(y, x)");
}

TEST_CASE("special values", "[math]") {
    const double inf = std::numeric_limits<double>::infinity();
    const auto value = [](const expression &ex) { return detail::number_as<double>(*detail::as_number(ex)); };
    CHECK(value(sigmoid(expression(-inf))) == 0);
    CHECK(value(sigmoid(expression(inf))) == 1);
    CHECK(value(sigmoid(expression(-800.))) == 0);
    CHECK(value(sigmoid(0_dbl)) == .5);
    CHECK(value(erf(expression(inf))) == 1);
    CHECK(value(atan(expression(-inf))) == -std::acos(0.));
    CHECK(value(acosh(1_dbl)) == 0);
    CHECK(std::isnan(value(acosh(expression(.5)))));
    CHECK(std::isnan(value(asin(expression(1.5)))));
    CHECK(value(atanh(1_dbl)) == inf);
    CHECK(value(atan2(expression(-0.), -1.)) == std::atan2(-0., -1.));
    CHECK(std::isnan(value(erf(expression(std::nan(""))))));
}

TEST_CASE("Kepler's equation of circles, of numbers, and of some numbers", "[math]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    CHECK(kepE(0., x) == x);
    CHECK(kepE(expression(-0.L), x) == x);
    CHECK(kepF(0., 0.f, x) == x);
    CHECK(kepDE(0_dbl, 0., x) == x);
    CHECK(detail::as_func(kepF(0., x, y)) != nullptr);
    CHECK(detail::as_func(kepDE(x, 0., y)) != nullptr);
    CHECK(kepE(.5, x) == kepE(expression(.5), x));
    CHECK(kepE(x, .5f) == kepE(x, expression(.5f)));
    CHECK(kepF(.1, x, .2L) == kepF(expression(.1), x, expression(.2L)));
    CHECK(kepDE(x, y, .5) == kepDE(x, y, expression(.5)));
    // Substitution folds, too.
    CHECK(subs(kepE(x, y), {{"x", 0_dbl}}) == y);
    CHECK(subs(kepF(x, z, y), {{"x", 0_dbl}, {"z", 0_dbl}}) == y);
    CHECK(text_of(kepDE(x, y, z)) == "kepDE(x, y, z)");

    const auto value = [](const expression &ex) { return detail::number_as<long double>(*detail::as_number(ex)); };
    const auto e = value(kepE(.5_ldbl, 1.25_dbl)), f = value(kepF(.5_dbl, -.25_dbl, 1.25_ldbl)),
               d = value(kepDE(.5_dbl, -.25_ldbl, 1.25_dbl));
    const auto eps = std::numeric_limits<long double>::epsilon();
    CHECK(std::abs(e - .5l * std::sin(e) - 1.25l) <= 4 * eps);
    CHECK(std::abs(f + .5l * std::cos(f) + .25l * std::sin(f) - 1.25l) <= 4 * eps);
    CHECK(std::abs(d + .5l * (1 - std::cos(d)) + .25l * std::sin(d) - 1.25l) <= 4 * eps);
    CHECK(value(kepE(0_dbl, 3_dbl)) == 3);
    for (const double outside : {-.1, 1., std::nan("")})
        CHECK(std::isnan(value(kepE(expression(outside), 1_dbl))));
    CHECK(std::isnan(value(kepF(.8_dbl, .7_dbl, 1_dbl))));
    CHECK(std::isnan(value(kepDE(.8_dbl, .7_dbl, 1_dbl))));
}

TEST_CASE("the gradient of the error function is accurate in every type", "[math]") {
    const auto gradient = std::get<func>(erf("x"_var).value()).gradient()[0];
    const test::surroundings<long double> at{{{"x", 1.25l}}, {}, 0};
    const auto exact = 2 * std::numbers::inv_sqrtpi_v<long double> * std::exp(-1.25l * 1.25l);
    CHECK(std::abs(test::evaluate(gradient, at) - exact) <= 4 * std::numeric_limits<long double>::epsilon() * exact);
}

TEST_CASE("the gradient of a product of many factors stays small", "[math]") {
    std::vector<expression> factors;
    for (int i = 0; i < 2000; ++i)
        factors.emplace_back("x" + std::to_string(i));
    const auto gradient = std::get<func>(prod(factors).value()).gradient();
    test::surroundings<long double> at;
    for (int i = 0; i < 2000; ++i)
        at.variables["x" + std::to_string(i)] = i % 2 == 0 ? 2 : .5l;
    for (std::size_t i = 0; i < gradient.size(); i += 100)
        CHECK(test::evaluate(gradient[i], at) == 1 / at.variables["x" + std::to_string(i)]);
}
