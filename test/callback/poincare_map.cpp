// SPDX-License-Identifier: MPL-2.0
// Poincare maps that are known, and laws of others.
#include <brook/callback/poincare_map.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/support/interrupt.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;
using test::same_bits;

namespace {

const auto x = make_vars("x"), y = make_vars("y"), px = make_vars("px"), py = make_vars("py");

template <typename T>
constexpr T eps = std::numeric_limits<T>::epsilon();
template <typename T>
constexpr T half_turn = std::numbers::pi_v<T>;

// With the angular frequency par[0].
std::vector<std::pair<expression, expression>> oscillator() {
    return {prime(x) = px, prime(px) = -1. * par[0] * par[0] * x};
}

// H = (px^2 + py^2 + x^2 + y^2) / 2 + x^2 y - y^3 / 3.
std::vector<std::pair<expression, expression>> henon_heiles() {
    return {prime(x) = px, prime(y) = py, prime(px) = -x - 2. * x * y, prime(py) = y * y - y - x * x};
}
template <typename T>
T energy(const T *s) {
    return (s[2] * s[2] + s[3] * s[3] + s[0] * s[0] + s[1] * s[1]) / 2 + s[0] * s[0] * s[1] - s[1] * s[1] * s[1] / 3;
}
// On the section x = 0, with px > 0.
template <typename T>
std::vector<T> on_section(T h, T y0, T py0) {
    return {0, y0, std::sqrt(2 * h - py0 * py0 - y0 * y0 + 2 * y0 * y0 * y0 / 3), py0};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("the section of an oscillator is mapped to itself", "[poincare_map]", test::code_types) {
    using T = TestType;
    const T omega = GENERATE(T(1), T(1) / 4, T(10));
    const poincare_map<T> map(oscillator(), x, kw::pars = {omega});
    for (const T speed : {T(1), T(3) / 7}) {
        const auto [state, time, outcome] = map({0, speed});
        REQUIRE(outcome == taylor_outcome{-1});
        REQUIRE(std::abs(time * omega - 2 * half_turn<T>) < 100 * eps<T>);
        REQUIRE(std::abs(state[0]) < 100 * eps<T>);
        REQUIRE(std::abs(state[1] - speed) < 100 * eps<T>);
    }
    // From elsewhere, a quarter of a turn after the section.
    const auto late = map({1, 0});
    REQUIRE(late.crossed());
    REQUIRE(std::abs(late.time * omega - 3 * half_turn<T> / 2) < 100 * eps<T>);
    // Both directions, and the other one.
    for (const auto direction : {event_direction::any, event_direction::negative}) {
        const poincare_map<T> half(oscillator(), x, kw::direction = direction);
        REQUIRE(half.get_direction() == direction);
        const auto [state, time, outcome] = half({0, 1}, {omega});
        REQUIRE(std::abs(time * omega - half_turn<T>) < 100 * eps<T>);
        REQUIRE(std::abs(state[1] + 1) < 100 * eps<T>);
    }
}

TEMPLATE_LIST_TEST_CASE("crossings keep the energy, and lie on the section", "[poincare_map]", test::code_types) {
    using T = TestType;
    const poincare_map<T> map(henon_heiles(), x);
    const T h = T(1) / 8;
    const auto start = on_section<T>(h, T(1) / 10, T(1) / 20);
    const auto orbit = map.iterate(start, 100);
    REQUIRE(orbit.n_crossings() == 100);
    REQUIRE(orbit.states.size() == 400);
    REQUIRE(orbit.outcome == taylor_outcome{-1});
    for (std::size_t i = 0; i < 100; ++i) {
        const T *state = &orbit.states[4 * i];
        REQUIRE(std::abs(state[0]) < 40 * eps<T>); // 1e-14 in double
        REQUIRE(state[2] > 0);
        REQUIRE(std::abs(energy(state) - h) < 100 * eps<T>);
        REQUIRE(orbit.times[i] > (i == 0 ? 4 : orbit.times[i - 1] + 4));
    }
    // The first ones one by one, from what the one before gave.
    auto state = start;
    T time = 0;
    for (std::size_t i = 0; i < 5; ++i) {
        const auto next = map(state);
        REQUIRE(next.crossed());
        time += next.time;
        REQUIRE(std::abs(time - orbit.times[i]) < 2000 * eps<T>);
        for (std::size_t j = 0; j < 4; ++j)
            REQUIRE(std::abs(next.state[j] - orbit.states[4 * i + j]) < 2000 * eps<T>);
        state = next.state;
    }
    // The same call, the same bits.
    REQUIRE(same_bits(map.iterate(start, 100).states, orbit.states));
}

TEMPLATE_LIST_TEST_CASE("the inverse map goes back", "[poincare_map]", test::code_types) {
    using T = TestType;
    const poincare_map<T> map(henon_heiles(), x);
    const auto back = map.inverse();
    const auto start = on_section<T>(T(1) / 12, T(1) / 5, T(-1) / 10);
    for (const std::size_t n : {1, 10}) {
        const auto there = map.iterate(start, n);
        const auto here = back.iterate({there.states.end() - 4, there.states.end()}, n);
        REQUIRE(here.n_crossings() == n);
        REQUIRE(std::abs(there.times.back() + here.times.back()) < 5000 * eps<T>);
        for (std::size_t j = 0; j < 4; ++j)
            REQUIRE(std::abs(here.states[4 * (n - 1) + j] - start[j]) < 5000 * eps<T>);
    }
    // Twice inverted it is the same.
    REQUIRE(same_bits(back.inverse()(start).state, map(start).state));
}

TEMPLATE_LIST_TEST_CASE("a section in time is a stroboscope", "[poincare_map]", test::code_types) {
    using T = TestType;
    // Driven, with friction; the section is crossed at 2 pi, 4 pi, ..., but not at the begin.
    const std::vector<std::pair<expression, expression>> equations{prime(x) = px,
                                                                   prime(px) = -x - 0.25 * px + cos(0.5 * brook::time)};
    const poincare_map<T> map(equations, sin(brook::time));
    const auto orbit = map.iterate({1, 0}, 4);
    REQUIRE(orbit.n_crossings() == 4);
    taylor_adaptive<T> ta(equations, {1, 0});
    for (std::size_t i = 0; i < 4; ++i) {
        REQUIRE(std::abs(orbit.times[i] - T(2 * (i + 1)) * half_turn<T>) < 100 * eps<T>);
        ta.propagate_until(orbit.times[i]);
        for (std::size_t j = 0; j < 2; ++j)
            REQUIRE(std::abs(orbit.states[2 * i + j] - ta.get_state()[j]) < 100 * eps<T>);
    }
    // Flights begin at the time that was given.
    const poincare_map<T> later(equations, sin(brook::time), kw::time = T(3));
    REQUIRE(std::abs(later({1, 0}).time - (2 * half_turn<T> - 3)) < 100 * eps<T>);
}

TEST_CASE("what is not reached", "[poincare_map]") {
    // x = exp(-t) comes to 1/2, and never again.
    const poincare_map<double> map({prime(x) = -x}, x - 0.5, kw::direction = event_direction::any, kw::max_time = 20.);
    const auto first = map({1.});
    REQUIRE(first.crossed());
    REQUIRE(std::abs(first.time - std::log(2.)) < 1e-15);
    const auto never = map(first.state);
    REQUIRE(!never.crossed());
    REQUIRE(never.outcome == taylor_outcome::time_limit);
    REQUIRE(std::abs(never.time - 20) < 1e-15);
    REQUIRE(std::abs(never.state[0] - std::exp(-20) / 2) < 1e-15);
    const auto orbit = map.iterate({1.}, 5);
    REQUIRE(orbit.n_crossings() == 1);
    REQUIRE(orbit.states.size() == 1);
    REQUIRE(orbit.outcome == taylor_outcome::time_limit);
    REQUIRE(map.iterate({1.}, 0).outcome == taylor_outcome::success);
    REQUIRE(map.iterate({1.}, 0).n_crossings() == 0);
    // The same without a limit of time, but of steps; before, a step may fail.
    const poincare_map<double> steps({prime(x) = -x}, x - 2., kw::max_steps = 7);
    REQUIRE(steps({1.}).outcome == taylor_outcome::step_limit);
    const poincare_map<double> blow_up({prime(x) = x * x}, x);
    REQUIRE(blow_up({1.}).outcome == taylor_outcome::err_nf_state);
    request_interrupt();
    const auto interrupted = steps({1.}).outcome;
    clear_interrupt();
    REQUIRE(interrupted == taylor_outcome::interrupted);
}

TEST_CASE("a solution that is a polynomial", "[poincare_map]") {
    const poincare_map<double> map({prime(x) = 1_dbl}, x - 3.);
    const auto [state, time, outcome] = map({1.});
    REQUIRE(outcome == taylor_outcome{-1});
    REQUIRE(time == 2.);
    REQUIRE(state[0] == 3.);
}

TEST_CASE("a tolerance decides what is not to be told from the begin", "[poincare_map]") {
    const poincare_map<double> map(oscillator(), x, kw::pars = {1.}, kw::tol = 1e-6);
    REQUIRE(std::abs(map({-1e-7, 1.}).time - 2 * half_turn<double>) < 1e-4);
    REQUIRE(std::abs(map({-1e-3, 1.}).time - 1e-3) < 1e-6);
}

TEST_CASE("what a map is made of", "[poincare_map]") {
    const poincare_map<float> map(oscillator(), x, kw::tol = 1e-4f, kw::high_accuracy = true, kw::compact_mode = true,
                                  kw::lift_constants = true, kw::max_delta_t = 0.5f);
    REQUIRE(map.get_section() == x);
    REQUIRE(map.get_direction() == event_direction::positive);
    REQUIRE(map.get_integrator().get_tol() == 1e-4f);
    REQUIRE(map.get_integrator().get_high_accuracy());
    REQUIRE(map.get_integrator().get_compact_mode());
    REQUIRE(map({0, 1}, {1}).crossed());
    STATIC_REQUIRE(!std::constructible_from<poincare_map<double>, std::vector<std::pair<expression, expression>>,
                                            expression, decltype(kw::max_time = true)>);
}

TEST_CASE("misuse of a poincare_map", "[poincare_map]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const poincare_map<double> map(oscillator(), x);
    REQUIRE_THROWS_AS(map({0.}), std::invalid_argument);
    REQUIRE_THROWS_WITH(map({0.}), ContainsSubstring("2 differential equations") && ContainsSubstring("it has 1"));
    REQUIRE_THROWS_WITH(map({0., 1.}, {1., 2.}), ContainsSubstring("1 parameters") && ContainsSubstring("2 were"));
    REQUIRE_THROWS_WITH(map.iterate({0., 1.}, -1), ContainsSubstring("number of crossings"));
    for (const double limit : {0., -1., nan, 1e-310}) {
        REQUIRE_THROWS_WITH(poincare_map<double>(oscillator(), x, kw::max_time = limit),
                            ContainsSubstring("max_time") && ContainsSubstring("positive"));
        REQUIRE_THROWS_WITH(poincare_map<double>(oscillator(), x, kw::max_delta_t = limit),
                            ContainsSubstring("max_delta_t") && ContainsSubstring("positive"));
    }
    REQUIRE_THROWS_AS(poincare_map<double>(oscillator(), y), std::invalid_argument);
    REQUIRE_THROWS_AS(poincare_map<double>(oscillator(), 1_dbl), std::invalid_argument);
    REQUIRE_THROWS_AS(poincare_map<double>(oscillator(), x, kw::direction = static_cast<event_direction>(2)),
                      std::invalid_argument);
}
