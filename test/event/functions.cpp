// SPDX-License-Identifier: MPL-2.0
// Event functions of mechanics, at zeros that are known.
#include <brook/event/functions.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/cfunc/cfunc.hpp>
#include <brook/integrator/taylor_adaptive.hpp>

#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::event_functions;
using Catch::Matchers::ContainsSubstring;

namespace {

using coordinates = std::vector<expression>;

template <typename T>
using zeros = std::vector<std::pair<T, int>>; // times and directions

const coordinates r{make_vars("x"), make_vars("y"), make_vars("z")};
const coordinates v{make_vars("u"), make_vars("v"), make_vars("w")};

// A centre of attraction of strength 1.
std::vector<std::pair<expression, expression>> one_body() {
    const auto pull = -1. * pow(r[0] * r[0] + r[1] * r[1] + r[2] * r[2], -1.5);
    std::vector<std::pair<expression, expression>> equations;
    for (std::size_t i = 0; i < 3; ++i)
        equations.emplace_back(r[i], v[i]);
    for (std::size_t i = 0; i < 3; ++i)
        equations.emplace_back(v[i], r[i] * pull);
    return equations;
}

template <typename T>
zeros<T> zeros_of(const expression &function, std::vector<std::pair<expression, expression>> equations,
                  std::vector<T> state, T end, std::vector<T> pars = {}) {
    zeros<T> found;
    taylor_adaptive<T> ta(std::move(equations), std::move(state), kw::pars = std::move(pars),
                          kw::nt_events = {nt_event<T>(
                              function, [&](auto &, T time, int direction) { found.emplace_back(time, direction); })});
    REQUIRE(ta.propagate_until(end).outcome() == taylor_outcome::time_limit);
    return found;
}

template <typename T>
void require_same(const zeros<T> &found, const zeros<T> &expected, T errors) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        REQUIRE(std::abs(found[i].first - expected[i].first) < errors * std::numeric_limits<T>::epsilon());
        REQUIRE(found[i].second == expected[i].second);
    }
}

// On a circle of this radius, in a plane that is inclined against that of x and y.
template <typename T>
std::vector<T> circle(T radius, T inclination) {
    const T speed = 1 / std::sqrt(radius);
    return {radius, 0, 0, 0, speed * std::cos(inclination), speed * std::sin(inclination)};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("apsides are where Kepler's equation says", "[event_functions]", test::code_types) {
    using T = TestType;
    const T pi = std::numbers::pi_v<T>, e = T(3) / 10, b = std::sqrt(1 - e * e);
    // Of semi-major axis 1, at the eccentric anomaly 1.
    const T c = std::cos(T(1)), s = std::sin(T(1)), mean = 1 - e * s, rate = 1 / (1 - e * c);
    const auto found = zeros_of<T>(apsis(r, v), one_body(), {c - e, b * s, 0, -s * rate, b * c * rate, 0}, 7 * pi);
    zeros<T> expected;
    for (int k = 1; k <= 6; ++k)
        expected.emplace_back(T(k) * pi - mean, k % 2 == 1 ? -1 : 1);
    expected.emplace_back(7 * pi - mean, -1);
    require_same(found, expected, T(2000));
}

TEMPLATE_LIST_TEST_CASE("encounters of bodies on straight lines", "[event_functions]", test::code_types) {
    using T = TestType;
    const auto [x1, y1, x2, y2] = make_vars("x1", "y1", "x2", "y2");
    const auto u1 = 2_dbl, w1 = -0.5_dbl, u2 = par[1], w2 = 0_dbl;
    // a - b = (t - 4, (3 - t) / 2), which is shortest at t = 19/5.
    const std::vector<std::pair<expression, expression>> equations{prime(x1) = u1, prime(y1) = w1, prime(x2) = u2,
                                                                   prime(y2) = w2};
    const std::vector<T> state{-4, T(3) / 2, 0, 0};
    const T closest = T(19) / 5, d2 = T(1) / 5, distance = 3;
    const T half = std::sqrt((distance * distance - d2) / (1 + T(1) / 4));
    require_same(zeros_of<T>(closest_approach({x1, y1}, {u1, w1}, {x2, y2}, {u2, w2}), equations, state, T(10), {0, 1}),
                 {{closest, 1}}, T(100));
    const zeros<T> inside{{closest - half, -1}, {closest + half, 1}};
    require_same(zeros_of<T>(close_encounter({x1, y1}, {x2, y2}, par[0]), equations, state, T(10), {distance, 1}),
                 inside, T(100));
    require_same(zeros_of<T>(close_encounter({x2, y2}, {x1, y1}, 3.), equations, state, T(10), {0, 1}), inside, T(100));
    // So far apart they never are.
    require_same(zeros_of<T>(close_encounter({x1, y1}, {x2, y2}, par[0]), equations, state, T(10), {T(0.44), 1}), {},
                 T(0));
}

TEMPLATE_LIST_TEST_CASE("an inclined circle crosses planes", "[event_functions]", test::code_types) {
    using T = TestType;
    const T pi = std::numbers::pi_v<T>, inclination = T(1) / 2;
    const auto state = circle<T>(1, inclination);
    // z = sin(inclination) sin(t).
    const coordinates pole{0_dbl, 0_dbl, 2_dbl};
    require_same(zeros_of<T>(plane_crossing(r, pole), one_body(), state, T(8)), {{0, 1}, {pi, -1}, {2 * pi, 1}},
                 T(500));
    const T height = T(1) / 4, angle = std::asin(height / 2 / std::sin(inclination));
    const zeros<T> expected{{angle, 1}, {pi - angle, -1}, {2 * pi + angle, 1}};
    require_same(zeros_of<T>(plane_crossing(r, pole, 0.25), one_body(), state, T(8)), expected, T(500));
    require_same(zeros_of<T>(plane_crossing(r, pole, par[0]), one_body(), state, T(8), {height}), expected, T(500));
}

TEMPLATE_LIST_TEST_CASE("a circular orbit goes through a shadow", "[event_functions]", test::code_types) {
    using T = TestType;
    const T pi = std::numbers::pi_v<T>, radius = 1, low = T(17) / 16, beta = T(1) / 3;
    const auto half_turns = [&](T half) {
        zeros<T> expected;
        for (int k = 0; k < 3; ++k) {
            expected.emplace_back(T(2 * k + 1) * pi - half, -1);
            expected.emplace_back(T(2 * k + 1) * pi + half, 1);
        }
        return expected;
    };
    // In units of the angle that the satellite has gone.
    const auto passages = [&](const coordinates &light, T inclination) {
        auto found = zeros_of<T>(shadow(r, light, par[0]), one_body(), circle<T>(low, inclination),
                                 6 * pi * low * std::sqrt(low), {radius});
        for (auto &[time, direction] : found)
            time /= low * std::sqrt(low);
        return found;
    };
    // The light in the plane of the orbit, then above it.
    require_same(passages({7_dbl, 0_dbl, 0_dbl}, 0), half_turns(std::asin(radius / low)), T(3000));
    require_same(passages({expression(std::cos(beta)), 0_dbl, expression(std::sin(beta))}, 0),
                 half_turns(std::acos(std::sqrt(1 - radius * radius / (low * low)) / std::cos(beta))), T(3000));
    // From above, the shadow is beside the orbit.
    require_same(passages({0_dbl, 0_dbl, 1_dbl}, 0), {}, T(0));
}

TEST_CASE("a shadow follows its light", "[event_functions]") {
    // The light goes round in ten turns of the satellite, so that there are nine passages.
    const auto angle = 0.1 * brook::time;
    const auto found = zeros_of<double>(shadow(r, {cos(angle), sin(angle), 0_dbl}, 0.5), one_body(),
                                        circle<double>(1, 0), 20 * std::numbers::pi);
    zeros<double> expected;
    for (int k = 0; k < 9; ++k)
        for (const int side : {-1, 1})
            expected.emplace_back(((2 * k + 1) * std::numbers::pi + side * std::asin(0.5)) / 0.9, side);
    require_same(found, expected, 3000.);
}

TEST_CASE("a shadow is a half-cylinder", "[event_functions]") {
    const cfunc<double> f({shadow(r, v, par[0])}, {r[0], r[1], r[2], v[0], v[1], v[2]});
    std::mt19937_64 random(5);
    std::normal_distribution<double> coordinate;
    int inside = 0;
    for (int i = 0; i < 10000; ++i) {
        std::vector<double> x(6), value(1);
        for (auto &xi : x)
            xi = coordinate(random);
        const double radius = 0.8, u = std::hypot(x[3], x[4], x[5]);
        const double along = (x[0] * x[3] + x[1] * x[4] + x[2] * x[5]) / u;
        const double across2 = x[0] * x[0] + x[1] * x[1] + x[2] * x[2] - along * along;
        if (across2 + along * along <= radius * radius)
            continue;
        f(value, x, kw::pars = std::vector{radius});
        const bool dark = along < 0 && across2 < radius * radius;
        REQUIRE((value[0] < 0) == dark);
        inside += dark;
    }
    REQUIRE(inside > 500);
}

TEST_CASE("misuse of event functions", "[event_functions]") {
    const coordinates two{r[0], r[1]}, none, zero{0_dbl, 0_dbl, 0_dbl};
    REQUIRE_THROWS_AS(apsis(r, two), std::invalid_argument);
    REQUIRE_THROWS_WITH(apsis(r, two), ContainsSubstring("apsis()") && ContainsSubstring("has 3") &&
                                           ContainsSubstring("the velocity has 2"));
    REQUIRE_THROWS_WITH(apsis(none, none), ContainsSubstring("the position has none"));
    REQUIRE_THROWS_WITH(close_encounter(two, r, 1.), ContainsSubstring("the second position has 3"));
    for (const double distance : {0., -1., std::numeric_limits<double>::quiet_NaN()}) {
        REQUIRE_THROWS_WITH(close_encounter(r, v, distance),
                            ContainsSubstring("distance") && ContainsSubstring("must be positive"));
        REQUIRE_THROWS_WITH(shadow(r, v, distance), ContainsSubstring("radius"));
    }
    REQUIRE_THROWS_WITH(closest_approach(r, two, r, v), ContainsSubstring("the first velocity has 2"));
    REQUIRE_THROWS_WITH(closest_approach(r, v, two, v), ContainsSubstring("the second position has 2"));
    REQUIRE_THROWS_WITH(closest_approach(r, v, r, none), ContainsSubstring("the second velocity has 0"));
    REQUIRE_THROWS_WITH(plane_crossing(r, two), ContainsSubstring("the normal has 2"));
    REQUIRE_THROWS_WITH(plane_crossing(r, zero), ContainsSubstring("normal") && ContainsSubstring("0"));
    REQUIRE_THROWS_WITH(shadow(r, two, 1.), ContainsSubstring("the direction to the light has 2"));
    REQUIRE_THROWS_WITH(shadow(r, zero, 1.), ContainsSubstring("direction to the light"));
}
