// SPDX-License-Identifier: MPL-2.0
// Propagation on ellipses: integrals of motion, the period, forth and back, and against the integrator, also with the
// derivatives by the initial state.
#include <brook/model/lagrange_prop.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <vector>

#include <brook/calculus/diff_tensors.hpp>
#include <brook/math/functions.hpp>
#include <brook/ode/var_ode_sys.hpp>

#include "test/support/catch.hpp"
#include "test/support/mechanics.hpp"

using namespace brook;

namespace {

using six = std::array<double, 6>;

std::vector<expression> inputs() {
    std::vector<expression> variables;
    for (const char *name : {"x", "y", "z", "vx", "vy", "vz"})
        variables.emplace_back(std::string(name));
    return variables;
}

// The state after the time par[1] with mu = par[0].
std::vector<expression> propagated() {
    const auto u = inputs();
    const auto [r, v] = model::lagrange_prop({u[0], u[1], u[2]}, {u[3], u[4], u[5]}, par[0], par[1]);
    return {r[0], r[1], r[2], v[0], v[1], v[2]};
}

class propagator {
public:
    six operator()(const six &state, double mu, double t) const {
        six out{};
        f_(out, state, kw::pars = {mu, t});
        return out;
    }

private:
    cfunc<double> f_{propagated(), inputs()};
};

double dot(const six &a, std::size_t i, const six &b, std::size_t j) {
    return a[i] * b[j] + a[i + 1] * b[j + 1] + a[i + 2] * b[j + 2];
}

six cross(const six &a) {
    return {a[1] * a[5] - a[2] * a[4], a[2] * a[3] - a[0] * a[5], a[0] * a[4] - a[1] * a[3], 0, 0, 0};
}

double energy(const six &s, double mu) { return dot(s, 3, s, 3) / 2 - mu / std::sqrt(dot(s, 0, s, 0)); }

double semi_major_axis(const six &s, double mu) { return -mu / (2 * energy(s, mu)); }

double period(const six &s, double mu) {
    return 2 * std::numbers::pi * std::sqrt(std::pow(semi_major_axis(s, mu), 3) / mu);
}

constexpr double mu = 1.75;

// On ellipses of many shapes and directions.
std::vector<six> states() {
    std::vector<six> all;
    for (unsigned seed = 0; all.size() < 40; ++seed) {
        const auto x = test::random_numbers(6, seed);
        const six s{2 * x[0], 2 * x[1], 2 * x[2], x[3], x[4], x[5]};
        const auto h = cross(s);
        if (dot(s, 0, s, 0) > .25 && energy(s, mu) < -.2 && dot(h, 0, h, 0) > .1)
            all.push_back(s);
    }
    return all;
}

void require_near(const six &a, const six &b, double tolerance) {
    for (std::size_t i = 0; i < 6; ++i)
        REQUIRE(a[i] == Approx(b[i]).epsilon(tolerance).margin(tolerance));
}

test::equations kepler_problem() {
    const auto u = inputs();
    const auto w = -par[0] * pow(u[0] * u[0] + u[1] * u[1] + u[2] * u[2], -1.5);
    return {{u[0], u[3]}, {u[1], u[4]}, {u[2], u[5]}, {u[3], u[0] * w}, {u[4], u[1] * w}, {u[5], u[2] * w}};
}

} // namespace

TEST_CASE("energy and angular momentum stay, and a period changes nothing", "[lagrange_prop]") {
    const propagator at;
    for (const auto &s : states()) {
        const auto h0 = cross(s);
        for (const double t : {-7., -.01, 0., 1e-6, .5, 3., 40.}) {
            const auto now = at(s, mu, t), h = cross(now);
            REQUIRE(energy(now, mu) == Approx(energy(s, mu)).epsilon(1e-12));
            for (std::size_t c = 0; c < 3; ++c)
                REQUIRE(h[c] == Approx(h0[c]).epsilon(1e-12).margin(1e-12));
        }
        for (const int turns : {-1, 1, 10})
            require_near(at(s, mu, turns * period(s, mu)), s, 1e-12 * std::abs(turns) * 10);
        require_near(at(s, mu, 0.), s, 1e-15);
    }
}

TEST_CASE("states come back, and steps add up", "[lagrange_prop]") {
    const propagator at;
    for (const auto &s : states()) {
        require_near(at(at(s, mu, 2.5), mu, -2.5), s, 1e-11);
        require_near(at(at(s, mu, .75), mu, 1.75), at(s, mu, 2.5), 1e-11);
    }
}

TEST_CASE("a circle, and an ellipse from end to end", "[lagrange_prop]") {
    const propagator at;
    const double v = std::sqrt(mu / 2);
    for (const double t : {-3., .25, 11.}) {
        const double angle = v / 2 * t, c = std::cos(angle), s = std::sin(angle);
        require_near(at({2., 0., 0., 0., 0., v}, mu, t), {2 * c, 0., 2 * s, -v * s, 0., v * c}, 1e-14);
    }
    // From the pericentre of an ellipse with a = 1, e = 0.9 to its apocentre.
    const double fast = std::sqrt(mu * 1.9 / .1), slow = std::sqrt(mu * .1 / 1.9);
    require_near(at({.1, 0., 0., 0., fast, 0.}, mu, std::numbers::pi / std::sqrt(mu)), {-1.9, 0., 0., 0., -slow, 0.},
                 1e-13);
}

TEST_CASE("hyperbolas give no numbers", "[lagrange_prop]") {
    const propagator at;
    for (const double x : at({1., 0., 0., 0., 2., 0.}, mu, 1.))
        REQUIRE(std::isnan(x));
}

TEST_CASE("the solution is that of the integrator", "[lagrange_prop]") {
    const propagator at;
    taylor_adaptive<double> ta(kepler_problem(), std::vector<double>(6, 1.), kw::pars = {mu});
    for (const auto &s : states()) {
        for (const double t : {-4., 9.}) {
            std::copy(s.begin(), s.end(), ta.get_state_data());
            ta.set_time(0.);
            REQUIRE(ta.propagate_until(t).outcome() == taylor_outcome::time_limit);
            six end{};
            std::copy(ta.get_state().begin(), ta.get_state().end(), end.begin());
            require_near(at(s, mu, t), end, 1e-11);
        }
    }
}

// In an integrator the state at a time is a function of the time, and its derivative the velocity.
TEST_CASE("the velocity is the derivative of the position", "[lagrange_prop]") {
    const six s{1.1, -.3, .2, .2, .9, -.4};
    std::array<expression, 3> r0, v0;
    for (std::size_t c = 0; c < 3; ++c) {
        r0[c] = expression(s[c]);
        v0[c] = expression(s[3 + c]);
    }
    const auto [r, v] = model::lagrange_prop(r0, v0, par[0], brook::time);
    const auto [x, y, z] = make_vars("x", "y", "z");
    taylor_adaptive<double> ta({prime(x) = v[0], prime(y) = v[1], prime(z) = v[2]}, {s[0], s[1], s[2]},
                               kw::pars = {mu});
    ta.propagate_until(12.);
    const auto end = propagator()(s, mu, 12.);
    for (std::size_t c = 0; c < 3; ++c)
        REQUIRE(ta.get_state()[c] == Approx(end[c]).epsilon(1e-12).margin(1e-12));
}

TEST_CASE("the state transition matrix is that of the variational equations, and symplectic", "[lagrange_prop]") {
    const auto u = inputs();
    const auto jacobian = diff_tensors(propagated(), u, kw::diff_order = 1).get_jacobian();
    REQUIRE(jacobian.size() == 36);
    const cfunc<double> f(jacobian, u);
    taylor_adaptive<double> ta(var_ode_sys(kepler_problem(), u), std::vector<double>(6, 1.), kw::pars = {mu});
    const auto identity = ta.get_state();
    for (const auto &s : states()) {
        const double t = 3.5;
        std::array<double, 36> m{};
        f(m, s, kw::pars = {mu, t});
        auto start = identity;
        std::copy(s.begin(), s.end(), start.begin());
        std::copy(start.begin(), start.end(), ta.get_state_data());
        ta.set_time(0.);
        REQUIRE(ta.propagate_until(t).outcome() == taylor_outcome::time_limit);
        const double size = std::abs(
            *std::max_element(m.begin(), m.end(), [](double a, double b) { return std::abs(a) < std::abs(b); }));
        for (std::size_t i = 0; i < 6; ++i)
            for (std::size_t j = 0; j < 6; ++j)
                REQUIRE(std::abs(m[6 * i + j] - ta.get_state()[6 + 6 * i + j]) < 1e-11 * size);
        // M^T J M = J
        for (std::size_t i = 0; i < 6; ++i)
            for (std::size_t j = 0; j < 6; ++j) {
                double area = 0;
                for (std::size_t k = 0; k < 3; ++k)
                    area += m[6 * k + i] * m[6 * (k + 3) + j] - m[6 * (k + 3) + i] * m[6 * k + j];
                const double expected = j == i + 3 ? 1 : i == j + 3 ? -1 : 0;
                REQUIRE(std::abs(area - expected) < 1e-12 * size * size);
            }
    }
}
