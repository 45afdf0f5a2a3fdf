// SPDX-License-Identifier: MPL-2.0
// Restricted problems: Hamilton's equations, what is conserved, and where the bodies are.
#include <brook/model/restricted.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <numbers>
#include <stdexcept>
#include <vector>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/mechanics.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

// Whether the equations are Hamilton's: the largest difference.
double off_hamilton(const test::equations &system, const expression &hamiltonian,
                    const test::surroundings<double> &at) {
    double most = 0;
    for (std::size_t c = 0; c < 3; ++c) {
        const auto &q = system[c], &p = system[3 + c];
        most = std::max(most, std::abs(test::evaluate(q.second, at) - test::evaluate(diff(hamiltonian, p.first), at)));
        most = std::max(most, std::abs(test::evaluate(p.second, at) + test::evaluate(diff(hamiltonian, q.first), at)));
    }
    return most;
}

std::vector<double> away_from_bodies(unsigned seed) {
    auto state = test::random_numbers(6, seed);
    state[2] += state[2] < 0 ? -0.5 : 0.5;
    return state;
}

} // namespace

TEST_CASE("restricted problems have Hamilton's equations", "[restricted]") {
    for (unsigned seed = 0; seed < 20; ++seed) {
        const auto state = away_from_bodies(seed);
        const double mu = 0.25 + 0.2 * state[0];
        const auto three = model::cr3bp(kw::mu = par[0]);
        REQUIRE(off_hamilton(three, model::cr3bp_jacobi(kw::mu = par[0]), test::at_state(three, state, {mu})) < 1e-12);
        const auto four = model::bcp(kw::mu = par[0], kw::mu_s = 20., kw::rho_s = 5., kw::omega_s = 0.75);
        REQUIRE(off_hamilton(
                    four, model::bcp_hamiltonian(kw::mu = par[0], kw::mu_s = 20., kw::rho_s = 5., kw::omega_s = 0.75),
                    test::at_state(four, state, {mu}, 3. * state[3])) < 1e-12);
    }
}

TEST_CASE("the Hamiltonian of the restricted three-body problem is that of its docstring", "[restricted]") {
    const double mu = 0.125, x = 0.3, y = -0.4, z = 0.6, px = 0.1, py = 0.7, pz = -0.2;
    const double expected = 0.5 * (px * px + py * py + pz * pz) + y * px - x * py -
                            (1 - mu) / std::hypot(x - mu, y, z) - mu / std::hypot(x - mu + 1, y, z);
    const auto system = model::cr3bp(kw::mu = mu);
    const auto at = test::at_state(system, {x, y, z, px, py, pz});
    REQUIRE(test::evaluate(model::cr3bp_jacobi(kw::mu = mu), at) == Approx(expected).epsilon(1e-14));

    // The frame rotates with angular velocity 1.
    const auto slopes = test::slopes(system, at);
    REQUIRE(slopes[0] == Approx(px + y));
    REQUIRE(slopes[1] == Approx(py - x));
    REQUIRE(slopes[2] == pz);
}

TEST_CASE("the Hamiltonian of the restricted three-body problem is conserved", "[restricted]") {
    REQUIRE(test::drift(model::cr3bp(kw::mu = 0.01), {-0.45, 0.80, 0.1, -0.80, -0.45, 0.02},
                        model::cr3bp_jacobi(kw::mu = 0.01), 200.) < 1e-13);
    REQUIRE(test::drift(model::cr3bp(), {0.5, 0., 0.1, 0., 1.3, 0.}, model::cr3bp_jacobi(), 50.) < 1e-12);
}

TEST_CASE("the triangular points of the restricted three-body problem are at rest", "[restricted]") {
    const double mu = 0.01, x = mu - 0.5, y = GENERATE(1, -1) * std::sqrt(0.75);
    const auto system = model::cr3bp(kw::mu = mu);
    for (const double slope : test::slopes(system, test::at_state(system, {x, y, 0., -y, x, 0.})))
        REQUIRE(std::abs(slope) < 1e-15);
}

TEST_CASE("the Hamiltonian of the bicircular problem changes as its derivative by the time says", "[restricted]") {
    auto system = model::bcp();
    const auto h = model::bcp_hamiltonian(), tau = expression("tau"), e = expression("e");
    const auto by_time = diff(subs(h, std::map<expression, expression>{{brook::time, tau}}), tau);
    system.push_back(prime(e) = subs(by_time, {{"tau", brook::time}}));
    // Far from all bodies, and near one.
    const std::vector<double> state = GENERATE(std::vector{-0.45, 0.80, 0.1, -0.80, -0.45, 0.02, 0.},
                                               std::vector{0.3, 0.1, 0.05, -0.5, 1.8, 0.1, 0.});
    REQUIRE(test::drift(system, state, h - e, 20.) < 2e-11); // of numbers that are 1692 in the middle
}

TEST_CASE("the Sun of the bicircular problem is where it should be, and pulls at the centre of mass", "[restricted]") {
    const double theta = 0.3, rho = 1e3;
    const auto with = model::bcp(kw::mu = 0.01, kw::mu_s = 1e6, kw::rho_s = rho, kw::omega_s = 0.5);
    const auto without = model::cr3bp(kw::mu = 0.01);
    const std::vector<double> state{0.1, 0.2, 0.3, 0.4, 0.5, 0.6};
    const auto a = test::slopes(with, test::at_state(with, state, {}, theta / 0.5));
    const auto b = test::slopes(without, test::at_state(without, state));
    const std::array<double, 3> sun{rho * std::cos(theta), -rho * std::sin(theta), 0.};
    const double r = std::hypot(sun[0] - state[0], sun[1] - state[1], sun[2] - state[2]);
    for (std::size_t c = 0; c < 3; ++c) {
        const double tide = 1e6 * ((sun[c] - state[c]) / (r * r * r) - sun[c] / (rho * rho * rho));
        REQUIRE(std::abs(tide) > 1e-6);
        REQUIRE(std::abs(a[3 + c] - b[3 + c] - tide) < 1e-14);
    }
}

TEST_CASE("restricted problems that make no sense are refused", "[restricted]") {
    for (const double mu : {0., 0.5, -0.1, 1., std::numeric_limits<double>::quiet_NaN()}) {
        REQUIRE_THROWS_WITH(model::cr3bp(kw::mu = mu), ContainsSubstring("mu of cr3bp() must be between 0 and 0.5"));
        REQUIRE_THROWS_AS(model::cr3bp_jacobi(kw::mu = mu), std::invalid_argument);
        REQUIRE_THROWS_AS(model::bcp(kw::mu = mu), std::invalid_argument);
        REQUIRE_THROWS_AS(model::bcp_hamiltonian(kw::mu = mu), std::invalid_argument);
    }
    REQUIRE_THROWS_WITH(model::bcp(kw::mu_s = -1.), ContainsSubstring("mu_s of bcp() must be finite and not negative"));
    REQUIRE_THROWS_WITH(model::bcp(kw::rho_s = 0.), ContainsSubstring("rho_s of bcp() must be positive and finite"));
    REQUIRE_THROWS_AS(model::bcp(kw::omega_s = std::numeric_limits<double>::infinity()), std::invalid_argument);
    REQUIRE_NOTHROW(model::cr3bp(kw::mu = par[0]));
}
