// SPDX-License-Identifier: MPL-2.0
// Programs written for heyoka: every function, in equations whose solutions are known.
#include <cmath>
#include <limits>
#include <numbers>
#include <sstream>
#include <string>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

namespace heyoka = brook;

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

// The integral of f, an expression of the time, from 0 to t.
double integral(const heyoka::expression &f, double t, std::vector<double> pars = {}) {
    const auto y = heyoka::make_vars("y");
    auto ta = heyoka::taylor_adaptive<double>{{heyoka::prime(y) = f}, {0.}, heyoka::kw::pars = std::move(pars)};
    ta.propagate_until(t);
    return ta.get_state()[0];
}

std::string printed(const heyoka::expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

} // namespace

TEST_CASE("integrals of the smooth functions") {
    using namespace heyoka;
    const auto &t = heyoka::time;
    const auto near = [](double x) { return Approx(x).epsilon(100 * eps); };
    CHECK(integral(acos(t), 0.5) == near(0.5 * std::acos(0.5) + 1 - std::sqrt(0.75)));
    CHECK(integral(asin(t), 0.5) == near(0.5 * std::asin(0.5) + std::sqrt(0.75) - 1));
    CHECK(integral(atan(t), 0.5) == near(0.5 * std::atan(0.5) - 0.5 * std::log(1.25)));
    CHECK(integral(acosh(t + 2.), 1.) == near(3 * std::acosh(3.) - std::sqrt(8.) - 2 * std::acosh(2.) + std::sqrt(3.)));
    CHECK(integral(asinh(t), 1.) == near(std::asinh(1.) - std::sqrt(2.) + 1));
    CHECK(integral(atanh(t), 0.5) == near(0.5 * std::atanh(0.5) + 0.5 * std::log(0.75)));
    CHECK(integral(sinh(t), 1.) == near(std::cosh(1.) - 1));
    CHECK(integral(cosh(t), 1.) == near(std::sinh(1.)));
    CHECK(integral(tanh(t), 1.) == near(std::log(std::cosh(1.))));
    CHECK(integral(tan(t), 1.) == near(-std::log(std::cos(1.))));
    CHECK(integral(log(t + 1.), 1.) == near(2 * std::log(2.) - 1));
    CHECK(integral(erf(t), 1.) == near(std::erf(1.) + (std::exp(-1.) - 1) * std::numbers::inv_sqrtpi));
    CHECK(integral(sigmoid(t), 1.) == near(std::log1p(std::exp(1.)) - std::log(2.)));
    CHECK(integral(sqrt(t + 1.), 3.) == near(14. / 3));
    CHECK(integral(pow(t, 3.), 2.) == near(4.));
    CHECK(integral(pow(t + 1., par[0]), 1., {0.3}) == near((std::pow(2., 1.3) - 1) / 1.3));
    // The angle of a point on a circle is the time.
    CHECK(integral(atan2(sin(t), cos(t)), 2.) == near(2.));
    CHECK(integral(atan2(t, 1.), 0.5) == integral(atan2(t, 1_dbl), 0.5));
    CHECK(atan2(1., t) == atan2(1_dbl, t));
}

// By the anomaly x instead of the time, of which each form is a function: t = x + h cos x - k sin x and so on.
TEST_CASE("integrals of solutions of Kepler's equation") {
    using namespace heyoka;
    const auto &t = heyoka::time;
    const auto near = [](double x) { return Approx(x).epsilon(100 * eps); };
    const double x = 2.5, s = std::sin(x), c = std::cos(x), of_s = s - x * c, of_c = x * s + c - 1;
    CHECK(integral(kepE(.3, t), x - .3 * s) == near(x * x / 2 - .3 * of_c));
    CHECK(integral(kepE(par[0], t), x - .7 * s, {.7}) == near(x * x / 2 - .7 * of_c));
    CHECK(integral(kepF(.2, .4, .2 + t), x + .2 * (c - 1) - .4 * s) == near(x * x / 2 - .2 * of_s - .4 * of_c));
    CHECK(integral(kepDE(.2, par[0], t), x + .2 * (1 - c) - .4 * s, {.4}) == near(x * x / 2 + .2 * of_s - .4 * of_c));
    // Nothing is reduced to one revolution.
    CHECK(integral(kepE(.3, t), 10 * x - .3 * std::sin(10 * x)) ==
          near(50 * x * x - .3 * (10 * x * std::sin(10 * x) + std::cos(10 * x) - 1)));
}

TEST_CASE("functions in pieces choose their piece step by step") {
    using namespace heyoka;
    const auto x = "x"_var;
    // A thermostat that switches at a given time, where a propagation ends.
    auto ta = taylor_adaptive<double>{{prime(x) = select(lt(heyoka::time, 1.), 2., -x)}, {0.}};
    ta.propagate_until(1.);
    CHECK(ta.get_state()[0] == Approx(2.).epsilon(100 * eps));
    ta.propagate_until(3.);
    CHECK(ta.get_state()[0] == Approx(2 * std::exp(-2.)).epsilon(100 * eps));

    CHECK(integral(relu(heyoka::time + 1.), 1.) == Approx(1.5).epsilon(100 * eps));
    CHECK(integral(relu(heyoka::time - 2., 0.25), 1.) == Approx(-0.375).epsilon(100 * eps));
    CHECK(integral(leaky_relu{0.25}(heyoka::time - 2.), 1.) == Approx(-0.375).epsilon(100 * eps));
    CHECK(integral(relup(heyoka::time + 1.) + leaky_relup{0.5}(heyoka::time - 2.), 1.) ==
          Approx(1.5).epsilon(100 * eps));
    CHECK(integral(logical_and({gt(par[0], 1.), lte(par[1], 2.)}), 1., {2., 2.}) == 1);
    CHECK(integral(logical_or({eq(par[0], 1.), neq(par[1], 2.), gte(3., par[0] + par[1])}), 1., {2., 2.}) == 0);
    CHECK_THROWS_AS(relu(x, -1.), std::invalid_argument);
    CHECK(diff(relu(x), x) == relup(x));
    CHECK(printed(gte(x, 1.)) == "(x >= 1.0)");
    CHECK(printed(leaky_relu{0.5}(x)).substr(0, 11) == "leaky_relu(");
}

TEST_CASE("constants keep their digits") {
    using namespace heyoka;
    CHECK(integral(heyoka::pi, 1.) == std::numbers::pi);
    CHECK(printed(heyoka::pi) == "\u03c0");
    CHECK(integral(sin(heyoka::pi * heyoka::time), 1.) == Approx(2 / std::numbers::pi).epsilon(100 * eps));
}
