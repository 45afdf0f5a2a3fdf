// SPDX-License-Identifier: MPL-2.0
// Steps that fail: what is left of state and time, and steps that would end beyond an edge of the domain.
// covers: trajectories, state_loops
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "integrator/end_of_step.hpp"
#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::code_types;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

constexpr auto failed = taylor_outcome::err_nf_state;

template <typename T>
constexpr T infinity = std::numeric_limits<T>::infinity();

template <typename T>
bool is_finite(const std::vector<T> &values) {
    for (const T x : values)
        if (!std::isfinite(x))
            return false;
    return true;
}

// Has the edge y = 20, of which no coefficient knows while par[0] is 0.
equations hidden_edge() {
    const auto y = make_vars("y");
    return {prime(y) = 1. + par[0] * sqrt(20. - y)};
}

// The level of water above a hole. From y to nothing takes 2 sqrt(y).
equations tank() {
    const auto y = make_vars("y");
    return {prime(y) = -sqrt(y)};
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a step that fails leaves state and time as they are", "[failed_steps]", code_types) {
    using T = TestType;
    const auto x = make_vars("x");
    taylor_adaptive<T> ta({prime(x) = x * x}, {T(1)});
    CHECK(ta.get_failed_state() == std::vector<T>{0});
    CHECK(ta.get_failed_h() == 0);
    CHECK(std::get<0>(ta.propagate_until(2)) == failed);
    // x = 1 / (1 - t): the pole is known as well as rounding errors of the time and of x allow.
    const auto state = ta.get_state();
    const auto time = ta.get_dtime();
    CHECK(is_finite(state));
    CHECK(state[0] > 1 / std::sqrt(std::numeric_limits<T>::epsilon()));
    CHECK(std::abs(time.first - 1) < 100 * std::numeric_limits<T>::epsilon() + 1 / state[0]);
    CHECK(ta.get_last_h() == 0);
    CHECK_FALSE((is_finite(ta.get_failed_state()) && ta.get_failed_h() != 0));

    for (int i = 0; i < 3; ++i) {
        const auto [outcome, h] = i == 0 ? ta.step(true) : ta.step(T(1));
        CHECK(outcome == failed);
        CHECK(same_bits(h, T(0)));
        CHECK(same_bits(ta.get_state(), state));
        CHECK(ta.get_dtime() == time);
    }
    CHECK(std::get<3>(ta.propagate_until(2)) == 0u);
}

TEMPLATE_LIST_TEST_CASE("all ways to fail", "[failed_steps]", code_types) {
    using T = TestType;
    const auto [x, v] = make_vars("x", "v");
    const equations pendulum{prime(x) = v, prime(v) = -sin(x)};
    // No size, in both directions.
    taylor_adaptive<T> rest(pendulum, {T(0), T(0)}, kw::time = T(3));
    CHECK(rest.step() == std::tuple(failed, T(0)));
    CHECK(rest.get_failed_h() == infinity<T>);
    CHECK(rest.step_backward() == std::tuple(failed, T(0)));
    CHECK(rest.get_failed_h() == -infinity<T>);
    CHECK(rest.get_time() == 3);
    CHECK(rest.get_state() == std::vector<T>{0, 0});
    // A state that was not finite before: there is no better one.
    taylor_adaptive<T> bad(pendulum, {T(1), infinity<T>});
    for (const T limit : {T(0), T(1)}) {
        CHECK(std::get<0>(bad.step(limit)) == failed);
        CHECK(bad.get_state() == std::vector<T>{1, infinity<T>});
        CHECK_FALSE(is_finite(bad.get_failed_state()));
        CHECK(bad.get_time() == 0);
    }
    // A time that would not be.
    taylor_adaptive<T> late({prime(x) = 1_dbl}, {T(0)});
    late.set_time(std::numeric_limits<T>::max());
    CHECK(std::get<0>(late.step(std::numeric_limits<T>::max())) == failed);
    CHECK(late.get_time() == std::numeric_limits<T>::max());
    CHECK(late.get_failed_h() == std::numeric_limits<T>::max());
    CHECK(late.get_state()[0] == 0);
}

TEMPLATE_LIST_TEST_CASE("trajectories of a batch fail as they do alone", "[failed_steps]", code_types) {
    using T = TestType;
    const auto nan = std::numeric_limits<T>::quiet_NaN();
    const auto x = make_vars("x");
    const equations pole{prime(x) = x * x};
    for (const auto &system : {pole, tank(), hidden_edge()})
        for (const T start : {T(1), T(.3L), nan}) {
            const std::vector<T> starts{T(.01L), start, T(.02L), T(.03L), T(.04L)};
            taylor_adaptive_batch<T> together(system, starts, 5);
            taylor_adaptive<T> alone(system, {start});
            for (int i = 0; i < 3; ++i) {
                together.propagate_until({T(.001L), T(i % 2 == 0 ? 30 : .001L), T(.001L), T(.001L), T(.001L)});
                CHECK(alone.propagate_until(T(i % 2 == 0 ? 30 : .001L)) == together.get_propagate_res()[1]);
                CHECK(same_bits(alone.get_state()[0], together.get_state()[1]));
                CHECK(alone.get_time() == together.get_time()[1]);
                CHECK(same_bits(alone.get_failed_h(), together.get_failed_h()[1]));
                CHECK((std::isnan(alone.get_failed_state()[0]) ||
                       same_bits(alone.get_failed_state()[0], together.get_failed_state()[1])));
                CHECK(together.get_failed_h()[0] == 0);
                CHECK(together.get_failed_state()[0] == 0);
            }
            CHECK(std::get<0>(together.get_propagate_res()[1]) == failed);
        }
}

TEMPLATE_LIST_TEST_CASE("a hidden edge is not passed", "[failed_steps]", code_types) {
    using T = TestType;
    for (const double tol : {0., 1e-3}) {
        taylor_adaptive<T> ta(hidden_edge(), {T(1)}, kw::tol = tol);
        CHECK(std::get<0>(ta.propagate_until(15)) == taylor_outcome::time_limit);
        CHECK(std::get<0>(ta.propagate_until(25)) == failed);
        CHECK(ta.get_state() == std::vector<T>{16});
        CHECK(ta.get_time() == 15);
        CHECK(ta.get_failed_state() == std::vector<T>{26});
        CHECK(ta.get_failed_h() == 10);
        CHECK(std::get<0>(ta.step(T(10))) == failed);
        CHECK(ta.get_failed_h() == 10);
        // As near as one likes, but not beyond.
        CHECK(std::get<0>(ta.propagate_until(25, kw::max_delta_t = T(.0625L))) == failed);
        CHECK(ta.get_state() == std::vector<T>{20});
    }
}

TEMPLATE_LIST_TEST_CASE("a tank that is empty does not fill again", "[failed_steps]", code_types) {
    using T = TestType;
    for (const T tol : {std::numeric_limits<T>::epsilon(), T(1e-3L), T(1e-2L)})
        for (const T level : {T(1), T(2), T(.1L), T(20), T(3.7L)})
            for (const T until : {T(.5L), T(8.5L), T(10), T(40)}) {
                taylor_adaptive<T> ta(tank(), {level}, kw::tol = tol);
                const T empty = 2 * std::sqrt(level), small = std::sqrt(tol) * std::max(T(1), level);
                const auto check = [&](taylor_outcome outcome) {
                    const T time = ta.get_time(), rest = std::max(T(0), empty - time) / 2;
                    // Up to the tolerance of the check there is nothing left.
                    CHECK(std::abs(ta.get_state()[0] - rest * rest) <= small);
                    CHECK((outcome == failed || time == until));
                    if (until < empty)
                        CHECK(outcome == taylor_outcome::time_limit);
                };
                check(std::get<0>(ta.propagate_until(until)));
                // From short steps one knows when it is empty.
                check(std::get<0>(ta.propagate_until(until, kw::max_delta_t = T(.01L))));
                CHECK(ta.get_time() > std::min(until, empty) - T(.02L));
            }
    // With the usual tolerances, long steps fail.
    taylor_adaptive<T> ta(tank(), {T(2)});
    CHECK(std::get<0>(ta.propagate_until(10)) == failed);
    CHECK(ta.get_state()[0] <= 2);
    CHECK(ta.get_failed_state()[0] > ta.get_state()[0] / 1000);
}

TEMPLATE_LIST_TEST_CASE("tanks are seen beside what has steps of its own", "[failed_steps]", code_types) {
    using T = TestType;
    const auto [x, v, y, z] = make_vars("x", "v", "y", "z");
    for (const T level : {T(1), T(3.7L), T(9)}) {
        const T empty = 2 * std::sqrt(level);
        // The steps are those of the oscillator.
        taylor_adaptive<T> first({prime(x) = v, prime(v) = -x, prime(y) = -sqrt(y)}, {T(1), T(0), level});
        CHECK(std::get<0>(first.propagate_until(T(.9L) * empty)) == taylor_outcome::time_limit);
        CHECK(std::get<0>(first.propagate_until(50)) == failed);
        CHECK(first.get_time() <= empty);
        CHECK(std::abs(first.get_state()[0] - std::cos(first.get_time())) < 1000 * std::numeric_limits<T>::epsilon());
        // Of two tanks, the upper one.
        taylor_adaptive<T> two({prime(y) = -sqrt(y), prime(z) = sqrt(y) - sqrt(z)}, {level, T(1)});
        CHECK(std::get<0>(two.propagate_until(50)) == failed);
        CHECK(two.get_time() <= empty);
    }
}

TEST_CASE("a solution that is no polynomial after all is not taken for one", "[failed_steps]") {
    const auto x = make_vars("x");
    taylor_adaptive<double> ta({prime(x) = pow(brook::time, 30.)}, {0.});
    CHECK(std::get<0>(ta.propagate_until(3)) == failed);
    CHECK(ta.get_time() == 0);
    CHECK(std::get<0>(ta.propagate_until(3, kw::max_delta_t = .5)) == taylor_outcome::time_limit);
    CHECK(ta.get_state()[0] == Approx(std::pow(3., 31) / 31).epsilon(1e-13));
}

TEST_CASE("slopes may jump where functions do", "[failed_steps]") {
    const auto x = make_vars("x");
    for (const auto &f :
         {select(lt(brook::time, 1.), 1., -1.), relu(1. - brook::time), 2. * gt(brook::time, .5) - 1.}) {
        taylor_adaptive<double> ta({prime(x) = f}, {0.});
        CHECK(std::get<0>(ta.propagate_until(3)) == taylor_outcome::time_limit);
    }
}

namespace {

template <typename T>
constexpr std::uint32_t usual_order = sizeof(T) == 4   ? 9
                                      : sizeof(T) == 8 ? 20
                                                       : 23;

// Coefficients of one variable, as a jet leaves them.
template <typename T>
struct series {
    std::vector<T> x;

    template <typename Coefficient>
    series(std::uint32_t p, Coefficient coefficient) {
        for (std::uint32_t m = 0; m <= p; ++m)
            x.push_back(static_cast<T>(coefficient(m)));
    }
    bool may_hide_one(T h) const {
        const auto p = static_cast<std::uint32_t>(x.size() - 1);
        return detail::hidden_singularity<T>(p, h)(x[0], {x.data(), {0, 1}});
    }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a singularity is seen by what is left of it", "[failed_steps]", code_types) {
    using T = TestType;
    for (const std::uint32_t p : {2u, 3u, 4u, 5u, 9u, 12u, 20u, 23u})
        for (const double R : {1e-3, 1., 1e3})
            for (double s = 1; s > 1e-20; s /= 16) {
                const auto pole = [&](std::uint32_t m) { return (m == 0) + s * std::pow(R, -double(m)); };
                // What overflows or vanishes tells nothing.
                if (p > usual_order<T> || static_cast<T>(pole(p)) < std::numeric_limits<T>::min())
                    continue;
                const series<T> x(p, pole);
                for (const double sign : {1., -1.}) {
                    CHECK(x.may_hide_one(T(sign * .7 * R)));
                    CHECK_FALSE(x.may_hide_one(T(sign * .5 * R)));
                }
            }
}

TEST_CASE("polynomials, and what is at rest", "[failed_steps]") {
    for (const std::uint32_t p : {2u, 3u, 4u, 9u, 20u}) {
        // The tank, y = (3 - t/2)^2, and the same with rounding errors.
        const double tank[] = {9, -3, .25};
        for (const double noise : {0., 1e-16}) {
            const series<double> x(
                p, [&](std::uint32_t m) { return m <= 2 ? tank[m] : noise * std::pow(6., -double(m)); });
            CHECK(x.may_hide_one(6));
            CHECK(x.may_hide_one(60));
        }
        const series<double> rest(p, [](std::uint32_t m) { return m == 0 ? 3. : 0.; });
        CHECK_FALSE(rest.may_hide_one(1));
        // A coefficient that is no number does not hide.
        const series<double> bad(p, [&](std::uint32_t m) { return m == p ? std::nan("") : 1.; });
        CHECK(bad.may_hide_one(1));
    }
}

TEMPLATE_LIST_TEST_CASE("usual steps are not in doubt", "[failed_steps]", code_types) {
    using T = TestType;
    // An entire function, and a pole at a distance of e^2 h or more, of usual orders.
    constexpr auto p = usual_order<T>;
    const series<T> exponential(p, [](std::uint32_t m) { return 1 / std::tgamma(m + 1.); });
    CHECK_FALSE(exponential.may_hide_one(1));
    const series<T> pole(p, [](std::uint32_t m) { return std::pow(7., -double(m)); });
    CHECK_FALSE(pole.may_hide_one(1));
}
