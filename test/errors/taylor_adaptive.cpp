// SPDX-License-Identifier: MPL-2.0
// Every way to misuse an integrator, with its message, in every type.
#include <limits>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "test/errors/message.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook;

namespace {

template <typename T>
constexpr T infinity = std::numeric_limits<T>::infinity();
template <typename T>
constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();

using equations = std::vector<std::pair<expression, expression>>;

equations oscillator() {
    const auto [x, v] = make_vars("x", "v");
    return {prime(x) = v, prime(v) = -par[1] * x};
}

template <typename T, typename... Args>
std::string construction_of(equations system, std::vector<T> state, Args &&...args) {
    return message([&] { taylor_adaptive<T>(system, state, std::forward<Args>(args)...); });
}

} // namespace

TEMPLATE_LIST_TEST_CASE("constructions that are refused", "", test::code_types) {
    const auto construction = [](equations system, std::vector<TestType> state, auto... args) {
        return construction_of<TestType>(system, state, args...);
    };
    const auto [x, v, y] = make_vars("x", "v", "y");
    CHECK(construction({}, {}) == "A system must have at least one differential equation, but none was given");
    CHECK(construction({{x, v}, {1._dbl, x}}, {}) == "The left-hand side of a differential equation must be a "
                                                     "variable, but that of equation 1 is '1.0'");
    CHECK(construction({{x, v}, {v, x}, {x, x}}, {}) ==
          "Every state variable must have one differential equation, but 'x' has 2");
    CHECK(construction({{"__x"_var, 1._dbl}}, {}) ==
          "The names of state variables must not begin with '__', which is kept for internal variables, but that of "
          "equation 0 is '__x'");
    CHECK(construction({{x, v}, {v, x + sin(y)}}, {}) ==
          "Every variable on a right-hand side must have a differential equation, but 'y' has none; it appears in "
          "equation 1, that of 'v'");
    CHECK(construction(oscillator(), {1.}) ==
          "The state must have one value for each of the 2 differential equations, but it has 1");
    CHECK(construction(oscillator(), {1., 2., 3.}) ==
          "The state must have one value for each of the 2 differential equations, but it has 3");
    CHECK(construction(oscillator(), {1., 2.}, kw::pars = {1.}) ==
          "There must be one value for each of the 2 parameters (or none, for zeros), but 1 were given");
    CHECK(construction(oscillator(), {1., 2.}, kw::pars = {1., 2., 3.}) ==
          "There must be one value for each of the 2 parameters (or none, for zeros), but 3 were given");
    CHECK(construction(oscillator(), {1., 2.}, kw::tol = -.125) ==
          "The tolerance must be finite and not negative, but it is -0.125");
    CHECK(construction(oscillator(), {1., 2.}, kw::tol = infinity<TestType>) ==
          "The tolerance must be finite and not negative, but it is inf");
    CHECK(construction(oscillator(), {1., 2.}, kw::tol = not_a_number<TestType>) ==
          "The tolerance must be finite and not negative, but it is nan");
    CHECK(construction(oscillator(), {1., 2.}, kw::parallel_mode = true) ==
          "parallel_mode = true needs compact_mode = true, but compact_mode is false");
}

TEMPLATE_LIST_TEST_CASE("steps, times and propagations that are refused", "", test::code_types) {
    constexpr auto infinity = ::infinity<TestType>, not_a_number = ::not_a_number<TestType>;
    taylor_adaptive<TestType> ta(oscillator(), std::vector<TestType>{1, 0}, kw::pars = {0, 1});
    CHECK(message([&] { ta.step(not_a_number); }) == "The largest size of a step must be a number, but it is NaN");
    CHECK(message([&] { ta.set_dtime(infinity, 0); }) == "Both parts of a time must be finite, but they are inf and 0");
    CHECK(message([&] { ta.set_dtime(0, not_a_number); }) ==
          "Both parts of a time must be finite, but they are 0 and nan");
    CHECK(message([&] { ta.set_dtime(1, 2); }) ==
          "The first part of a time must not be smaller than the second, but they are 1 and 2");
    const auto largest = std::numeric_limits<TestType>::max();
    const auto text = fmt::format("{}", largest);
    CHECK(message([&] { ta.set_dtime(largest, largest); }) ==
          "The sum of both parts of a time must be finite, but they are " + text + " and " + text);
    CHECK(ta.get_time() == 0);
    CHECK(message([&] { ta.propagate_until(infinity); }) ==
          "A propagation must go until a finite time or for a finite time, but it was asked to go until inf");
    CHECK(message([&] { ta.propagate_for(not_a_number); }) ==
          "A propagation must go until a finite time or for a finite time, but it was asked to go for nan");
    CHECK(message([&] { ta.propagate_until(1, kw::max_delta_t = 0); }) ==
          "max_delta_t must be positive (backward, too) and not subnormal, but it is 0");
    CHECK(message([&] { ta.propagate_for(-1, kw::max_delta_t = -1); }) ==
          "max_delta_t must be positive (backward, too) and not subnormal, but it is -1");
    const auto subnormal = std::numeric_limits<TestType>::denorm_min();
    CHECK(message([&] { ta.propagate_until(1, kw::max_delta_t = subnormal); }) ==
          fmt::format("max_delta_t must be positive (backward, too) and not subnormal, but it is {}", subnormal));
    CHECK(message([&] { ta.propagate_until(1, kw::max_delta_t = not_a_number); }) ==
          "max_delta_t must be positive (backward, too) and not subnormal, but it is nan");
    ta.set_time(-largest);
    CHECK(message([&] { ta.propagate_until(largest); }) ==
          "The final time of a propagation and its distance must be finite, but it was asked to go from -" + text +
              " until " + text);
    ta.set_time(largest);
    CHECK(message([&] { ta.propagate_for(largest); }) ==
          "The final time of a propagation and its distance must be finite, but it was asked to go from " + text +
              " for " + text);
    ta.set_time(not_a_number);
    CHECK(message([&] { ta.propagate_until(1); }) ==
          "A propagation must start at a finite time, but the current time is nan");
    CHECK(ta.get_state() == std::vector<TestType>{1, 0});
}

TEMPLATE_LIST_TEST_CASE("an integrator that is none", "", test::code_types) {
    taylor_adaptive<TestType> ta, moved(oscillator(), std::vector<TestType>{1, 0});
    const auto target = std::move(moved);
    const std::string text = "An integrator was used that is default-constructed or moved from";
    CHECK(message([&] { ta.step(); }) == text);
    CHECK(message([&] { ta.get_state(); }) == text);
    CHECK(message([&] { moved.propagate_until(1); }) == text);
    CHECK(message([&] { moved.with_events(); }) == text);
}
