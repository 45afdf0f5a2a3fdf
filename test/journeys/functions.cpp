// SPDX-License-Identifier: MPL-2.0
// Integrations of single functions, whose solutions are known.
#include <cmath>
#include <limits>
#include <numbers>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

// x of x' = f(x) at time t, from x(0) = start.
double solved(const expression &f, double start, double t) {
    taylor_adaptive<double> ta({{"x"_var, f}}, {start});
    CHECK(std::get<0>(ta.propagate_until(t)) == taylor_outcome::time_limit);
    CHECK(ta.get_time() == t);
    return ta.get_state()[0];
}

} // namespace

TEST_CASE("inverse and hyperbolic functions as solutions") {
    const auto x = "x"_var;
    // Functions of the state: the solutions by separation of variables. In a few steps each rounds once, and the errors
    // of sinh, cosh and 1 + x^2 grow by 2 to 5.
    CHECK(solved(1. / cosh(x), 0, 5) == Approx(std::asinh(5.)).epsilon(100 * eps));
    CHECK(solved(1. / sinh(x), 1, 5) == Approx(std::acosh(5 + std::cosh(1.))).epsilon(100 * eps));
    CHECK(solved(sinh(x), .5, 1) == Approx(2 * std::atanh(std::tanh(.25) * std::exp(1.))).epsilon(20 * eps));
    CHECK(solved(cosh(x), 0, 1.25) == Approx(std::asinh(std::tan(1.25))).epsilon(20 * eps));
    // x - exp(-x) = t + const for x' = sigmoid(x)
    const double logistic = solved(sigmoid(x), 0, 3);
    CHECK(logistic - std::exp(-logistic) == Approx(2.).epsilon(100 * eps));
    CHECK(solved(cos(asin(x)), 0, 1) == Approx(std::sin(1.)).epsilon(100 * eps));
    CHECK(solved(sin(acos(x)), 0, 1) == Approx(std::sin(1.)).epsilon(100 * eps));
    CHECK(solved(cosh(asinh(x)), 0, 3) == Approx(std::sinh(3.)).epsilon(100 * eps));
    CHECK(solved(sinh(acosh(x)), 2, 1) == Approx(std::cosh(1 + std::acosh(2.))).epsilon(100 * eps));
    CHECK(solved(pow(cos(atan(x)), -2.), 0, 1.25) == Approx(std::tan(1.25)).epsilon(20 * eps));
    CHECK(solved(pow(cosh(atanh(x)), -2.), 0, 2) == Approx(std::tanh(2.)).epsilon(100 * eps));
    // Functions of the time: their integrals.
    const auto t = brook::time;
    CHECK(solved(asin(t), 0, .75) == Approx(.75 * std::asin(.75) + std::sqrt(1 - .5625) - 1).epsilon(100 * eps));
    CHECK(solved(acos(t), 0, .75) == Approx(.75 * std::acos(.75) - std::sqrt(1 - .5625) + 1).epsilon(100 * eps));
    CHECK(solved(atan(t), 0, 5) == Approx(5 * std::atan(5.) - std::log(26.) / 2).epsilon(100 * eps));
    CHECK(solved(asinh(t), 0, 5) == Approx(5 * std::asinh(5.) - std::sqrt(26.) + 1).epsilon(100 * eps));
    const auto to = [](double s) { return s * std::acosh(s) - std::sqrt(s * s - 1); };
    CHECK(solved(acosh(t + 2.), 0, 3) == Approx(to(5) - to(2)).epsilon(100 * eps));
    CHECK(solved(atanh(t), 0, .75) == Approx(.75 * std::atanh(.75) + std::log(1 - .5625) / 2).epsilon(100 * eps));
    const double gauss = (std::exp(-4.) - 1) * std::numbers::inv_sqrtpi;
    CHECK(solved(erf(t), 0, 2) == Approx(2 * std::erf(2.) + gauss).epsilon(100 * eps));
    CHECK(solved(sigmoid(t), 0, 50) == Approx(50 - std::log(2.)).epsilon(100 * eps));
    CHECK(solved(sigmoid(t), 0, -50) == Approx(-std::log(2.)).epsilon(100 * eps));
    CHECK(solved(pow(2., t), 0, 3) == Approx(7 / std::log(2.)).epsilon(100 * eps));
}

TEST_CASE("natural powers hold where their base is zero") {
    const auto x = "x"_var;
    CHECK(solved(pow(x, 100.), 0, 3) == 0);
    // Polynomials of the time, of degrees that the order of the integration reaches.
    for (const double n : {2., 3., 4., 5., 7., 16., 17.}) {
        CHECK(solved(pow(x, n), 0, 3) == 0);
        CHECK(solved(pow(brook::time, n), 0, 1.5) == Approx(std::pow(1.5, n + 1) / (n + 1)).epsilon(100 * eps));
        CHECK(solved(pow(brook::time - 1., n), 0, 2) ==
              Approx(std::fmod(n, 2) == 0 ? 2 / (n + 1) : 0).margin(100 * eps));
    }
    CHECK(solved(-pow(x, 3.), 1, 4) == Approx(1 / 3.).epsilon(100 * eps));
    CHECK(solved(-pow(x, 17.), 1, 4) == Approx(std::pow(65., -1 / 16.)).epsilon(100 * eps));
}

TEST_CASE("the angle of a point that turns") {
    const auto [x, y, integral] = make_vars("x", "y", "integral");
    for (const double start : {0., 1., -3., 2.5}) { // the angle grows from here, short of pi
        taylor_adaptive<double> ta({prime(x) = -y, prime(y) = x, prime(integral) = atan2(y, x)},
                                   {2 * std::cos(start), 2 * std::sin(start), 0.});
        ta.propagate_until(.6);
        CHECK(ta.get_state()[2] == Approx(.6 * start + .18).epsilon(100 * eps));
    }
}
