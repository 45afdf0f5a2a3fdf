// SPDX-License-Identifier: MPL-2.0
// Integrations whose solutions are known: from equations to results, with everything in between.
#include <cmath>
#include <limits>
#include <numbers>

#include <boost/math/special_functions/jacobi_elliptic.hpp>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

// x of x' = f(x) at time t, from x(0) = start.
double solved(const expression &f, double start, double t, std::vector<double> pars = {}) {
    taylor_adaptive<double> ta({{"x"_var, f}}, {start}, kw::pars = std::move(pars));
    CHECK(std::get<0>(ta.propagate_until(t)) == taylor_outcome::time_limit);
    CHECK(ta.get_time() == t);
    return ta.get_state()[0];
}

// Eccentric anomaly: the root of E - e sin E = M, by Newton's method in long double.
long double eccentric_anomaly(long double mean_anomaly, long double e) {
    long double E = e < 0.8L ? mean_anomaly : std::numbers::pi_v<long double>;
    for (int i = 0; i < 100; ++i)
        E -= (E - e * std::sin(E) - mean_anomaly) / (1 - e * std::cos(E));
    return E;
}

} // namespace

TEMPLATE_TEST_CASE("a linear oscillator keeps its phase for 10000 units of time", "", float, double) {
    const auto [x, v] = make_vars("x", "v");
    const auto type_eps = double(std::numeric_limits<TestType>::epsilon());
    for (bool high_accuracy : {false, true}) {
        taylor_adaptive<TestType> ta({prime(x) = v, prime(v) = -x}, std::vector<TestType>{0, 1},
                                     kw::high_accuracy = high_accuracy);
        CHECK(std::get<0>(ta.propagate_until(10000)) == taylor_outcome::time_limit);
        CHECK(ta.get_time() == 10000);
        // Some ten thousand steps, each wrong by about half an eps with either sign or, from truncation, by a tenth of
        // an eps with one sign.
        CHECK(std::abs(ta.get_state()[0] - std::sin(10000.)) < 1000 * type_eps);
        CHECK(std::abs(ta.get_state()[1] - std::cos(10000.)) < 1000 * type_eps);
        const long double phase = std::atan2((long double)ta.get_state()[0], (long double)ta.get_state()[1]);
        const auto error = std::remainder(phase - 10000, 2 * std::numbers::pi_v<long double>);
        CHECK(std::abs(error) < 1000 * type_eps);
    }
}

TEST_CASE("elementary functions as solutions") {
    const auto x = "x"_var;
    // Conditioning: an error made early grows with the derivative of x(t) by x(0); all of these are below 100.
    CHECK(solved(x, 1, 3) == Approx(std::exp(3.)).epsilon(100 * eps));
    CHECK(solved(-x, 1, 3) == Approx(std::exp(-3.)).epsilon(100 * eps));
    CHECK(solved(1. + x * x, 0, 1.4) == Approx(std::tan(1.4)).epsilon(1000 * eps));
    CHECK(solved(1. - x * x, 0, 2) == Approx(std::tanh(2.)).epsilon(100 * eps));
    CHECK(solved(exp(-x), 0, 5) == Approx(std::log(6.)).epsilon(100 * eps));
    CHECK(solved(1. / x, 1, 4) == Approx(3.).epsilon(100 * eps));
    CHECK(solved(pow(x, -1.5), 1, 4) == Approx(std::pow(11., 0.4)).epsilon(100 * eps));
    CHECK(solved(sqrt(x), 1, 2) == Approx(4.).epsilon(100 * eps));
    CHECK(solved(x * (1. - x), 0.5, 4) == Approx(1 / (1 + std::exp(-4.))).epsilon(100 * eps));
    CHECK(solved(cos(x), 0, 2) == Approx(std::asin(std::tanh(2.))).epsilon(100 * eps));
    CHECK(solved(x / tan(x), 1, 0) == 1.);
    CHECK(solved(cos(x) / sin(x), 1, 0.25) == Approx(std::acos(std::cos(1.) * std::exp(-0.25))).epsilon(100 * eps));
    CHECK(solved(1. / tan(x), 1, 0.25) == Approx(std::acos(std::cos(1.) * std::exp(-0.25))).epsilon(100 * eps));
    CHECK(solved(1. / tanh(x), 1, 2) == Approx(std::acosh(std::cosh(1.) * std::exp(2.))).epsilon(100 * eps));
    CHECK(solved(x * log(x), 2, 1) == Approx(std::pow(2., std::exp(1.))).epsilon(100 * eps));
    CHECK(solved(par[0] * x + par[1], 1, 2, {0.5, 3}) == Approx(7 * std::exp(1.) - 6).epsilon(100 * eps));
}

TEST_CASE("inverse and hyperbolic functions as solutions") {
    const auto x = "x"_var;
    // Functions of the state: the solutions by separation of variables.
    CHECK(solved(1. / cosh(x), 0, 5) == Approx(std::asinh(5.)).epsilon(100 * eps));
    CHECK(solved(1. / sinh(x), 1, 5) == Approx(std::acosh(5 + std::cosh(1.))).epsilon(100 * eps));
    CHECK(solved(sinh(x), .5, 1) == Approx(2 * std::atanh(std::tanh(.25) * std::exp(1.))).epsilon(1000 * eps));
    CHECK(solved(cosh(x), 0, 1.25) == Approx(std::asinh(std::tan(1.25))).epsilon(1000 * eps));
    // x - exp(-x) = t + const for x' = sigmoid(x)
    const double logistic = solved(sigmoid(x), 0, 3);
    CHECK(logistic - std::exp(-logistic) == Approx(2.).epsilon(100 * eps));
    CHECK(solved(cos(asin(x)), 0, 1) == Approx(std::sin(1.)).epsilon(100 * eps));
    CHECK(solved(sin(acos(x)), 0, 1) == Approx(std::sin(1.)).epsilon(100 * eps));
    CHECK(solved(cosh(asinh(x)), 0, 3) == Approx(std::sinh(3.)).epsilon(100 * eps));
    CHECK(solved(sinh(acosh(x)), 2, 1) == Approx(std::cosh(1 + std::acosh(2.))).epsilon(100 * eps));
    CHECK(solved(pow(cos(atan(x)), -2.), 0, 1.25) == Approx(std::tan(1.25)).epsilon(1000 * eps));
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

TEST_CASE("time-dependent right-hand sides") {
    const auto x = "x"_var;
    CHECK(solved(brook::time, 0, 3) == Approx(4.5).epsilon(10 * eps));
    CHECK(solved(cos(brook::time), 0, 3) == Approx(std::sin(3.)).epsilon(100 * eps));
    CHECK(solved(x * brook::time, 1, 2) == Approx(std::exp(2.)).epsilon(100 * eps));
    CHECK(solved(x * cos(par[0] * brook::time), 1, 2, {3}) == Approx(std::exp(std::sin(6.) / 3)).epsilon(100 * eps));
    // The time at which it starts counts.
    taylor_adaptive<double> ta({{x, 2. * brook::time}}, {9.}, kw::time = 3);
    ta.propagate_until(-5);
    CHECK(ta.get_state()[0] == Approx(25.).epsilon(10 * eps));
}

TEST_CASE("a damped oscillator, free and forced") {
    const auto [x, v] = make_vars("x", "v");
    // x'' + 2 c x' + k x = f cos(w t), from rest at x = 1.
    const double c = 0.2, k = 2, f = 1.5, w = 1.1;
    const auto exact = [&](double force, double t) {
        const double d = (k - w * w) * (k - w * w) + 4 * c * c * w * w;
        const double a = force * (k - w * w) / d, b = force * 2 * c * w / d; // a cos + b sin, the lasting part
        const double q = std::sqrt(k - c * c);
        const double p0 = 1 - a, p1 = (c * p0 - b * w) / q;
        return a * std::cos(w * t) + b * std::sin(w * t) +
               std::exp(-c * t) * (p0 * std::cos(q * t) + p1 * std::sin(q * t));
    };
    for (double force : {0., f}) {
        taylor_adaptive<double> ta(
            {prime(x) = v, prime(v) = -2. * par[0] * v - par[1] * x + par[2] * cos(w * brook::time)}, {1., 0.},
            kw::pars = {c, k, force});
        for (double t : {1., 5., 20.}) {
            ta.propagate_until(t);
            // Errors die out with exp(-c t); a few steps' worth of them remain.
            CHECK(std::abs(ta.get_state()[0] - exact(force, t)) < 30 * eps);
        }
    }
}

TEST_CASE("ellipses follow Kepler's equation") {
    const auto [x, y, vx, vy] = make_vars("x", "y", "vx", "vy");
    const auto factor = pow(x * x + y * y, -1.5);
    for (int tenths = 0; tenths <= 9; ++tenths)
        for (bool high_accuracy : {false, true}) {
            const double e = tenths / 10.;
            // Semi-major axis and mean motion 1, beginning at the pericentre.
            taylor_adaptive<double> ta({prime(x) = vx, prime(y) = vy, prime(vx) = -x * factor, prime(vy) = -y * factor},
                                       {1 - e, 0., 0., std::sqrt((1 + e) / (1 - e))},
                                       kw::high_accuracy = high_accuracy);
            for (double t : {1., 3., 20.}) {
                CHECK(std::get<0>(ta.propagate_until(t)) == taylor_outcome::time_limit);
                const auto E = eccentric_anomaly(t, e);
                const auto r = 1 - e * std::cos(E);
                // An error of the energy shifts the phase by 3/2 t; the initial velocity alone is rounded, which at
                // the pericentre changes the energy by (1 + e) / (1 - e) of its rounding; then a few steps' worth.
                const double bound = eps * (20 + 5 * t) * (1 + e) / (1 - e) / double(r);
                CHECK(std::abs(ta.get_state()[0] - double(std::cos(E) - e)) < bound);
                CHECK(std::abs(ta.get_state()[1] - double(std::sqrt(1 - (long double)e * e) * std::sin(E))) < bound);
            }
        }
}

TEST_CASE("a pendulum follows Jacobi's elliptic functions") {
    const auto [x, v] = make_vars("x", "v");
    const double w2 = 9.8, w = std::sqrt(w2);
    for (double k : {0.01, 0.5, 0.9, 0.999}) {
        // sin(x/2) = k sn(w t, k), through the lowest point at t = 0 with velocity 2 k w.
        taylor_adaptive<double> ta({prime(x) = v, prime(v) = -w2 * sin(x)}, {0., 2 * k * w});
        for (double t : {0.1, 1., 5.}) {
            ta.propagate_until(t);
            // Near k = 1 the motion lingers at the top, where neighbouring solutions part: the time to get there
            // depends on k as log(1 / (1 - k^2)).
            const double conditioning = 1 / (1 - k * k);
            CHECK(std::abs(ta.get_state()[0] - 2 * std::asin(k * boost::math::jacobi_sn(k, w * t))) <
                  200 * eps * conditioning);
            CHECK(std::abs(ta.get_state()[1] - 2 * k * w * boost::math::jacobi_cn(k, w * t)) <
                  600 * eps * conditioning);
        }
    }
}

TEST_CASE("a solution is followed close to its pole") {
    const auto x = "x"_var;
    taylor_adaptive<double> ta({{x, x * x}}, {1.});
    for (double distance : {1e-1, 1e-3, 1e-6}) {
        CHECK(std::get<0>(ta.propagate_until(1 - distance)) == taylor_outcome::time_limit);
        // x = 1 / (1 - t): the relative error of x is the error of the position of the pole over the distance; steps
        // shrink with the distance, and each adds its rounding.
        CHECK(ta.get_state()[0] == Approx(1 / (1 - ta.get_time())).epsilon(50 * eps / distance));
    }
    const auto outcome = std::get<0>(ta.propagate_until(2));
    CHECK(outcome == taylor_outcome::err_nf_state);
}

TEMPLATE_TEST_CASE("what goes forward comes back", "", float, double) {
    const auto [x, v] = make_vars("x", "v");
    const auto type_eps = std::numeric_limits<TestType>::epsilon();
    taylor_adaptive<TestType> ta({prime(x) = v, prime(v) = TestType(-9.8) * sin(x)},
                                 std::vector<TestType>{TestType(0.5), TestType(0.025)});
    ta.propagate_for(20);
    ta.propagate_for(-20);
    CHECK(ta.get_time() == 0);
    // The errors of some 400 steps; an error of the energy shifts the phase in proportion to the time.
    CHECK(std::abs(ta.get_state()[0] - TestType(0.5)) < 1000 * type_eps);
    CHECK(std::abs(ta.get_state()[1] - TestType(0.025)) < 3000 * type_eps);
}
