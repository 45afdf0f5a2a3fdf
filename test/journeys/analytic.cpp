// SPDX-License-Identifier: MPL-2.0
// Integrations whose solutions are known: from equations to results, with everything in between, in every type.
#include <cmath>
#include <limits>
#include <vector>

#include <boost/math/constants/constants.hpp>
#include <boost/math/special_functions/jacobi_elliptic.hpp>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/real.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::code_types;
using test::in_eps;
using test::real;
using test::relative_in_eps;

namespace {

// x of x' = f(x) at time t, from x(0) = start.
template <typename T>
T solved(const expression &f, T start, T t, std::vector<T> pars = {}) {
    taylor_adaptive<T> ta({{"x"_var, f}}, std::vector<T>{start}, kw::pars = std::move(pars));
    CHECK(std::get<0>(ta.propagate_until(t)) == taylor_outcome::time_limit);
    CHECK(ta.get_time() == t);
    return ta.get_state()[0];
}

// The relative error of that in eps.
template <typename T, typename Exact>
double error(const expression &f, T start, T t, Exact exact, std::vector<T> pars = {}) {
    return relative_in_eps(solved(f, start, t, std::move(pars)), exact(real(t)));
}

// Eccentric anomaly: the root of E - e sin E = M, by Newton's method.
real eccentric_anomaly(const real &mean_anomaly, const real &e) {
    real E = e < .8 ? mean_anomaly : boost::math::constants::pi<real>();
    for (int i = 0; i < 100; ++i)
        E -= (E - e * sin(E) - mean_anomaly) / (1 - e * cos(E));
    return E;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a linear oscillator keeps phase and amplitude for 10000 units of time", "", code_types) {
    const auto [x, v] = make_vars("x", "v");
    const real end = 10000, eps = std::numeric_limits<TestType>::epsilon();
    for (bool high_accuracy : {false, true})
        for (int start = 0; start < 6; ++start) {
            const auto x0 = static_cast<TestType>(std::sin(double(start))),
                       v0 = static_cast<TestType>(std::cos(double(start)));
            taylor_adaptive<TestType> ta({prime(x) = v, prime(v) = -x}, std::vector<TestType>{x0, v0},
                                         kw::high_accuracy = high_accuracy);
            const auto result = ta.propagate_until(10000);
            const auto steps = result.n_steps();
            CHECK(result.outcome() == taylor_outcome::time_limit);
            CHECK(ta.get_time() == 10000);
            const real a = ta.get_state()[0], b = ta.get_state()[1];
            const real exact_a = x0 * cos(end) + v0 * sin(end), exact_b = v0 * cos(end) - x0 * sin(end);
            const real phase_error = atan2(exact_b * a - exact_a * b, exact_a * a + exact_b * b);
            const real amplitude_error = sqrt((a * a + b * b) / (real(x0) * x0 + real(v0) * v0)) - 1;
            // Each step rounds both numbers, which moves either by 0.3 eps with random sign: these are four standard
            // deviations after some ten thousand. An error of one sign, such as truncation, of 0.02 eps a step would
            // show.
            const auto bound = 4 * .3 * std::sqrt(double(steps)) * eps;
            CAPTURE(high_accuracy, start, steps);
            CHECK(abs(phase_error) < bound);
            CHECK(abs(amplitude_error) < bound);
        }
}

TEMPLATE_LIST_TEST_CASE("elementary functions as solutions", "", code_types) {
    const auto error = [](const expression &f, TestType start, TestType t, auto exact,
                          std::vector<TestType> pars = {}) { return ::error(f, start, t, exact, std::move(pars)); };
    const auto x = "x"_var;
    // Conditioning: an error made early grows with the derivative of x(t) by x(0); all of these are below 100.
    CHECK(error(x, 1, 3, [](real t) { return exp(t); }) < 100);
    CHECK(error(-x, 1, 3, [](real t) { return exp(-t); }) < 100);
    CHECK(error(1. + x * x, 0, TestType(1.4L), [](real t) { return tan(t); }) < 100);
    CHECK(error(1. - x * x, 0, 2, [](real t) { return tanh(t); }) < 100);
    CHECK(error(exp(-x), 0, 5, [](real t) { return log(1 + t); }) < 100);
    CHECK(error(1. / x, 1, 4, [](real t) { return sqrt(1 + 2 * t); }) < 100);
    CHECK(error(pow(x, -1.5), 1, 4, [](real t) { return pow(1 + 5 * t / 2, real(2) / 5); }) < 100);
    CHECK(error(sqrt(x), 1, 2, [](real t) { return (1 + t / 2) * (1 + t / 2); }) < 100);
    CHECK(error(x * (1. - x), TestType(.5), 4, [](real t) { return 1 / (1 + exp(-t)); }) < 100);
    CHECK(error(cos(x), 0, 2, [](real t) { return asin(tanh(t)); }) < 100);
    CHECK(solved<TestType>(x / tan(x), 1, 0) == 1);
    const auto falling_cosine = [](real t) { return acos(cos(real(1)) * exp(-t)); };
    CHECK(error(cos(x) / sin(x), 1, TestType(.25), falling_cosine) < 100);
    CHECK(error(1. / tan(x), 1, TestType(.25), falling_cosine) < 100);
    CHECK(error(1. / tanh(x), 1, 2, [](real t) { return acosh(cosh(real(1)) * exp(t)); }) < 100);
    CHECK(error(x * log(x), 2, 1, [](real t) { return pow(real(2), exp(t)); }) < 100);
    CHECK(error(par[0] * x + par[1], 1, 2, [](real t) { return 7 * exp(t / 2) - 6; }, {TestType(.5), 3}) < 100);
}

TEMPLATE_LIST_TEST_CASE("time-dependent right-hand sides", "", code_types) {
    const auto x = "x"_var;
    const TestType zero = 0, one = 1, two = 2, three = 3;
    CHECK(error(brook::time, zero, three, [](real t) { return t * t / 2; }) < 10);
    CHECK(error(cos(brook::time), zero, three, [](real t) { return sin(t); }) < 100);
    CHECK(error(x * brook::time, one, two, [](real t) { return exp(t * t / 2); }) < 100);
    CHECK(error(x * cos(par[0] * brook::time), one, two, [](real t) { return exp(sin(3 * t) / 3); }, {three}) < 100);
    // The time at which it starts counts.
    taylor_adaptive<TestType> ta({{x, 2. * brook::time}}, std::vector<TestType>{9}, kw::time = 3);
    ta.propagate_until(-5);
    CHECK(relative_in_eps(ta.get_state()[0], real(25)) < 10);
}

TEMPLATE_LIST_TEST_CASE("a damped oscillator, free and forced", "", code_types) {
    const auto [x, v] = make_vars("x", "v");
    // x'' + 2 c x' + k x = f cos(w t), from rest at x = 1.
    const TestType c = TestType(.2L), k = 2, f = 1.5, w = TestType(1.1L);
    const auto exact = [&](const real &force, const real &t) {
        const real d = (real(k) - real(w) * w) * (real(k) - real(w) * w) + 4 * real(c) * c * w * w;
        const real a = force * (k - real(w) * w) / d, b = force * 2 * c * w / d; // a cos + b sin, the lasting part
        const real q = sqrt(k - real(c) * c);
        const real p0 = 1 - a, p1 = (c * p0 - b * w) / q;
        return a * cos(w * t) + b * sin(w * t) + exp(-c * t) * (p0 * cos(q * t) + p1 * sin(q * t));
    };
    for (const TestType force : {TestType(0), f}) {
        taylor_adaptive<TestType> ta(
            {prime(x) = v, prime(v) = -2. * par[0] * v - par[1] * x + par[2] * cos(w * brook::time)},
            std::vector<TestType>{1, 0}, kw::pars = {c, k, force});
        for (const TestType t : {1, 5, 20}) {
            ta.propagate_until(t);
            // Errors die out with exp(-c t); a few steps' worth of them remain.
            CHECK(in_eps(ta.get_state()[0], exact(force, t)) < 30);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("ellipses follow Kepler's equation", "", code_types) {
    const auto [x, y, vx, vy] = make_vars("x", "y", "vx", "vy");
    const auto factor = pow(x * x + y * y, -1.5);
    for (int tenths = 0; tenths <= 9; ++tenths)
        for (bool high_accuracy : {false, true}) {
            // Semi-major axis and mean motion 1, beginning at the pericentre, whose distance is q.
            const TestType q = 1 - TestType(tenths) / 10;
            const real e = 1 - real(q);
            taylor_adaptive<TestType> ta(
                {prime(x) = vx, prime(y) = vy, prime(vx) = -x * factor, prime(vy) = -y * factor},
                std::vector<TestType>{q, 0, 0, static_cast<TestType>(sqrt((1 + e) / q))},
                kw::high_accuracy = high_accuracy);
            std::size_t steps = 0;
            for (const TestType t : {1, 3, 20}) {
                const auto result = ta.propagate_until(t);
                CHECK(result.outcome() == taylor_outcome::time_limit);
                steps += result.n_steps();
                const auto E = eccentric_anomaly(t, e);
                const real r = 1 - e * cos(E);
                // An error of the energy (of -1/2) shifts the phase by 3 t times as much. The initial velocity alone is
                // rounded, which at the pericentre changes the energy by (1 + e) / (1 - e) of its rounding, and so does
                // every step there, with either sign: the error of the energy grows with the root of their number.
                // For few steps, such as the 15 of a circle in long double, that is less than the rest.
                const auto energy_error = (1 + std::sqrt(double(steps)) / 4) * double((1 + e) / (1 - e));
                const auto bound = (20 + 3 * double(t)) * energy_error / double(r);
                CHECK(in_eps(ta.get_state()[0], cos(E) - e) < bound);
                CHECK(in_eps(ta.get_state()[1], sqrt(1 - e * e) * sin(E)) < bound);
            }
        }
}

TEMPLATE_LIST_TEST_CASE("a pendulum follows Jacobi's elliptic functions", "", code_types) {
    const auto [x, v] = make_vars("x", "v");
    const auto w2 = TestType(9.8L);
    const real w = sqrt(real(w2));
    for (const TestType k : {TestType(.01L), TestType(.5L), TestType(.9L), TestType(.999L)}) {
        // sin(x/2) = k sn(w t, k), through the lowest point at t = 0 with velocity 2 k w.
        taylor_adaptive<TestType> ta({prime(x) = v, prime(v) = -w2 * sin(x)},
                                     std::vector<TestType>{0, static_cast<TestType>(2 * k * w)});
        for (const TestType t : {TestType(.1L), TestType(1), TestType(5)}) {
            ta.propagate_until(t);
            // Near k = 1 the motion lingers at the top, where neighbouring solutions part: the time to get there
            // depends on k as log(1 / (1 - k^2)).
            const auto conditioning = double(1 / (1 - real(k) * k));
            const real sn = boost::math::jacobi_sn(real(k), real(w * t)),
                       cn = boost::math::jacobi_cn(real(k), real(w * t));
            CHECK(in_eps(ta.get_state()[0], 2 * asin(k * sn)) < 200 * conditioning);
            CHECK(in_eps(ta.get_state()[1], 2 * k * w * cn) < 600 * conditioning);
        }
    }
}

TEMPLATE_LIST_TEST_CASE("a solution is followed close to its pole", "", code_types) {
    const auto x = "x"_var;
    taylor_adaptive<TestType> ta({{x, x * x}}, std::vector<TestType>{1});
    const auto eps = std::numeric_limits<TestType>::epsilon();
    for (const TestType distance : {TestType(.1L), TestType(.01L), std::sqrt(eps)}) {
        CHECK(std::get<0>(ta.propagate_until(1 - distance)) == taylor_outcome::time_limit);
        // x = 1 / (1 - t): the relative error of x is the error of the position of the pole over the distance; steps
        // shrink with the distance, and each adds its rounding.
        CHECK(relative_in_eps(ta.get_state()[0], 1 / (1 - real(ta.get_time()))) < 50 / distance);
    }
    const auto outcome = std::get<0>(ta.propagate_until(2));
    CHECK(outcome == taylor_outcome::err_nf_state);
}

TEMPLATE_LIST_TEST_CASE("what goes forward comes back", "", code_types) {
    const auto [x, v] = make_vars("x", "v");
    const auto type_eps = std::numeric_limits<TestType>::epsilon();
    taylor_adaptive<TestType> ta({prime(x) = v, prime(v) = TestType(-9.8L) * sin(x)},
                                 std::vector<TestType>{TestType(0.5), TestType(0.025L)});
    ta.propagate_for(20);
    ta.propagate_for(-20);
    CHECK(ta.get_time() == 0);
    // Roundings of some 400 steps, 0.3 eps of a number up to 1.6 with either sign: 10 eps, which the phase shows with
    // the acceleration of 4.7, and a drift of the energy with the time. Measured from several starts: 8 and 53.
    CHECK(std::abs(ta.get_state()[0] - TestType(0.5)) < 50 * type_eps);
    CHECK(std::abs(ta.get_state()[1] - TestType(0.025L)) < 200 * type_eps);
}
