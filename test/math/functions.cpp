// SPDX-License-Identifier: MPL-2.0
// Laws that every rule of the registry obeys: folding, text, and derivatives against differences.
// covers: sin, cos, tan, exp, log, tanh, time
#include <cmath>
#include <random>
#include <sstream>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"

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
        if (rule->value == nullptr) {
            continue;
        }
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
    detail::for_each_fp_type([]<typename T>() {
        volatile T hidden = T(.7); // from the compiler, which would round correctly where the library does not
        const T v = hidden;
        const expression x(v);
        CHECK(sin(x) == expression(std::sin(v)));
        CHECK(cos(x) == expression(std::cos(v)));
        CHECK(tan(x) == expression(std::tan(v)));
        CHECK(exp(x) == expression(std::exp(v)));
        CHECK(log(x) == expression(std::log(v)));
        CHECK(tanh(x) == expression(std::tanh(v)));
    });
    CHECK(sqrt(2_dbl) == expression(std::sqrt(2.)));
}

TEST_CASE("gradients agree with differences", "[math]") {
    std::mt19937 generator(1);
    for (const auto *rule : function_registry()) {
        const auto n = arity_of(*rule);
        if (rule->value == nullptr) {
            continue;
        }
        CAPTURE(rule->name);
        std::vector<expression> args;
        for (std::size_t i = 0; i < n; ++i) {
            args.emplace_back("x" + std::to_string(i));
        }
        const auto ex = call(*rule, args);
        const auto gradient = std::get<func>(ex.value()).gradient();
        REQUIRE(gradient.size() == n);
        for (int sample = 0; sample < 20; ++sample) {
            test::surroundings<long double> at;
            for (std::size_t i = 0; i < n; ++i) {
                at.variables["x" + std::to_string(i)] = (1 + generator() % 1000) / 1000.l;
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
}

TEST_CASE("the gradient of a product of many factors stays small", "[math]") {
    std::vector<expression> factors;
    for (int i = 0; i < 2000; ++i) {
        factors.emplace_back("x" + std::to_string(i));
    }
    const auto gradient = std::get<func>(prod(factors).value()).gradient();
    test::surroundings<long double> at;
    for (int i = 0; i < 2000; ++i) {
        at.variables["x" + std::to_string(i)] = i % 2 == 0 ? 2 : .5l;
    }
    for (std::size_t i = 0; i < gradient.size(); i += 100) {
        CHECK(test::evaluate(gradient[i], at) == 1 / at.variables["x" + std::to_string(i)]);
    }
}
