// SPDX-License-Identifier: MPL-2.0
// Every way to misuse a batch, with its message, in every type. What it shares with one trajectory is tested there.
#include <limits>
#include <string>
#include <vector>

#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>

#include "test/errors/message.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

equations oscillator() {
    const auto [x, v] = make_vars("x", "v");
    return {prime(x) = v, prime(v) = -par[1] * x};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("constructions of batches that are refused", "", test::code_types) {
    using T = TestType;
    const auto construction = [](std::vector<T> state, std::uint32_t size, auto... args) {
        return message([&] { taylor_adaptive_batch<T>(oscillator(), state, size, args...); });
    };
    CHECK(construction({1., 2.}, 0) == "A batch must have at least one trajectory, but its size is 0");
    CHECK(construction({1., 2.}, 2) == "The state must have one value for each of the 2 differential equations and 2 "
                                       "trajectories, but it has 2");
    CHECK(construction({1., 2.}, static_cast<std::uint32_t>(-1)) ==
          "The state must have one value for each of the 2 differential equations and 4294967295 trajectories, but it "
          "has 2");
    CHECK(construction({1., 2., 3.}, 1) ==
          "The state must have one value for each of the 2 differential equations, but it has 3");
    CHECK(construction({}, 3, kw::pars = {1., 2.}) == "There must be one value for each of the 2 parameters and 3 "
                                                      "trajectories (or none, for zeros), but 2 were given");
    CHECK(construction({}, 3, kw::time = {1., 2.}) ==
          "There must be one time for each of the 3 trajectories, but 2 were given");
    CHECK(construction({}, 3, kw::time = std::vector<T>()) ==
          "There must be one time for each of the 3 trajectories, but 0 were given");
    CHECK(construction({}, 3, kw::tol = -.125) == "The tolerance must be finite and not negative, but it is -0.125");
    CHECK(construction({}, 3, kw::parallel_mode = true) ==
          "parallel_mode = true needs compact_mode = true, but compact_mode is false");
}

TEMPLATE_LIST_TEST_CASE("steps, times and propagations of batches that are refused", "", test::code_types) {
    using T = TestType;
    constexpr T infinity = std::numeric_limits<T>::infinity(), not_a_number = std::numeric_limits<T>::quiet_NaN();
    taylor_adaptive_batch<T> ta(oscillator(), {1, 2, 0, 0}, 2, kw::pars = {0, 0, 1, 1}, kw::time = 4);
    const auto before = ta;

    CHECK(message([&] { ta.step(std::vector<T>{1}); }) ==
          "There must be one largest size of a step for each of the 2 trajectories, but 1 were given");
    CHECK(message([&] {
              ta.step({1, not_a_number});
          }) == "The largest size of a step of trajectory 1 must be a number, but it is NaN");
    CHECK(message([&] {
              ta.set_time(std::vector<T>{1, 2, 3});
          }) == "There must be one time for each of the 2 trajectories, but 3 were given");
    CHECK(message([&] {
              ta.set_dtime(std::vector<T>{1}, {1, 2});
          }) == "There must be one first part of a time for each of the 2 trajectories, but 1 were given");
    CHECK(message([&] {
              ta.set_dtime({1, 2}, std::vector<T>{1});
          }) == "There must be one second part of a time for each of the 2 trajectories, but 1 were given");
    CHECK(message([&] {
              ta.set_dtime({1, infinity}, {0, 0});
          }) == "Both parts of a time of trajectory 1 must be finite, but they are inf and 0");
    CHECK(message([&] {
              ta.set_dtime({2, 1}, {1, 2});
          }) == "The first part of a time of trajectory 1 must not be smaller than the second, but they are 1 and 2");
    CHECK(message([&] { ta.update_d_output(std::vector<T>{1}); }) ==
          "There must be one time for each of the 2 trajectories, but 1 were given");
    CHECK(message([&] { ta.propagate_until(std::vector<T>{1}); }) ==
          "There must be one final time for each of the 2 trajectories, but 1 were given");
    CHECK(message([&] { ta.propagate_for(std::vector<T>{1}); }) ==
          "There must be one difference of times for each of the 2 trajectories, but 1 were given");
    CHECK(message([&] {
              ta.propagate_until({5, infinity});
          }) ==
          "A propagation of trajectory 1 must go until a finite time or for a finite time, but it was asked to go "
          "until inf");
    CHECK(message([&] {
              ta.propagate_for({not_a_number, 1});
          }) ==
          "A propagation of trajectory 0 must go until a finite time or for a finite time, but it was asked to go for "
          "nan");
    CHECK(message([&] { ta.propagate_until(5, kw::max_delta_t = {1}); }) ==
          "There must be one max_delta_t for each of the 2 trajectories, but 1 were given");
    CHECK(message([&] {
              ta.propagate_until(5, kw::max_delta_t = {1, 0});
          }) == "max_delta_t of trajectory 1 must be positive (backward, too) and not subnormal, but it is 0");
    CHECK(message([&] { ta.propagate_until(5, kw::max_delta_t = not_a_number); }) ==
          "max_delta_t of trajectory 0 must be positive (backward, too) and not subnormal, but it is nan");
    // Nothing has changed.
    CHECK(ta.get_state() == before.get_state());
    CHECK(ta.get_time() == before.get_time());
    CHECK(ta.get_step_res() == before.get_step_res());
    CHECK(ta.get_propagate_res() == before.get_propagate_res());

    ta.set_time({1, not_a_number});
    CHECK(message([&] { ta.propagate_until(2); }) ==
          "A propagation of trajectory 1 must start at a finite time, but the current time is nan");
}

TEMPLATE_LIST_TEST_CASE("a batch that is none", "", test::code_types) {
    taylor_adaptive_batch<TestType> ta, moved(oscillator(), 2);
    const auto target = std::move(moved);
    const std::string text = "An integrator was used that is default-constructed or moved from";
    CHECK(message([&] { ta.step(); }) == text);
    CHECK(message([&] { ta.get_batch_size(); }) == text);
    CHECK(message([&] { moved.propagate_until(1); }) == text);
    CHECK(message([&] { moved.get_step_res(); }) == text);
}
