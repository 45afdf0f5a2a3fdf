// SPDX-License-Identifier: MPL-2.0
// Taylor maps as values: evaluated at many points, and composed.
#include <brook/integrator/taylor_map.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>
#include <brook/ode/var_ode_sys.hpp>

#include "test/support/catch.hpp"
#include "test/support/difference.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using brook::test::largest_difference;
using brook::test::same_bits;

namespace {

using equations = var_ode_sys::equations_type;

// Anharmonic, and driven.
equations system_of_three() {
    const auto [x, v, w] = make_vars("x", "v", "w");
    return {{x, v}, {v, -sin(x) + .3 * w * cos(brook::time)}, {w, x * v - .5 * w}};
}

template <typename T>
taylor_adaptive<T> started(std::uint32_t order, std::vector<T> state, T time) {
    state.resize(3);
    return taylor_adaptive<T>(var_ode_sys(system_of_three(), var_args::vars, order), state, kw::time = time);
}

template <typename T>
taylor_map<T> flow(std::uint32_t order, const std::vector<T> &state, T from, T to) {
    auto ta = started<T>(order, state, from);
    ta.propagate_until(to);
    return taylor_map(ta);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a composition of maps is the map of one run", "[taylor_map]", test::code_types) {
    using T = TestType;
    const std::vector<T> start{T(.4), T(-.3), T(.2)};
    for (std::uint32_t order = 1; order <= 4; ++order) {
        CAPTURE(order);
        const auto first = flow<T>(order, start, T(.25), T(1.5));
        const auto second = flow<T>(order, first.get_derivatives(), T(1.5), T(2.5));
        const auto both = flow<T>(order, start, T(.25), T(2.5));
        const auto composed = compose(second, first);
        CHECK(composed.get_order() == order);
        CHECK(composed.get_vars() == first.get_vars());
        CHECK(composed.get_vargs() == first.get_vargs());
        CHECK(largest_difference(composed.get_derivatives(), both.get_derivatives()) <
              1e3 * double(std::numeric_limits<T>::epsilon()));
        // Of maps of different orders the lower one counts.
        const auto lower = compose(flow<T>(1, first.get_derivatives(), T(1.5), T(2.5)), first);
        CHECK(lower.get_order() == 1);
        CHECK(largest_difference(lower.get_derivatives(),
                         std::vector<T>(composed.get_derivatives().begin(), composed.get_derivatives().begin() + 12)) <
              1e3 * double(std::numeric_limits<T>::epsilon()));
    }
}

TEST_CASE("the identity, and matrices, as maps", "[taylor_map]") {
    const std::vector<double> start{.4, -.3, .2};
    const auto map = flow<double>(3, start, 0., 1.);
    const auto before = taylor_map(started<double>(3, start, 0.)),
               behind = taylor_map(started<double>(3, map.get_derivatives(), 1.));
    CHECK(before({.1, .2, .3}) == std::vector{start[0] + .1, start[1] + .2, start[2] + .3});
    // Factorials divide and multiply again.
    CHECK(largest_difference(compose(map, before).get_derivatives(), map.get_derivatives()) < 1e-15);
    CHECK(largest_difference(compose(behind, map).get_derivatives(), map.get_derivatives()) < 1e-15);

    const auto first = flow<double>(1, start, 0., 1.), second = flow<double>(1, first.get_derivatives(), 1., 3.);
    const auto composed = compose(second, first);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) {
            double entry = 0;
            for (std::size_t k = 0; k < 3; ++k)
                entry += second.get_derivatives()[3 + 3 * i + k] * first.get_derivatives()[3 + 3 * k + j];
            CHECK(std::abs(composed.get_derivatives()[3 + 3 * i + j] - entry) < 1e-15 * (1 + std::abs(entry)));
        }
}

TEST_CASE("maps of some initial values and the initial time are composed, too", "[taylor_map]") {
    const auto [x, v] = make_vars("x", "v");
    const std::vector<double> start{.4, -.3, .2};
    const var_ode_sys some(system_of_three(), {v, brook::time}, 3);
    taylor_adaptive<double> ta(some, start);
    ta.propagate_until(1.);
    const taylor_map first(ta);
    ta.propagate_until(2.);
    const auto second = flow<double>(3, first.get_derivatives(), 1., 2.);
    CHECK(largest_difference(compose(second, first).get_derivatives(), ta.get_state()) < 1e-12);
    CHECK(compose(second, first).get_vargs() == ta.get_vargs());
}

TEST_CASE("a map has the bits of its integrator, at many points, too", "[taylor_map]") {
    const var_ode_sys sys(system_of_three(), var_args::all, 3);
    taylor_adaptive<double> ta(sys, std::vector<double>{.4, -.3, .2});
    ta.propagate_until(1.);
    const taylor_map map(ta);
    CHECK(same_bits(map.get_derivatives(), ta.get_state()));
    const std::size_t points = 21, n_args = 4;
    std::vector<double> displacements, states(3 * points);
    for (std::size_t i = 0; i < n_args * points; ++i)
        displacements.push_back(.1 * std::sin(double(i)));
    using in = taylor_map<double>::in_2d;
    using out = taylor_map<double>::out_2d;
    map(out(states.data(), 3, points), in(displacements.data(), n_args, points));
    for (std::size_t k = 0; k < points; ++k) {
        std::vector<double> one, state;
        for (std::size_t a = 0; a < n_args; ++a)
            one.push_back(displacements[a * points + k]);
        for (std::size_t i = 0; i < 3; ++i)
            state.push_back(states[i * points + k]);
        CHECK(same_bits(map(one), state));
        CHECK(same_bits(ta.eval_taylor_map(one), state));
    }
    // Where they were read.
    map(out(displacements.data() + points, 3, points), in(displacements.data(), n_args, points));
    CHECK(same_bits(std::vector<double>(displacements.begin() + points, displacements.end()), states));
    map(out(nullptr, 3, 0), in(nullptr, n_args, 0));

    taylor_adaptive_batch<double> batch(sys, {.4, .3, -.3, .1, .2, .5}, 2);
    batch.propagate_until(1.);
    CHECK(same_bits(taylor_map(batch, 0).get_derivatives(), map.get_derivatives()));
    CHECK(taylor_map(batch, 1).get_derivatives()[0] == batch.get_state()[1]);
    CHECK_THROWS_AS(taylor_map(batch, 2), std::invalid_argument);
}

TEST_CASE("what Taylor maps refuse", "[taylor_map]") {
    const std::vector<double> start{.4, -.3, .2};
    const auto map = flow<double>(2, start, 0., 1.);
    CHECK_THROWS_AS(map({1.}), std::invalid_argument);
    std::vector<double> some(12);
    using in = taylor_map<double>::in_2d;
    using out = taylor_map<double>::out_2d;
    CHECK_THROWS_AS(map(out(some.data(), 3, 2), in(some.data(), 2, 2)), std::invalid_argument);
    CHECK_THROWS_AS(map(out(some.data(), 2, 2), in(some.data(), 3, 2)), std::invalid_argument);
    CHECK_THROWS_AS(map(out(some.data(), 3, 3), in(some.data(), 3, 2)), std::invalid_argument);
    CHECK_THROWS_AS(taylor_map<double>().get_order(), std::invalid_argument);
    CHECK_THROWS_AS(compose(map, taylor_map<double>()), std::invalid_argument);
    CHECK_THROWS_AS(taylor_map(taylor_adaptive<double>(system_of_three(), start)), std::invalid_argument);

    const auto [x, v, w] = make_vars("x", "v", "w");
    taylor_adaptive<double> partial(var_ode_sys(system_of_three(), {x, v}, 2), start);
    CHECK_THROWS_AS(compose(taylor_map(partial), map), std::invalid_argument);
    taylor_adaptive<double> turned(var_ode_sys(system_of_three(), {v, x, w}, 2), start);
    CHECK_THROWS_AS(compose(taylor_map(turned), map), std::invalid_argument);
    const equations other{{x, par[0] * v}, {v, -x}};
    taylor_adaptive<double> smaller(var_ode_sys(other, var_args::vars, 2), std::vector<double>{1., 2.},
                                    kw::pars = {1.});
    CHECK_THROWS_AS(compose(map, taylor_map(smaller)), std::invalid_argument);
    taylor_adaptive<double> with_pars(var_ode_sys(other, var_args::all, 2), std::vector<double>{1., 2.},
                                      kw::pars = {1.});
    CHECK_THROWS_AS(compose(taylor_map(smaller), taylor_map(with_pars)), std::invalid_argument);
    CHECK_NOTHROW(compose(taylor_map(smaller), taylor_map(smaller)));
    auto gone = map;
    const auto kept = std::move(gone);
    CHECK_THROWS_AS(gone({1., 2., 3.}), std::invalid_argument);
    CHECK(same_bits(kept({0., 0., 0.}), map({0., 0., 0.})));
}
