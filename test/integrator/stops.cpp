// SPDX-License-Identifier: MPL-2.0
// Propagations that stop at known times on their way.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::same_bits;

namespace {

std::vector<std::pair<expression, expression>> pendulum(bool depends_on_time) {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, depends_on_time ? cos(brook::time / 3.) - sin(x) : -sin(x)}};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a stop is the end of a propagation and the beginning of another", "[stop_at]",
                        test::code_types) {
    using T = TestType;
    const bool depends_on_time = GENERATE(false, true);
    const T sign = GENERATE(1, -1), start = GENERATE(0, 500);
    const std::vector<T> stops{start + sign * T(1) / 3, start + sign * T(5), start + sign * T(5.125),
                               start + sign * T(17)};
    taylor_adaptive<T> ta(pendulum(depends_on_time), {T(1), T(.25)}, kw::time = start), one_by_one = ta;
    auto shuffled = stops;
    std::swap(shuffled[0], shuffled[2]);
    shuffled.push_back(stops[1]);              // twice
    shuffled.push_back(start - sign * T(3));   // behind
    shuffled.push_back(start + sign * T(100)); // beyond
    shuffled.push_back(start);                 // at the beginning
    shuffled.push_back(start + sign * T(20));  // at the end
    std::vector<T> times;
    const auto result = ta.propagate_until(
        start + sign * T(20), kw::stop_at = shuffled, kw::callback = [&](auto &t) {
            if (t.get_dtime().second == 0)
                times.push_back(t.get_time());
            return true;
        });
    std::size_t steps = 0;
    for (const T t : stops)
        steps += one_by_one.propagate_until(t).n_steps();
    steps += one_by_one.propagate_until(start + sign * T(20)).n_steps();
    REQUIRE(result.outcome() == taylor_outcome::time_limit);
    REQUIRE(result.n_steps() == steps);
    REQUIRE(same_bits(ta.get_state(), one_by_one.get_state()));
    REQUIRE(ta.get_dtime() == one_by_one.get_dtime());
    for (const T t : stops)
        REQUIRE(std::find(times.begin(), times.end(), t) != times.end());
}

TEMPLATE_LIST_TEST_CASE("each trajectory of a batch stops on its own way", "[stop_at]", test::code_types) {
    using T = TestType;
    const std::vector<T> start{T(1), T(.5), T(.25), T(0)}, ends{T(10), T(-10)}, stops{T(-7), T(-1), T(1), T(2), T(7)};
    taylor_adaptive_batch<T> ta(pendulum(true), start, 2);
    ta.propagate_until(ends, kw::stop_at = stops);
    for (std::size_t k = 0; k < 2; ++k) {
        taylor_adaptive<T> alone(pendulum(true), {start[k], start[2 + k]});
        const auto result = alone.propagate_until(ends[k], kw::stop_at = stops);
        REQUIRE(same_bits(alone.get_state(), std::vector<T>{ta.get_state()[k], ta.get_state()[2 + k]}));
        REQUIRE(std::get<3>(ta.get_propagate_res()[k]) == result.n_steps());
    }
}

TEST_CASE("a kink is no trouble where a step ends", "[stop_at]") {
    // x'' = -x, pushed from t = 1 to 2.
    const auto [x, v] = make_vars("x", "v");
    const auto push = select(logical_and({gte(brook::time, 1.), lt(brook::time, 2.)}), expression(1.), expression(0.));
    taylor_adaptive<double> ta({{x, v}, {v, push - x}}, {0., 0.});
    ta.propagate_until(10., kw::stop_at = {1., 2.});
    // After it 1 - cos(t - 1) goes on as that minus 1 - cos(t - 2).
    REQUIRE(std::abs(ta.get_state()[0] - (std::cos(8.) - std::cos(9.))) < 1e-14);
    REQUIRE(std::abs(ta.get_state()[1] - (std::sin(9.) - std::sin(8.))) < 1e-14);
}

TEST_CASE("a callback changes a parameter at a stop", "[stop_at]") {
    const expression x("x");
    taylor_adaptive<double> ta({{x, par[0] + 0. * x}}, {0.}, kw::pars = {1.});
    ta.propagate_until(
        3., kw::stop_at = {1.}, kw::callback = [](auto &t) {
            if (t.get_time() == 1.)
                t.get_pars_data()[0] = -2.;
            return true;
        });
    REQUIRE(ta.get_state()[0] == 1. - 4.);
}

TEST_CASE("grids and continuous output know stops", "[stop_at]") {
    taylor_adaptive<double> ta(pendulum(true), {1., 0.}), other = ta;
    auto co = ta.propagate_until(5., kw::stop_at = {1.5}, kw::c_output = true).continuous_output().value();
    REQUIRE(std::find(co.get_times().begin(), co.get_times().end(), 1.5) != co.get_times().end());
    const auto states = other.propagate_grid({0., 1.5, 5.}, kw::stop_at = {1.5}).output();
    REQUIRE(same_bits(co(1.5), std::vector<double>{states[2], states[3]}));
}

TEST_CASE("there may be many stops", "[stop_at]") {
    taylor_adaptive<double> ta(pendulum(false), {1., 0.});
    std::vector<double> stops;
    for (int i = 100000; i > 0; --i)
        stops.push_back(i / 1000.);
    REQUIRE(ta.propagate_until(100., kw::stop_at = stops).n_steps() == 100000);
    REQUIRE(ta.get_time() == 100.);
}

TEST_CASE("equal stops are one", "[stop_at]") {
    taylor_adaptive<double> ta(pendulum(false), {1., 0.});
    int calls = 0;
    const auto result = ta.propagate_until(
        2., kw::stop_at = {1., 1., 1., 0., -0.}, kw::callback = [&](auto &) {
            ++calls;
            return true;
        });
    REQUIRE(std::size_t(calls) == result.n_steps());
}

TEST_CASE("stops are finite", "[stop_at]") {
    taylor_adaptive<double> ta(pendulum(false), {1., 0.});
    REQUIRE_THROWS_AS(ta.propagate_until(1., kw::stop_at = {std::numeric_limits<double>::quiet_NaN()}),
                      std::invalid_argument);
    REQUIRE_THROWS_AS(ta.propagate_until(1., kw::stop_at = {std::numeric_limits<double>::infinity()}),
                      std::invalid_argument);
    REQUIRE(ta.get_time() == 0.);
}

TEST_CASE("a step that fails at a stop stays there", "[stop_at]") {
    const expression x("x");
    const auto f = select(lt(brook::time, 1.), cos(brook::time), pow(brook::time - 1., -1.));
    taylor_adaptive<double> ta({{x, f}}, {0.});
    for (const auto &stops : {std::vector<double>{1.}, std::vector<double>{1., 2.}}) {
        ta.set_time(0.);
        ta.get_state_data()[0] = 0;
        REQUIRE(ta.propagate_until(3., kw::stop_at = stops).outcome() == taylor_outcome::err_nf_state);
        REQUIRE(ta.get_time() == 1.);
        REQUIRE(std::abs(ta.get_state()[0] - std::sin(1.)) < 1e-15);
    }
}
