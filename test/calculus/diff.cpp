// SPDX-License-Identifier: MPL-2.0
// Derivatives against differences, and what they share.
#include <cmath>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

// Two steps of central differences, and whether they agree: random expressions have poles.
struct difference {
    long double value, error;
};

template <typename Shift>
difference central(const expression &ex, const test::surroundings<long double> &at, Shift shift) {
    const auto slope = [&](long double h) {
        auto left = at, right = at;
        shift(left, -h);
        shift(right, h);
        return (test::evaluate(ex, right) - test::evaluate(ex, left)) / (2 * h);
    };
    const long double coarse = slope(2e-5l), fine = slope(1e-5l);
    return {(4 * fine - coarse) / 3, std::abs(fine - coarse)};
}

} // namespace

TEST_CASE("random derivatives agree with differences", "[diff]") {
    test::random_expressions random(10);
    int compared = 0;
    for (int i = 0; i < 300; ++i) {
        const auto ex = random(7);
        const test::surroundings<long double> at{{{"x", .6l}, {"y", .8l}, {"z", 1.3l}}, {.7l, 1.1l}, .9l};
        const auto compare = [&](const expression &derivative, const difference &d) {
            const auto value = test::evaluate(derivative, at);
            if (std::isfinite(d.value) && d.error < 1e-6l * (1 + std::abs(d.value))) {
                CAPTURE(ex, derivative);
                CHECK(double(value) == Catch::Approx(double(d.value)).epsilon(1e-7).margin(1e-7));
                ++compared;
            }
        };
        compare(diff(ex, "x"), central(ex, at, [](auto &s, long double h) { s.variables["x"] += h; }));
        compare(diff(ex, y), central(ex, at, [](auto &s, long double h) { s.variables["y"] += h; }));
        compare(diff(ex, param(0)), central(ex, at, [](auto &s, long double h) { s.pars[0] += h; }));
        compare(diff(ex, par[1]), central(ex, at, [](auto &s, long double h) { s.pars[1] += h; }));
    }
    CHECK(compared > 400);
}

TEST_CASE("derivatives of leaves", "[diff]") {
    CHECK(diff(x, "x") == 1_dbl);
    CHECK(diff(x, "y") == 0_dbl);
    CHECK(diff(par[1], par[1]) == 1_dbl);
    CHECK(diff(par[1], param(0)) == 0_dbl);
    CHECK(diff("p0"_var, par[0]) == 0_dbl);
    CHECK(diff(3_flt, "x") == 0_flt);
    CHECK(diff(3_ldbl, x) == 0_ldbl);
    CHECK(diff(brook::time, x) == 0_dbl);
    CHECK(diff(sin(brook::time) * y, x) == 0_dbl);
}

TEST_CASE("forms of common derivatives", "[diff]") {
    CHECK(diff(sin(x), x) == cos(x));
    CHECK(diff(exp(x), x) == exp(x));
    CHECK(diff(log(x), x) == pow(x, -1.));
    CHECK(diff(x + y, x) == 1_dbl);
    CHECK(diff(x * y, x) == y);
    CHECK(diff(pow(x, 3.), x) == 3. * pow(x, 2.));
    CHECK(diff(pow(x, 3.f), x) == 3.f * pow(x, 2.f));
    CHECK(diff(pow(x, 2.f), x) == 2.f * x);
    CHECK(diff({x * y, x + y}, "x") == std::vector{y, 1_dbl});
    CHECK(diff({x * y, x + y}, x) == std::vector{y, 1_dbl});
    CHECK(diff({x * par[0], x}, param(0)) == std::vector{x, 0_dbl});
}

TEST_CASE("only variables and parameters", "[diff]") {
    CHECK_THROWS_AS(diff(x, x + y), std::invalid_argument);
    CHECK_THROWS_AS(diff(x, 1_dbl), std::invalid_argument);
    CHECK_THROWS_WITH(diff({x, y}, x + y), Catch::Matchers::ContainsSubstring("(x + y)"));
}

TEST_CASE("functions without a gradient are an error only if they matter", "[diff]") {
    static constinit const function_rule plain{.name = "plain"};
    CHECK_THROWS_AS(diff(call(plain, {x}), x), not_implemented_error);
    CHECK(diff(call(plain, {x}) + y, y) == 1_dbl);
}

TEST_CASE("derivatives share what they have in common", "[diff]") {
    const auto inner = sin(x * y);
    const auto d = diff({inner + x, inner * y}, "x");
    // The derivative of the inner function is one object in both.
    const auto &first = std::get<func>(d[0].value()).args();
    const auto &second = std::get<func>(d[1].value()).args();
    bool shared = false;
    for (const auto &a : first) {
        for (const auto &b : second) {
            const auto *f = detail::as_func(a), *g = detail::as_func(b);
            shared |= f != nullptr && g != nullptr && f->get_ptr() == g->get_ptr();
        }
    }
    CHECK(shared);
}

TEST_CASE("derivatives of deep and heavily shared graphs", "[diff][deep]") {
    CHECK(diff(test::deep_chain(100'000, y), "x") == 1_dbl);
    CHECK(diff(test::deep_chain(100'000, y), y) == expression(100'000.));
    CHECK(diff(test::doubled(60, x), "x") == expression(std::ldexp(1., 60)));
    CHECK(diff(test::doubled(60, sin(x)), "y") == 0_dbl);
    expression tower = x;
    for (int i = 0; i < 10'000; ++i)
        tower = sin(tower);
    const test::surroundings<long double> at{{{"x", .5l}}, {}, 0};
    CHECK(test::evaluate(diff(tower, x), at) > 0);
}
