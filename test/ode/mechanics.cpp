// SPDX-License-Identifier: MPL-2.0
// Equations of motion from Lagrangians and Hamiltonians.
// covers: lagrangian, hamiltonian, coordinates, mass_matrix, random_point
#include <brook/ode/mechanics.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <brook/expression/format.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/mechanics.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::vector<expression> q{expression("q0"), expression("q1"), expression("q2")},
    v{expression("v0"), expression("v1"), expression("v2")};

std::vector<expression> first(const std::vector<expression> &x, std::size_t n) { return {x.begin(), x.begin() + n}; }

// A Lagrangian of the first n coordinates.
test::equations system_of(const expression &L, std::size_t n, const expression &D = expression(0.)) {
    return lagrangian(L, first(q, n), first(v, n), D);
}

// sum qdot dL/dqdot - L.
expression energy_of(const expression &L, const std::vector<expression> &qdots) {
    std::vector<expression> terms{-L};
    for (const auto &qdot : qdots)
        terms.push_back(qdot * diff(L, qdot));
    return sum(std::move(terms));
}

// What is left of d/dt (dL/dqdot_i) - dL/dq_i along the equations, at most.
double residual(const expression &L, const test::equations &system, const test::surroundings<double> &at) {
    const auto n = system.size() / 2;
    double most = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const auto momentum = diff(L, system[n + i].first);
        double r = -test::evaluate(diff(L, system[i].first), at);
        for (const auto &equation : system)
            r += test::evaluate(diff(momentum, equation.first), at) * test::evaluate(equation.second, at);
        most = std::max(most, std::abs(r));
    }
    return most;
}

void require_equations(const expression &L, std::size_t n, double tolerance = 1e-12) {
    const auto system = system_of(L, n);
    REQUIRE(system.size() == 2 * n);
    for (std::size_t i = 0; i < n; ++i) {
        REQUIRE(system[i] == std::pair{q[i], v[i]});
        REQUIRE(system[n + i].first == v[i]);
    }
    for (unsigned seed = 0; seed < 20; ++seed)
        REQUIRE(residual(L, system, test::at_state(system, test::random_numbers(2 * n, seed), {1.5, 0.5, 2.})) <
                tolerance);
}

// n mass points on a chain of rods, with angles from the vertical.
expression chain(const std::vector<expression> &angles, const std::vector<expression> &rates) {
    std::vector<expression> terms;
    expression x(0.), y(0.), height(0.);
    for (std::size_t i = 0; i < angles.size(); ++i) {
        x = x + cos(angles[i]) * rates[i];
        y = y + sin(angles[i]) * rates[i];
        height = height - cos(angles[i]);
        terms.push_back(0.5 * (x * x + y * y) - 9.8 * height);
    }
    return sum(std::move(terms));
}

} // namespace

TEST_CASE("the double pendulum is that of the textbooks", "[lagrangian]") {
    const double m1 = 1.5, m2 = 0.5, l1 = 2, l2 = 0.75, g = 9.8;
    const auto M1 = par[0], M2 = par[1];
    const auto L = 0.5 * (M1 + M2) * l1 * l1 * v[0] * v[0] + 0.5 * M2 * l2 * l2 * v[1] * v[1] +
                   M2 * l1 * l2 * v[0] * v[1] * cos(q[0] - q[1]) + (M1 + M2) * g * l1 * cos(q[0]) +
                   M2 * g * l2 * cos(q[1]);
    const auto system = system_of(L, 2);
    for (unsigned seed = 0; seed < 20; ++seed) {
        const auto state = test::random_numbers(4, seed);
        const double a = state[0], b = state[1], u = state[2], w = state[3];
        const double d = 2 * m1 + m2 - m2 * std::cos(2 * a - 2 * b);
        const double first = (-g * (2 * m1 + m2) * std::sin(a) - m2 * g * std::sin(a - 2 * b) -
                              2 * std::sin(a - b) * m2 * (w * w * l2 + u * u * l1 * std::cos(a - b))) /
                             (l1 * d);
        const double second =
            2 * std::sin(a - b) *
            (u * u * l1 * (m1 + m2) + g * (m1 + m2) * std::cos(a) + w * w * l2 * m2 * std::cos(a - b)) / (l2 * d);
        const auto slopes = test::slopes(system, test::at_state(system, state, {m1, m2}));
        REQUIRE(slopes[0] == u);
        REQUIRE(slopes[1] == w);
        REQUIRE(std::abs(slopes[2] - first) < 1e-12);
        REQUIRE(std::abs(slopes[3] - second) < 1e-12);
    }
}

TEST_CASE("equations of motion satisfy those of Euler and Lagrange", "[lagrangian]") {
    const auto c = cos(q[0] - q[2]);
    // A full mass matrix with parameters; one with zeros; one of the coordinates of a top; a potential with velocities.
    require_equations(chain(q, v), 3);
    require_equations((2. + c) * v[0] * v[0] + par[0] * v[1] * v[1] + par[1] * v[2] * v[2] +
                          par[2] * v[0] * v[1] * sin(q[1]) - q[0] * q[1] * q[2],
                      3);
    require_equations(0.5 * (v[0] * v[0] * pow(sin(2. + q[1]), 2.) + v[1] * v[1]) +
                          0.5 * par[0] * pow(v[2] + v[0] * cos(2. + q[1]), 2.) - cos(q[1]),
                      3);
    require_equations(0.5 * (v[0] * v[0] + v[1] * v[1]) + 0.75 * (q[0] * v[1] - q[1] * v[0]) - q[0] * q[0], 2);
    require_equations(-sqrt(4. - v[0] * v[0]) - q[0] * q[0], 1); // relativistic
}

TEST_CASE("mass matrices whose diagonal is zero are solved", "[lagrangian]") {
    require_equations(v[0] * v[1] - q[0] * q[1], 2);
    require_equations(v[0] * v[1] + v[0] * v[2] + v[1] * v[2] - q[0] * q[1] * q[2], 3, 1e-11);
    require_equations((2. + q[0]) * v[0] * v[1] + (3. - q[2]) * v[2] * v[0] + v[2] * v[2] - cos(q[1]), 3, 1e-11);
    // Zero, but not at first sight.
    const auto zero = sin(q[0]) * sin(q[0]) + cos(q[0]) * cos(q[0]) - 1.;
    require_equations(zero * v[0] * v[0] + v[0] * v[1] - q[0] * q[1], 2);
    const auto system = system_of(zero * v[0] * v[0] + v[0] * v[1] - q[0] * q[1], 2);
    for (const double slope : test::slopes(system, test::at_state(system, {0.5, 0.25, 0., 0.})))
        REQUIRE(std::abs(slope) < 1);
}

TEST_CASE("simple mass matrices leave simple equations", "[lagrangian]") {
    const auto plain = system_of(0.5 * v[0] * v[0] + v[1] * v[1] - cos(q[0]) * q[1], 2);
    for (std::size_t i = 2; i < 4; ++i)
        REQUIRE(fmt::format("{}", plain[i].second).find('/') == std::string::npos);
    // What does not touch q0 does not appear in its equation.
    const auto apart = system_of(
        0.5 * (1. + q[0] * q[0]) * v[0] * v[0] + 0.5 * (v[1] * v[1] + v[2] * v[2] + v[1] * v[2] * cos(q[1] - q[2])), 3);
    REQUIRE(get_variables(apart[3].second) == std::vector<std::string>{"q0", "v0"});
    REQUIRE(get_variables(apart[4].second) == std::vector<std::string>{"q1", "q2", "v1", "v2"});
}

TEST_CASE("the energy of systems from Lagrangians is conserved", "[lagrangian]") {
    REQUIRE(test::drift(system_of(chain(q, v), 3), {2., 1., -1., 0.5, 0., 1.}, energy_of(chain(q, v), v), 10.) < 2e-11);
    std::vector<expression> angles, rates;
    for (int i = 0; i < 6; ++i) {
        angles.push_back(expression("a" + std::to_string(i)));
        rates.push_back(expression("w" + std::to_string(i)));
    }
    std::vector<double> state(12, 0.);
    state[0] = 0.5;
    const auto L = chain(angles, rates);
    REQUIRE(test::drift(lagrangian(L, angles, rates), state, energy_of(L, rates), 2.) < 1e-11);
}

TEST_CASE("Lagrangians may depend on the time", "[lagrangian]") {
    // A mass that grows, and a pendulum whose pivot moves: y = cos(3 t).
    const auto growing = system_of(0.5 * exp(0.25 * brook::time) * v[0] * v[0], 1);
    REQUIRE(test::slopes(growing, test::at_state(growing, {1., 2.}, {}, 0.75))[1] == Approx(-0.5).epsilon(1e-15));
    const auto y = -3. * sin(3. * brook::time);
    const auto pivot = system_of(0.5 * v[0] * v[0] + v[0] * sin(q[0]) * y + 9.8 * cos(q[0]), 1);
    const double t = 0.4, a = 0.7;
    REQUIRE(test::slopes(pivot, test::at_state(pivot, {a, 1.1}, {}, t))[1] ==
            Approx(-(9.8 - 9 * std::cos(3 * t)) * std::sin(a)).epsilon(1e-13));
}

TEST_CASE("dissipation takes energy as it should", "[lagrangian]") {
    const auto system = system_of(0.5 * par[1] * v[0] * v[0] - 0.5 * q[0] * q[0], 1, 0.5 * par[0] * v[0] * v[0]);
    const auto slopes = test::slopes(system, test::at_state(system, {0.5, 2.}, {0.25, 4.}));
    REQUIRE(slopes[1] == Approx((-0.5 - 0.25 * 2) / 4).epsilon(1e-15));
    // E' = -2 D.
    auto with_work = system_of(chain(first(q, 2), first(v, 2)), 2, 0.1 * (v[0] * v[0] + pow(v[1] - v[0], 2.)));
    const expression w("w");
    with_work.push_back(prime(w) = 0.2 * (v[0] * v[0] + pow(v[1] - v[0], 2.)));
    REQUIRE(test::drift(with_work, {2., 1., -1., 0.5, 0.}, energy_of(chain(first(q, 2), first(v, 2)), first(v, 2)) + w,
                        10.) < 1e-11);
}

TEST_CASE("Hamiltonians and Lagrangians have the same orbits", "[hamiltonian]") {
    // A spherical pendulum: p0 = v0, p1 = sin(q0)^2 v1.
    const auto s = sin(q[0]);
    const auto L = 0.5 * (v[0] * v[0] + s * s * v[1] * v[1]) + par[0] * cos(q[0]);
    const auto [p0, p1] = make_vars("p0", "p1");
    const auto H = 0.5 * (p0 * p0 + p1 * p1 / (s * s)) - par[0] * cos(q[0]);
    const auto of_H = hamiltonian(H, first(q, 2), {p0, p1});
    REQUIRE(of_H[0].first == q[0]);
    REQUIRE(of_H[2].first == p0);
    const double s0 = std::sin(1.);
    taylor_adaptive<double> a(system_of(L, 2), {1., 0., 0.3, 0.8}, kw::pars = {2.});
    taylor_adaptive<double> b(of_H, {1., 0., 0.3, 0.8 * s0 * s0}, kw::pars = {2.});
    a.propagate_until(20.);
    b.propagate_until(20.);
    for (std::size_t i = 0; i < 2; ++i)
        REQUIRE(a.get_state()[i] == Approx(b.get_state()[i]).epsilon(1e-11));
    const double now = std::sin(a.get_state()[0]);
    REQUIRE(a.get_state()[3] * now * now == Approx(b.get_state()[3]).epsilon(1e-11));
    REQUIRE(test::drift(of_H, {1., 0., 0.3, 0.5}, H, 20., {2.}) < 1e-12);
    // The time is a parameter like others.
    const auto driven = hamiltonian(0.5 * p0 * p0 + q[0] * cos(brook::time), {q[0]}, {p0});
    REQUIRE(test::slopes(driven, test::at_state(driven, {1., 2.}, {}, 0.5)) == std::vector<double>{2., -std::cos(0.5)});
}

TEST_CASE("singular mass matrices are refused with the name of a coordinate", "[lagrangian]") {
    const auto refused = [](const expression &L, const std::string &name) {
        REQUIRE_THROWS_WITH(system_of(L, 2), ContainsSubstring("must not be singular, but the Lagrangian does not "
                                                               "determine the acceleration of '" +
                                                               name + "'"));
    };
    refused(0.5 * v[0] * v[0] - q[1], "q1");
    refused(0.5 * v[1] * v[1] - q[0] * v[0], "q0");
    refused(pow(v[0] + v[1], 2.), "q1");
    refused(par[0] * pow(v[0] + par[1] * v[1], 2.), "q1");
    const auto one = pow(sin(q[0]), 2.) + pow(cos(q[0]), 2.);
    refused(0.5 * (v[0] * v[0] + v[1] * v[1]) + one * v[0] * v[1], "q1");
    refused(q[0] + q[1], "q0");
}

TEST_CASE("coordinates that make no sense are refused", "[lagrangian]") {
    const auto L = 0.5 * v[0] * v[0];
    const expression x("x"), hidden("__x");
    REQUIRE_THROWS_WITH(lagrangian(L, {}, {}), ContainsSubstring("lagrangian() needs at least one coordinate"));
    REQUIRE_THROWS_WITH(lagrangian(L, {q[0], q[1]}, {v[0]}),
                        ContainsSubstring("as many velocities as coordinates, but got 1 and 2"));
    REQUIRE_THROWS_WITH(lagrangian(L, {q[0] + 1.}, {v[0]}),
                        ContainsSubstring("The coordinates of lagrangian() must be variables, but number 0 is '(1.0 + "
                                          "q0)'"));
    REQUIRE_THROWS_WITH(lagrangian(L, {q[0]}, {par[0]}), ContainsSubstring("The velocities of lagrangian()"));
    REQUIRE_THROWS_WITH(lagrangian(L, {hidden}, {v[0]}), ContainsSubstring("must not begin with '__'"));
    REQUIRE_THROWS_WITH(lagrangian(L, {q[0]}, {q[0]}), ContainsSubstring("'q0' is given 2 times"));
    REQUIRE_THROWS_WITH(lagrangian(L, {q[0], q[0]}, {v[0], v[1]}), ContainsSubstring("'q0' is given 2 times"));
    REQUIRE_THROWS_WITH(
        lagrangian(L + x, {q[0]}, {v[0]}),
        ContainsSubstring("The Lagrangian of lagrangian() must be a function of coordinates, velocities, "
                          "parameters and time, but it contains the variable 'x'"));
    REQUIRE_THROWS_WITH(lagrangian(L, {q[0]}, {v[0]}, x),
                        ContainsSubstring("The dissipation function of lagrangian()"));
    REQUIRE_THROWS_WITH(hamiltonian(L, {}, {}), ContainsSubstring("hamiltonian() needs at least one coordinate"));
    REQUIRE_THROWS_WITH(hamiltonian(L, {q[0]}, {v[0], v[1]}), ContainsSubstring("as many momenta as coordinates"));
    REQUIRE_THROWS_WITH(hamiltonian(L + x, {q[0]}, {v[0]}), ContainsSubstring("The Hamiltonian of hamiltonian()"));
    REQUIRE_THROWS_AS(hamiltonian(L, {hidden}, {v[0]}), std::invalid_argument);
    REQUIRE_THROWS_AS(hamiltonian(L, {q[0]}, {q[0]}), std::invalid_argument);
    REQUIRE_THROWS_AS(hamiltonian(L, {q[0]}, {1_dbl}), std::invalid_argument);
}
