// SPDX-License-Identifier: MPL-2.0
// A body in the field of fixed points, in a rotating frame, or both.
#include <brook/model/fixed_centres.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/mechanics.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

using triple = std::array<double, 3>;

const std::vector<double> masses{1., 0.5, -0.125}, positions{0., 0., 0.1, 0.5, -0.5, 0., -0.3, 0.2, 0.4};
constexpr double G = 1.5;
const triple omega{0.1, -0.2, 0.4};

triple cross(const triple &a, const triple &b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

triple of_centres(const triple &r) {
    triple a{};
    for (std::size_t i = 0; i < masses.size(); ++i) {
        const triple d{positions[3 * i] - r[0], positions[3 * i + 1] - r[1], positions[3 * i + 2] - r[2]};
        for (std::size_t c = 0; c < 3; ++c)
            a[c] += G * masses[i] * d[c] / std::pow(std::hypot(d[0], d[1], d[2]), 3);
    }
    return a;
}

triple of_rotation(const triple &r, const triple &v) {
    const auto coriolis = cross(omega, v), outward = cross(omega, cross(omega, r));
    return {-2 * coriolis[0] - outward[0], -2 * coriolis[1] - outward[1], -2 * coriolis[2] - outward[2]};
}

triple sum_of(const triple &a, const triple &b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }

void require_acceleration(const test::equations &system, const std::vector<double> &state, const triple &expected) {
    const auto slopes = test::slopes(system, test::at_state(system, state));
    REQUIRE(slopes.size() == 6);
    for (std::size_t c = 0; c < 3; ++c) {
        REQUIRE(slopes[c] == state[3 + c]);
        REQUIRE(std::abs(slopes[3 + c] - expected[c]) < 1e-10 * std::max(1., std::abs(expected[c])));
    }
}

const std::vector<double> omega_range(omega.begin(), omega.end());

auto body(auto f) { return f(kw::Gconst = G, kw::masses = masses, kw::positions = positions, kw::omega = omega); }

} // namespace

TEST_CASE("centres attract and frames rotate as they should", "[fixed_centres]") {
    for (unsigned seed = 0; seed < 20; ++seed) {
        const auto state = test::random_numbers(6, seed);
        const triple r{state[0], state[1], state[2]}, v{state[3], state[4], state[5]};
        require_acceleration(model::fixed_centres(kw::Gconst = G, kw::masses = masses, kw::positions = positions),
                             state, of_centres(r));
        require_acceleration(model::rotating(kw::omega = omega_range), state, of_rotation(r, v));
        require_acceleration(body(model::mascon), state, sum_of(of_centres(r), of_rotation(r, v)));
    }
}

TEST_CASE("forces in frames that rotate are derivatives of potentials, where nothing moves", "[fixed_centres]") {
    for (unsigned seed = 0; seed < 10; ++seed) {
        auto state = test::random_numbers(6, seed);
        const auto check = [&](const test::equations &system, const expression &potential) {
            REQUIRE(test::off_the_gradient(system, 0, potential, 1., test::at_state(system, state)) < 1e-10);
        };
        check(model::fixed_centres(kw::masses = masses, kw::positions = positions),
              model::fixed_centres_potential(kw::masses = masses, kw::positions = positions));
        state[3] = state[4] = state[5] = 0;
        check(model::rotating(kw::omega = omega), model::rotating_potential(kw::omega = omega));
        check(body(model::mascon), body(model::mascon_potential));
    }
}

TEST_CASE("the energies of these fields are conserved", "[fixed_centres]") {
    const std::vector<double> state{2., 0., 0.3, 0., 0.8, 0.1};
    REQUIRE(test::drift(model::fixed_centres(kw::Gconst = G, kw::masses = masses, kw::positions = positions), state,
                        model::fixed_centres_energy(kw::Gconst = G, kw::masses = masses, kw::positions = positions),
                        100.) < 1e-13);
    // A body that stays near: one that leaves has a centrifugal potential of hundreds, of which a rounding is 5e-14.
    REQUIRE(test::drift(body(model::mascon), {3., 0., 0.3, 0.06, -0.4, -0.6}, body(model::mascon_energy), 100.) <
            1e-13);
    REQUIRE(test::drift(model::rotating(kw::omega = omega), state, model::rotating_energy(kw::omega = omega), 10.) <
            1e-12);
    REQUIRE(test::drift(model::mascon(kw::masses = {par[0]}, kw::positions = {0_dbl, par[1], 0_dbl},
                                      kw::omega = {0_dbl, 0_dbl, par[2]}),
                        state,
                        model::mascon_energy(kw::masses = {par[0]}, kw::positions = {0_dbl, par[1], 0_dbl},
                                             kw::omega = {0_dbl, 0_dbl, par[2]}),
                        50., {1.5, 0.1, 0.25}) < 1e-12);
}

TEST_CASE("a free body moves on a straight line, seen from outside", "[fixed_centres]") {
    const std::vector<double> state{2., 0., 0.3, 0., 0.8, 0.1};
    taylor_adaptive<double> ta(model::rotating(kw::omega = {0., 0., 0.5}), state);
    ta.propagate_until(7.);
    // r = R(-omega t) (r0 + (v0 + omega x r0) t).
    const double x = state[0] + 7 * state[3], y = 7 * (state[4] + 0.5 * state[0]), c = std::cos(3.5), s = std::sin(3.5);
    REQUIRE(ta.get_state()[0] == Approx(c * x + s * y).epsilon(1e-13));
    REQUIRE(ta.get_state()[1] == Approx(-s * x + c * y).epsilon(1e-13));
    REQUIRE(ta.get_state()[2] == Approx(0.3 + 0.7).epsilon(1e-13));
}

TEST_CASE("where nothing acts, there is no force", "[fixed_centres]") {
    for (const auto &system :
         {model::fixed_centres(), model::rotating(), model::mascon(),
          model::mascon(kw::masses = {0.}, kw::positions = {1., 2., 3.}, kw::omega = {0., 0., 0.})})
        for (std::size_t c = 3; c < 6; ++c)
            REQUIRE(system[c].second == expression(0.));
    REQUIRE(model::rotating_potential() == expression(0.));
    REQUIRE(model::fixed_centres_potential() == expression(0.));
    // An axis has no force along it.
    REQUIRE(model::rotating(kw::omega = {0., 0., 2.})[5].second == expression(0.));
}

TEST_CASE("fields that make no sense are refused", "[fixed_centres]") {
    REQUIRE_THROWS_WITH(model::fixed_centres(kw::masses = {1., 2.}, kw::positions = {1., 2., 3.}),
                        ContainsSubstring("three coordinates for each mass, but got 2 masses and 3 coordinates"));
    REQUIRE_THROWS_AS(model::fixed_centres_energy(kw::positions = {1., 2.}), std::invalid_argument);
    REQUIRE_THROWS_AS(model::mascon_potential(kw::masses = {1.}), std::invalid_argument);
    REQUIRE_THROWS_WITH(model::rotating(kw::omega = {1., 2.}),
                        ContainsSubstring("3 coordinates, or none, but it has 2"));
    REQUIRE_THROWS_AS(model::mascon_energy(kw::omega = {1.}), std::invalid_argument);
    const double inf = std::numeric_limits<double>::infinity();
    REQUIRE_THROWS_WITH(model::mascon(kw::masses = {1.}, kw::positions = {0., inf, 0.}),
                        ContainsSubstring("Coordinate y of centre 0 of mascon() must be finite, but it is"));
    REQUIRE_THROWS_AS(model::fixed_centres(kw::masses = {inf}, kw::positions = {0., 0., 0.}), std::invalid_argument);
    REQUIRE_THROWS_AS(model::fixed_centres(kw::Gconst = inf), std::invalid_argument);
    REQUIRE_THROWS_AS(model::rotating_energy(kw::omega = {0., 0., inf}), std::invalid_argument);
}
