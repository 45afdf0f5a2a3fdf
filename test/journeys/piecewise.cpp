// SPDX-License-Identifier: MPL-2.0
// Integrations with piecewise functions and constants.
#include <cmath>
#include <limits>
#include <numbers>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

taylor_adaptive<double> of(const expression &f, double start) {
    return taylor_adaptive<double>({prime("x"_var) = f}, {start});
}

double solved(const expression &f, double start, double t) {
    auto ta = of(f, start);
    CHECK(std::get<0>(ta.propagate_until(t)) == taylor_outcome::time_limit);
    return ta.get_state()[0];
}

} // namespace

TEST_CASE("a switch at a known time takes a step that ends there") {
    const auto f = select(lt(brook::time, 1.), 1., 2.);
    auto ta = of(f, 0);
    ta.propagate_until(1.);
    CHECK(ta.get_state()[0] == Approx(1.).epsilon(4 * eps));
    ta.propagate_until(2.);
    CHECK(ta.get_state()[0] == Approx(3.).epsilon(4 * eps));
    // The series of a constant holds everywhere: a single step follows the piece it began with.
    CHECK(solved(f, 0, 2) == Approx(2.).epsilon(4 * eps));
    auto small_steps = of(f, 0);
    small_steps.propagate_until(2., kw::max_delta_t = 1. / 64);
    CHECK(small_steps.get_state()[0] == 3); // all sums are exact
}

TEST_CASE("rectifiers as right-hand sides") {
    const auto x = "x"_var;
    CHECK(solved(-relu(x), 1, 2) == Approx(std::exp(-2.)).epsilon(100 * eps));
    CHECK(solved(-relu(x), -1, 2) == -1);
    CHECK(solved(-relu(x, .5), -1, 2) == Approx(-std::exp(-1.)).epsilon(100 * eps));
    CHECK(solved(relup(x, .5), -3, 2) == Approx(-2.).epsilon(4 * eps));
    CHECK(solved(logical_and({gt(x, 0.), lt(x, 10.)}), 1, 2) == Approx(3.).epsilon(4 * eps));
}

TEMPLATE_TEST_CASE("pi is rounded to the type of the integration", "", float, double) {
    taylor_adaptive<TestType> ta({prime("x"_var) = pi}, std::vector<TestType>{0});
    ta.propagate_until(TestType(1));
    CHECK(ta.get_state()[0] == std::numbers::pi_v<TestType>);
}

TEST_CASE("constants in equations") {
    CHECK(solved(pi * cos(pi * brook::time), 0, .5) == Approx(1.).epsilon(100 * eps));
    const auto rate = [](const char *digits) { return expression(constant("rate", [=](unsigned) { return digits; })); };
    // One name, other digits: other machine code.
    CHECK(solved(rate("0.5") * "x"_var, 1, 1) == Approx(std::exp(.5)).epsilon(100 * eps));
    CHECK(solved(rate("0.25") * "x"_var, 1, 1) == Approx(std::exp(.25)).epsilon(100 * eps));
}
