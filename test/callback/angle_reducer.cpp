// SPDX-License-Identifier: MPL-2.0
// Angles that stay small.
#include <brook/callback/angle_reducer.hpp>

#include <cmath>
#include <limits>
#include <numbers>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook;
using callback::angle_reducer;

namespace {

// A rotor, and something that is no angle.
std::vector<std::pair<expression, expression>> rotor() {
    const auto [x, v, y] = make_vars("x", "v", "y");
    return {{x, v}, {v, -sin(x) / 8.}, {y, v}};
}

std::string text_of(const angle_reducer &reducer) {
    std::ostringstream out;
    out << reducer;
    return out.str();
}

} // namespace

TEMPLATE_LIST_TEST_CASE("angles are reduced after each step", "[angle_reducer]", test::code_types) {
    using T = TestType;
    const T turn = 2 * std::numbers::pi_v<T>, velocity = GENERATE(3, -3);
    taylor_adaptive<T> ta(rotor(), {T(1), velocity, T(1)}), plain = ta;
    int outside = 0;
    const auto look = [&](auto &t) {
        outside += !(t.get_state()[0] >= 0 && t.get_state()[0] < turn);
        return true;
    };
    ta.propagate_until(T(20), kw::callback = std::vector<step_callback<T>>{angle_reducer{expression("x")}, look});
    plain.propagate_until(T(20));
    REQUIRE(outside == 0);
    REQUIRE(std::abs(plain.get_state()[0]) > turn);
    const T difference = std::remainder(plain.get_state()[0] - ta.get_state()[0], turn);
    REQUIRE(std::abs(difference) < 2000 * std::numeric_limits<T>::epsilon());
    REQUIRE(std::abs(plain.get_state()[2] - ta.get_state()[2]) < 2000 * std::numeric_limits<T>::epsilon());
}

TEMPLATE_LIST_TEST_CASE("angles of batches are reduced", "[angle_reducer]", test::code_types) {
    using T = TestType;
    const T turn = 2 * std::numbers::pi_v<T>;
    taylor_adaptive_batch<T> ta(rotor(), {T(7), T(-1), T(2), T(2), T(7), T(7)}, 2);
    ta.propagate_for(T(0), kw::callback = angle_reducer{expression("x")});
    REQUIRE(ta.get_state()[0] == std::fmod(T(7), turn));
    REQUIRE(ta.get_state()[1] == T(-1) + turn);
    REQUIRE(ta.get_state()[2] == 2);
    REQUIRE(ta.get_state()[4] == 7);
}

TEST_CASE("reduced angles are below a turn, and zero stays zero", "[angle_reducer]") {
    const double turn = 2 * std::numbers::pi;
    angle_reducer reduce{expression("x")};
    for (const double x : {-1e-300, -1e-17, -turn, turn, 1e9, -1e9, std::nextafter(turn, 0.), 0.}) {
        taylor_adaptive<double> ta(rotor(), {x, 0., 0.});
        reduce.pre_hook(ta);
        REQUIRE(reduce(ta));
        REQUIRE(ta.get_state()[0] >= 0);
        REQUIRE(ta.get_state()[0] < turn);
        REQUIRE(std::abs(std::remainder(ta.get_state()[0] - x, turn)) < 1e-6);
    }
}

TEST_CASE("wrong angles are refused", "[angle_reducer]") {
    REQUIRE_THROWS_AS(angle_reducer(std::vector<expression>()), std::invalid_argument);
    REQUIRE_THROWS_AS(angle_reducer({expression("x"), expression(1.)}), std::invalid_argument);
    REQUIRE_THROWS_AS(angle_reducer({sin(expression("x"))}), std::invalid_argument);
    taylor_adaptive<double> ta(rotor(), {1., 1., 1.});
    angle_reducer none;
    REQUIRE_THROWS_AS(none(ta), std::invalid_argument);
    angle_reducer some{expression("x"), expression("nobody")};
    some.pre_hook(ta);
    REQUIRE(some(ta));
    auto taken = std::move(some);
    REQUIRE_THROWS_AS(some(ta), std::invalid_argument);
    REQUIRE(taken(ta));
    // Prepared for a larger system.
    angle_reducer last{expression("y")};
    last.pre_hook(ta);
    const expression x("x");
    taylor_adaptive<double> small({{x, x}}, {1.});
    REQUIRE_THROWS_AS(last(small), std::invalid_argument);
}

TEST_CASE("an angle_reducer is printed", "[angle_reducer]") {
    REQUIRE(text_of(angle_reducer{expression("x"), expression("y")}) == "Angle reducer: {x, y}");
    REQUIRE(text_of(angle_reducer()) == "Angle reducer (default constructed)");
    REQUIRE(text_of(angle_reducer(std::vector<std::string>{"z"})) == "Angle reducer: {z}");
}

TEST_CASE("angles are reduced after single steps", "[angle_reducer]") {
    const expression x("x");
    taylor_adaptive<double> ta({{x, 1. + 0. * x}}, {6.}), other = ta;
    callback::angle_reducer reducer({x});
    ta.step(1.);
    CHECK(reducer(ta));
    CHECK(ta.get_state()[0] < 1.);
    other.propagate_until(1., kw::callback = callback::angle_reducer({x}));
    CHECK(ta.get_state() == other.get_state());
}
