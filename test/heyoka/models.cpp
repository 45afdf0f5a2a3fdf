// SPDX-License-Identifier: MPL-2.0
// Programs written for heyoka: mechanics and models.
#include <array>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

namespace heyoka = brook;

TEST_CASE("a pendulum from its model and one from its Lagrangian are the same") {
    using namespace heyoka;
    auto [x, v] = make_vars("x", "v");
    auto ta =
        taylor_adaptive<double>{model::pendulum(kw::gconst = par[0], kw::length = 2.), {0.5, 0.}, kw::pars = {9.8}};
    auto tb = taylor_adaptive<double>{
        lagrangian(0.5 * 4. * v * v + par[0] * 2. * cos(x), {x}, {v}), {0.5, 0.}, kw::pars = {9.8}};
    ta.propagate_until(3.);
    tb.propagate_until(3.);
    REQUIRE(ta.get_state()[0] == Approx(tb.get_state()[0]).epsilon(1e-13));

    const auto energy = cfunc<double>{{model::pendulum_energy(kw::gconst = par[0], kw::length = 2.)}, {x, v}};
    std::vector<double> now(1), before(1), start{0.5, 0.};
    energy(before, start, kw::pars = ta.get_pars());
    energy(now, ta.get_state(), kw::pars = ta.get_pars());
    REQUIRE(now[0] == Approx(before[0]).epsilon(1e-13));
}

TEST_CASE("bodies, with masses in a list, in a vector and as parameters") {
    using namespace heyoka;
    const std::vector<double> state{0., 0., 0., 0., 0., 0., 1., 0., 0., 0., 1., 0.};
    auto listed = taylor_adaptive<double>{model::nbody(2, kw::masses = {1., 0.}), state};
    auto shorter = taylor_adaptive<double>{model::nbody(2, kw::masses = std::vector{1.}, kw::Gconst = 1.), state};
    auto free_mass = taylor_adaptive<double>{model::nbody(2, kw::masses = {par[0]}), state, kw::pars = {1.}};
    for (auto *ta : {&listed, &shorter, &free_mass}) {
        ta->propagate_until(2.);
        REQUIRE(ta->get_state()[6] == Approx(std::cos(2.)).epsilon(1e-13));
    }
    REQUIRE_THROWS_AS(model::nbody(1), std::invalid_argument);
    REQUIRE_THROWS_AS(model::cr3bp(kw::mu = 0.7), std::invalid_argument);
}

TEST_CASE("a neural network on the right-hand side") {
    using namespace heyoka;
    auto [x, y] = make_vars("x", "y");
    std::vector<std::function<expression(const expression &)>> activations{[](const expression &a) { return tanh(a); },
                                                                           [](const expression &a) { return a; }};
    auto f = model::ffnn(kw::inputs = {x, y}, kw::nn_hidden = {3u}, kw::n_out = 2u, kw::activations = activations);
    auto ta = taylor_adaptive<double>{{prime(x) = f[0], prime(y) = f[1]}, {0.1, 0.2}, kw::pars = std::vector(17, 0.1)};
    REQUIRE(std::get<0>(ta.propagate_until(1.)) == taylor_outcome::time_limit);
}
