// SPDX-License-Identifier: MPL-2.0
// Propagations with step callbacks, and along grids.
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::same_bits;

namespace {

std::vector<std::pair<expression, expression>> pendulum() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -sin(x)}};
}

// x' = p, of which a callback may change p.
std::vector<std::pair<expression, expression>> drift() {
    const expression x("x");
    return {{x, par[0] + 0. * x}};
}

template <typename T>
taylor_adaptive<T> swing(bool high_accuracy = false) {
    return taylor_adaptive<T>(pendulum(), {T(1), T(.25)}, kw::high_accuracy = high_accuracy);
}

template <typename T>
taylor_adaptive_batch<T> swings() {
    return taylor_adaptive_batch<T>(pendulum(), {T(1), T(.5), T(-1), T(.25), T(0), T(2)}, 3);
}

template <typename T>
struct counter {
    int hooks = 0, calls = 0, allowed = 1000;
    std::vector<T> times = {};

    bool operator()(taylor_adaptive<T> &ta) {
        times.push_back(ta.get_time());
        return ++calls < allowed;
    }
    void pre_hook(taylor_adaptive<T> &) { ++hooks; }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a callback is called after each step", "[callback]", test::code_types) {
    using T = TestType;
    auto ta = swing<T>(), plain = ta;
    auto result = ta.propagate_until(T(20), kw::callback = counter<T>());
    const auto expected = plain.propagate_until(T(20));
    REQUIRE(result.outcome() == taylor_outcome::time_limit);
    REQUIRE(result.n_steps() == expected.n_steps());
    REQUIRE(same_bits(ta.get_state(), plain.get_state()));
    const auto &seen = value_ref<counter<T>>(result.callback());
    REQUIRE(seen.hooks == 1);
    REQUIRE(std::size_t(seen.calls) == result.n_steps());
    REQUIRE(seen.times.back() == 20);

    // Also where there is no way to go.
    result = ta.propagate_for(T(0), kw::callback = counter<T>());
    REQUIRE(value_ref<counter<T>>(result.callback()).calls == 1);
    REQUIRE(result.n_steps() == 0);
    REQUIRE(result.outcome() == taylor_outcome::time_limit);
}

TEMPLATE_LIST_TEST_CASE("a callback stops a propagation", "[callback]", test::code_types) {
    using T = TestType;
    auto ta = swing<T>(), stepped = ta;
    counter<T> stopping;
    stopping.allowed = 3;
    const auto result = ta.propagate_until(T(-20), kw::callback = std::ref(stopping));
    REQUIRE(result.outcome() == taylor_outcome::cb_stop);
    REQUIRE(result.n_steps() == 3);
    REQUIRE(stopping.calls == 3);
    for (int i = 0; i < 3; ++i)
        stepped.step_backward();
    REQUIRE(same_bits(ta.get_state(), stepped.get_state()));
    REQUIRE(ta.get_dtime() == stepped.get_dtime());
    // It comes before arrival, and before the limit of steps.
    counter<T> at_once;
    at_once.allowed = 1;
    REQUIRE(ta.propagate_for(T(0), kw::callback = at_once).outcome() == taylor_outcome::cb_stop);
    REQUIRE(ta.propagate_for(T(9), kw::callback = at_once, kw::max_steps = 1).outcome() == taylor_outcome::cb_stop);
}

TEST_CASE("a callback may change parameters and state, not the time", "[callback]") {
    taylor_adaptive<double> ta(drift(), {0.}, kw::pars = {1.});
    // Steps of 1: 1 + 2 + 3 + 4.
    ta.propagate_until(
        4., kw::max_delta_t = 1., kw::callback = [](auto &t) {
            t.get_pars_data()[0] += 1;
            return true;
        });
    REQUIRE(ta.get_state()[0] == 10.);
    ta.propagate_for(
        1., kw::callback = [](auto &t) {
            t.get_state_data()[0] = -1;
            return true;
        });
    REQUIRE(ta.get_state()[0] == -1.);

    const auto late = [](taylor_adaptive<double> &t) {
        t.set_time(7.);
        return true;
    };
    REQUIRE_THROWS_AS(ta.propagate_for(1., kw::callback = late), std::runtime_error);
    struct hooked {
        bool operator()(taylor_adaptive<double> &) { return true; }
        void pre_hook(taylor_adaptive<double> &t) { t.set_dtime(1., 1e-20); }
    };
    ta.set_time(1.);
    REQUIRE_THROWS_AS(ta.propagate_for(1., kw::callback = hooked()), std::runtime_error);
}

TEST_CASE("a callback must leave the integrator where it is", "[callback]") {
    const auto go = [](auto callback) {
        auto ta = swing<double>();
        REQUIRE_THROWS_AS(ta.propagate_until(100., kw::callback = callback), std::runtime_error);
    };
    go([](auto &ta) {
        auto copy = ta;
        ta = copy;
        return true;
    });
    go([](auto &ta) {
        auto copy = ta;
        ta = std::move(copy);
        ta = taylor_adaptive<double>(ta);
        return true;
    });
    go([](auto &ta) {
        const auto taken = std::move(ta);
        return true;
    });
}

TEST_CASE("what a callback throws reaches the caller", "[callback]") {
    auto ta = swing<double>(), stepped = ta;
    int calls = 0;
    REQUIRE_THROWS_AS(ta.propagate_until(
                          20., kw::callback =
                                   [&](auto &) {
                                       if (++calls == 2)
                                           throw std::logic_error("enough");
                                       return true;
                                   }),
                      std::logic_error);
    stepped.step();
    stepped.step();
    REQUIRE(same_bits(ta.get_state(), stepped.get_state()));
    REQUIRE(ta.get_dtime() == stepped.get_dtime());
}

TEST_CASE("a failed step is not called for", "[callback]") {
    const expression x("x");
    taylor_adaptive<double> ta({{x, x * x}}, {1.});
    counter<double> seen;
    const auto result = ta.propagate_until(2., kw::callback = std::ref(seen));
    REQUIRE(result.outcome() == taylor_outcome::err_nf_state);
    REQUIRE(std::size_t(seen.calls) == result.n_steps());
}

TEST_CASE("several callbacks are one", "[callback]") {
    auto ta = swing<double>();
    std::vector<int> order;
    const auto note = [&order](int i, bool go_on) {
        return [&order, i, go_on](auto &) {
            order.push_back(i);
            return go_on;
        };
    };
    std::vector<step_callback<double>> three{note(1, true), note(2, false), note(3, true)};
    auto result = ta.propagate_until(20., kw::callback = three);
    REQUIRE(result.outcome() == taylor_outcome::cb_stop);
    REQUIRE(order == std::vector{1, 2, 3});
    REQUIRE(value_ref<step_callback_set<double>>(result.callback()).size() == 3);

    counter<double> first, second;
    ta.propagate_for(1.,
                     kw::callback = {step_callback<double>(std::ref(first)), step_callback<double>(std::ref(second))});
    REQUIRE(first.hooks == 1);
    REQUIRE(second.hooks == 1);
    REQUIRE(second.calls == first.calls);

    step_callback_set<double> none;
    REQUIRE(none.size() == 0);
    REQUIRE(none(ta));
    REQUIRE_THROWS_AS(none[0], std::out_of_range);
    REQUIRE_THROWS_AS(step_callback_set<double>({step_callback<double>()}), std::invalid_argument);
}

TEST_CASE("an empty callback is none", "[callback]") {
    auto ta = swing<double>();
    const auto result = ta.propagate_until(1., kw::callback = step_callback<double>());
    REQUIRE(result.outcome() == taylor_outcome::time_limit);
    REQUIRE(!result.callback());
    REQUIRE(!result.continuous_output());
}

TEMPLATE_LIST_TEST_CASE("callbacks of batches see all trajectories", "[callback]", test::code_types) {
    using T = TestType;
    auto ta = swings<T>(), plain = ta;
    int calls = 0;
    auto [output, callback] = ta.propagate_until(
        {T(3), T(10), T(5)}, kw::callback = [&](auto &t) {
            ++calls;
            return t.get_time()[1] < 10;
        });
    REQUIRE(!output);
    REQUIRE(callback);
    for (const auto &result : ta.get_propagate_res())
        REQUIRE(std::get<0>(result) == taylor_outcome::cb_stop);
    plain.propagate_until({T(3), T(10), T(5)});
    REQUIRE(same_bits(ta.get_state(), plain.get_state()));
    REQUIRE(std::size_t(calls) == std::get<3>(plain.get_propagate_res()[1]));
}

TEMPLATE_LIST_TEST_CASE("a grid gives the bits of dense output", "[grid]", test::code_types) {
    using T = TestType;
    const bool high_accuracy = GENERATE(false, true);
    const T sign = GENERATE(1, -1);
    auto ta = swing<T>(high_accuracy), stepped = ta, plain = ta;
    std::vector<T> grid;
    for (int i = 0; i < 60; ++i)
        grid.push_back(sign * T(i * i) / 64);
    const auto result = ta.propagate_grid(grid);
    plain.propagate_until(grid.back());
    REQUIRE(result.outcome() == taylor_outcome::time_limit);
    REQUIRE(same_bits(ta.get_state(), plain.get_state()));
    REQUIRE(ta.get_dtime() == plain.get_dtime());
    REQUIRE(result.output().size() == 2 * grid.size());
    std::size_t i = 0;
    const auto row = [&] { return std::vector<T>{result.output()[2 * i], result.output()[2 * i + 1]}; };
    REQUIRE(same_bits(row(), stepped.get_state()));
    for (i = 1; i < grid.size();) {
        const T remaining = grid.back() - stepped.get_time();
        stepped.step(remaining, true);
        for (; i < grid.size() && sign * grid[i] <= sign * stepped.get_time(); ++i)
            REQUIRE(same_bits(row(), stepped.update_d_output(grid[i])));
    }
    i = grid.size() - 1;
    REQUIRE(same_bits(row(), ta.get_state()));
}

TEST_CASE("a propagation along a grid ends early", "[grid]") {
    auto ta = swing<double>();
    std::vector<double> grid;
    for (int i = 0; i <= 1000; ++i)
        grid.push_back(i / 50.);
    const auto all = swing<double>().propagate_grid(grid).output();
    SECTION("after so many steps") {
        const auto result = ta.propagate_grid(grid, kw::max_steps = 3);
        REQUIRE(result.outcome() == taylor_outcome::step_limit);
        REQUIRE(result.n_steps() == 3);
    }
    SECTION("by a callback") {
        auto [outcome, min_h, max_h, n, callback, out] = ta.propagate_grid(
            grid, kw::callback = [](auto &t) { return t.get_time() < 1; });
        REQUIRE(outcome == taylor_outcome::cb_stop);
        REQUIRE(callback);
    }
    ta = swing<double>();
    const auto result = ta.propagate_grid(
        grid, kw::callback = [](auto &t) { return t.get_time() < 1; });
    // The points in the last step are there.
    const auto points = result.output().size() / 2;
    REQUIRE(grid[points - 1] <= ta.get_time());
    REQUIRE(grid[points] > ta.get_time());
    REQUIRE(same_bits(result.output(), std::vector<double>(all.begin(), all.begin() + std::ptrdiff_t(2 * points))));
}

TEST_CASE("a grid begins at one number", "[grid]") {
    auto ta = swing<double>();
    ta.set_dtime(1., 1e-18);
    const auto result = ta.propagate_grid({1., 2.});
    REQUIRE(result.output().size() == 4);
    REQUIRE(ta.get_dtime() == std::pair(2., 0.));
    // A single point is the state.
    const auto one = ta.propagate_grid({2.});
    REQUIRE(same_bits(one.output(), ta.get_state()));
    REQUIRE(one.outcome() == taylor_outcome::time_limit);
    REQUIRE(one.n_steps() == 0);
}

TEST_CASE("a grid may begin with a subnormal time", "[grid]") {
    auto ta = swing<double>();
    const auto out = ta.propagate_grid({0., 1e-310, 10.}).output();
    REQUIRE(out.size() == 6);
    REQUIRE(same_bits(std::vector<double>{out[4], out[5]}, ta.get_state()));
}

TEST_CASE("a grid begins with the state that a hook leaves", "[grid]") {
    struct hooked {
        bool operator()(taylor_adaptive<double> &) { return true; }
        void pre_hook(taylor_adaptive<double> &t) { t.get_state_data()[0] = 2.; }
    };
    auto ta = swing<double>();
    const auto out = ta.propagate_grid({0., 1e-9, 1.}, kw::callback = hooked()).output();
    REQUIRE(out[0] == 2.);
    REQUIRE(std::abs(out[2] - 2.) < 1e-8);
}

TEST_CASE("trajectories that do not fail have reached their points", "[grid]") {
    const expression x("x");
    // The second one goes to infinity at t = 1.
    taylor_adaptive_batch<double> ta({{x, x * x}}, {.1, 1.}, 2);
    std::vector<double> grid;
    for (int i = 0; i <= 20; ++i)
        grid.insert(grid.end(), 2, i / 10.);
    const auto out = ta.propagate_grid(grid).output();
    REQUIRE(std::get<0>(ta.get_propagate_res()[1]) == taylor_outcome::err_nf_state);
    for (std::size_t i = 0; i <= 20; ++i)
        if (grid[2 * i] <= ta.get_time()[0])
            REQUIRE(std::abs(out[2 * i] - 1 / (10 - grid[2 * i])) < 1e-14);
}

TEST_CASE("bad grids are refused before any step", "[grid]") {
    auto ta = swing<double>();
    const auto inf = std::numeric_limits<double>::infinity();
    for (const auto &grid : std::vector<std::vector<double>>{{},
                                                             {1., 2.},
                                                             {0., inf},
                                                             {0., 1., 1.},
                                                             {0., 1., .5},
                                                             {0., -1., 1.},
                                                             {0., std::numeric_limits<double>::quiet_NaN()}})
        REQUIRE_THROWS_AS(ta.propagate_grid(grid), std::invalid_argument);
    ta.set_dtime(1., 1e-20);
    REQUIRE_THROWS_AS(ta.propagate_grid({1., 2.}, kw::max_delta_t = -1.), std::invalid_argument);
    REQUIRE(ta.get_dtime() == std::pair(1., 1e-20));
    ta.set_dtime(-1.7e308, 1e280);
    REQUIRE_THROWS_AS(ta.propagate_grid({-1.7e308, 0., 1.7e308}), std::invalid_argument);
    REQUIRE(ta.get_dtime() == std::pair(-1.7e308, 1e280));
    auto batch = swings<double>();
    REQUIRE_THROWS_AS(batch.propagate_grid({0., 0.}), std::invalid_argument);
    REQUIRE_THROWS_AS(batch.propagate_grid({0., 0., 0., 1., 1., -1.}), std::invalid_argument);
}

TEMPLATE_LIST_TEST_CASE("grids of a batch are those of its trajectories", "[grid]", test::code_types) {
    using T = TestType;
    const T sign = GENERATE(1, -1);
    auto ta = swings<T>();
    std::vector<T> grid;
    for (int i = 0; i < 40; ++i)
        for (int k = 0; k < 3; ++k)
            grid.push_back(sign * T(i * (k + 1)) / 4);
    const auto result = ta.propagate_grid(grid);
    const auto start = swings<T>().get_state();
    for (std::size_t k = 0; k < 3; ++k) {
        taylor_adaptive<T> alone(pendulum(), {start[k], start[3 + k]});
        std::vector<T> own, of_batch;
        for (std::size_t i = 0; i < 40; ++i) {
            own.push_back(grid[3 * i + k]);
            for (std::size_t e = 0; e < 2; ++e)
                of_batch.push_back(result.output()[(2 * i + e) * 3 + k]);
        }
        REQUIRE(same_bits(alone.propagate_grid(own).output(), of_batch));
    }
}

TEST_CASE("points of a batch that are not reached are NaN", "[grid]") {
    auto ta = swings<double>();
    const auto [callback, out] = ta.propagate_grid({0., 0., 0., 1e-3, 1e-3, 100.}, kw::max_steps = 2);
    REQUIRE(!callback);
    REQUIRE(out.size() == 12);
    REQUIRE(out[6] == out[6]);
    REQUIRE(out[8] != out[8]);
    REQUIRE(out[11] != out[11]);
}

TEST_CASE("times that are subnormal are no zeros", "[grid]") {
    const double tiny = std::numeric_limits<double>::denorm_min();
    auto ta = swing<double>();
    CHECK(ta.propagate_until(tiny).outcome() == taylor_outcome::time_limit);
    CHECK(ta.get_time() == tiny);
    CHECK(ta.propagate_until(-3 * tiny).outcome() == taylor_outcome::time_limit);
    CHECK(ta.get_time() == -3 * tiny);
    // In the middle of a run whose other times are plain.
    ta.propagate_until(-1.);
    const auto out = ta.propagate_grid({-1., -tiny, 0., tiny, 1.}).output();
    for (const auto x : out)
        CHECK(std::isfinite(x));
    ta.propagate_until(-1.);
    const auto stopped = ta.propagate_until(1., kw::stop_at = std::vector<double>{-tiny, tiny});
    CHECK(stopped.outcome() == taylor_outcome::time_limit);
    CHECK(ta.get_time() == 1);
}
