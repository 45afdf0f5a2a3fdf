// SPDX-License-Identifier: MPL-2.0
// Bodies that attract each other, in an inertial frame and relative to one of them.
// covers: bodies, np1body
#include <brook/model/nbody.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/mechanics.hpp"
#include "test/support/outer_solar_system.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

// Newton's law, summed up body by body.
std::vector<double> attractions(const std::vector<double> &masses, double G, const std::vector<double> &state) {
    const auto n = state.size() / 6;
    std::vector<double> slopes(6 * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t c = 0; c < 3; ++c)
            slopes[6 * i + c] = state[6 * i + 3 + c];
        for (std::size_t j = 0; j < masses.size(); ++j) {
            if (i == j)
                continue;
            std::array<double, 3> d{};
            for (std::size_t c = 0; c < 3; ++c)
                d[c] = state[6 * j + c] - state[6 * i + c];
            const double r = std::hypot(d[0], d[1], d[2]);
            for (std::size_t c = 0; c < 3; ++c)
                slopes[6 * i + 3 + c] += G * masses[j] * d[c] / (r * r * r);
        }
    }
    return slopes;
}

// Relative to the first body, which is left out.
std::vector<double> relative(const std::vector<double> &x) {
    std::vector<double> difference;
    for (std::size_t i = 6; i < x.size(); ++i)
        difference.push_back(x[i] - x[i % 6]);
    return difference;
}

void require_near(const std::vector<double> &a, const std::vector<double> &b, double tolerance) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        REQUIRE(std::abs(a[i] - b[i]) <= tolerance * std::max(1., std::abs(b[i])));
}

// A sun, two planets and a comet.
const std::vector<double> small_system{0., 0., 0., 0.,   0., 0.,  1.,  0.,   0.1, 0.,  1.,  0.,
                                       0., 2., 0., -0.7, 0., 0.1, -1., -2.5, 1.,  0.4, 0.1, -0.2};

} // namespace

TEST_CASE("bodies attract each other by Newton's law", "[nbody]") {
    const std::vector<double> masses{1.5, 0.25, 0.5};
    for (unsigned seed = 0; seed < 20; ++seed) {
        const auto state = test::random_numbers(24, seed);
        const auto expected = attractions(masses, 2., state);
        const auto system = model::nbody(4, kw::masses = masses, kw::Gconst = 2.);
        require_near(test::slopes(system, test::at_state(system, state)), expected, 1e-11);
        const auto with_pars =
            model::nbody(4, kw::masses = {par[0], par[1], par[2], expression(0.)}, kw::Gconst = par[3]);
        require_near(test::slopes(with_pars, test::at_state(with_pars, state, {1.5, 0.25, 0.5, 2.})), expected, 1e-11);

        const auto about_first = model::np1body(4, kw::masses = masses, kw::Gconst = 2.);
        require_near(test::slopes(about_first, test::at_state(about_first, relative(state))), relative(expected),
                     1e-11);
    }
}

TEST_CASE("the state of bodies has one body after the other", "[nbody]") {
    const auto system = model::nbody(2), relative_system = model::np1body(3);
    const std::vector<std::string> names{"x", "y", "z", "vx", "vy", "vz"};
    REQUIRE(system.size() == 12);
    REQUIRE(relative_system.size() == 12);
    for (std::size_t i = 0; i < 12; ++i) {
        REQUIRE(test::name_of(system[i].first) == names[i % 6] + "_" + std::to_string(i / 6));
        REQUIRE(test::name_of(relative_system[i].first) == names[i % 6] + "_" + std::to_string(i / 6 + 1));
    }
    const std::vector<double> state{1., 2., 3., 4., 5., 6., -1., -2., -1., -4., -5., -6.};
    require_near(test::slopes(system, test::at_state(system, state)), attractions({1., 1.}, 1., state), 1e-15);
}

TEST_CASE("forces of bodies are derivatives of their potential", "[nbody]") {
    const std::vector<double> masses{1.5, 0.25, 0.5};
    const auto system = model::nbody(3, kw::masses = masses, kw::Gconst = 0.5);
    const auto potential = model::nbody_potential(3, kw::masses = masses, kw::Gconst = 0.5);
    for (unsigned seed = 0; seed < 10; ++seed) {
        const auto at = test::at_state(system, test::random_numbers(18, seed));
        for (std::size_t body = 0; body < 3; ++body)
            REQUIRE(test::off_the_gradient(system, body, potential, masses[body], at) < 1e-11);
    }
}

TEST_CASE("the energy of bodies is conserved, and is the same in both frames", "[nbody]") {
    const std::vector<double> masses{1., 1e-3, 2e-3};
    const auto energy = model::nbody_energy(4, kw::masses = masses);
    const auto system = model::nbody(4, kw::masses = masses);
    REQUIRE(test::drift(system, small_system, energy, 100.) < 1e-13);
    REQUIRE(test::drift(model::np1body(4, kw::masses = masses), relative(small_system),
                        model::np1body_energy(4, kw::masses = masses), 100.) < 1e-13);

    // In the frame of the centre of mass they agree.
    auto state = small_system;
    for (std::size_t c = 3; c < 6; ++c) {
        const double w = (1e-3 * state[6 + c] + 2e-3 * state[12 + c]) / 1.003;
        for (std::size_t i = 0; i < 4; ++i)
            state[6 * i + c] -= w;
    }
    const auto relative_system = model::np1body(4, kw::masses = masses);
    REQUIRE(test::evaluate(energy, test::at_state(system, state)) ==
            Approx(test::evaluate(model::np1body_energy(4, kw::masses = masses),
                                  test::at_state(relative_system, relative(state))))
                .epsilon(1e-13));
    REQUIRE(test::evaluate(model::nbody_potential(4, kw::masses = masses), test::at_state(system, state)) ==
            Approx(test::evaluate(model::np1body_potential(4, kw::masses = masses),
                                  test::at_state(relative_system, relative(state))))
                .epsilon(1e-13));
}

TEST_CASE("momenta of bodies are conserved", "[nbody]") {
    const std::vector<double> masses{1., 0.25, 0.5};
    const auto system = model::nbody(3, kw::masses = masses);
    std::vector<expression> momentum, angular;
    for (std::size_t i = 0; i < 3; ++i) {
        momentum.push_back(masses[i] * system[6 * i + 3].first);
        angular.push_back(masses[i] * (system[6 * i].first * system[6 * i + 4].first -
                                       system[6 * i + 1].first * system[6 * i + 3].first));
    }
    const std::vector<double> state(small_system.begin(), small_system.begin() + 18);
    REQUIRE(test::drift(system, state, sum(momentum), 20.) < 1e-13);
    REQUIRE(test::drift(system, state, sum(angular), 20.) < 1e-13);
}

TEST_CASE("both frames have the same orbits", "[nbody]") {
    const std::vector<double> masses{1., 1e-3, 2e-3};
    taylor_adaptive<double> inertial(model::nbody(4, kw::masses = masses), small_system);
    taylor_adaptive<double> about_first(model::np1body(4, kw::masses = masses), relative(small_system));
    inertial.propagate_until(30.);
    about_first.propagate_until(30.);
    require_near(about_first.get_state(), relative(inertial.get_state()), 1e-11);
}

TEST_CASE("the outer Solar System is that of the tests, bit for bit", "[nbody]") {
    const std::vector<double> masses(outer_solar_system::masses.begin(), outer_solar_system::masses.end());
    const auto &initial = outer_solar_system::initial_state;
    const std::vector<double> state(initial.begin(), initial.end());
    taylor_adaptive<double> a(model::nbody(6, kw::masses = masses, kw::Gconst = outer_solar_system::G), state);
    taylor_adaptive<double> b(outer_solar_system::equations(), state);
    a.propagate_until(50.);
    b.propagate_until(50.);
    REQUIRE(a.get_state() == b.get_state());
}

TEST_CASE("masses that are parameters give the bits of numbers", "[nbody]") {
    const std::vector<double> masses{1., 1e-3, 2e-3, 3e-3};
    taylor_adaptive<double> numbers(model::nbody(4, kw::masses = masses), small_system);
    taylor_adaptive<double> parameters(model::nbody(4, kw::masses = {par[0], par[1], par[2], par[3]}), small_system,
                                       kw::pars = masses);
    numbers.propagate_until(5.);
    parameters.propagate_until(5.);
    REQUIRE(numbers.get_state() == parameters.get_state());
}

TEST_CASE("bodies without mass attract nobody", "[nbody]") {
    const auto by_default = model::nbody(4, kw::masses = {1., 0.5}),
               with_zeros = model::nbody(4, kw::masses = {1., 0.5, 0., 0.});
    REQUIRE(by_default == with_zeros);
    const auto nothing = model::nbody(3, kw::masses = std::vector<double>());
    for (std::size_t i = 0; i < 18; ++i)
        if (i % 6 >= 3)
            REQUIRE(nothing[i].second == expression(0.));
    REQUIRE(model::nbody_energy(3, kw::masses = std::vector<double>()) == expression(0.));
    REQUIRE(model::np1body_energy(3, kw::masses = std::vector<double>()) == expression(0.));
    REQUIRE(get_variables(model::nbody_energy(3, kw::masses = {1., 2.})).size() == 12);
}

TEST_CASE("bodies that make no sense are refused", "[nbody]") {
    REQUIRE_THROWS_WITH(model::nbody(1), ContainsSubstring("nbody() needs at least 2 bodies, but got 1"));
    REQUIRE_THROWS_WITH(model::np1body(0), ContainsSubstring("np1body() needs at least 2 bodies, but got 0"));
    REQUIRE_THROWS_AS(model::nbody(-2), std::invalid_argument);
    REQUIRE_THROWS_WITH(model::nbody_potential(2, kw::masses = {1., 2., 3.}),
                        ContainsSubstring("at most one mass for each of its 2 bodies, but got 3"));
    REQUIRE_THROWS_WITH(
        model::np1body_energy(3, kw::masses = {1., -2.}),
        ContainsSubstring("The mass of body 1 of np1body_energy() must be finite and not negative, but it is -2.0"));
    REQUIRE_THROWS_AS(model::nbody_energy(3, kw::masses = {std::numeric_limits<double>::quiet_NaN()}),
                      std::invalid_argument);
    REQUIRE_THROWS_AS(model::np1body_potential(3, kw::Gconst = std::numeric_limits<double>::infinity()),
                      std::invalid_argument);
}
