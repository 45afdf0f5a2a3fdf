// SPDX-License-Identifier: MPL-2.0
// Non-terminal events along real solutions: times against formulae, none lost between steps, none found twice.
// covers: event_detector, event_caller
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;

namespace {

template <typename T>
const T half_turn = std::acos(T(-1));

std::vector<std::pair<expression, expression>> oscillator() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -x}};
}

template <typename T>
struct happened {
    T time;
    int direction;
};

// What an event function does along x = sin(t).
template <typename T>
struct watched {
    std::vector<happened<T>> events;
    taylor_adaptive<T> ta;

    template <typename... Args>
    explicit watched(expression function, Args &&...args)
        : watched(oscillator(), {T(0), T(1)}, std::move(function), std::forward<Args>(args)...) {}
    template <typename... Args>
    watched(std::vector<std::pair<expression, expression>> sys, std::vector<T> state, expression function,
            Args &&...args)
        : ta(std::move(sys), std::move(state),
             kw::nt_events = {nt_event<T>(std::move(function),
                                          [this](auto &, T time, int direction) {
                                              events.push_back({time, direction});
                                          })},
             std::forward<Args>(args)...) {}
    watched(const watched &) = delete;
};

} // namespace

TEMPLATE_LIST_TEST_CASE("zeros of a sine", "[events]", test::code_types) {
    using T = TestType;
    watched<T> w("x"_var);
    const T end = 100, eps = std::numeric_limits<T>::epsilon();
    REQUIRE(w.ta.propagate_until(end).outcome() == taylor_outcome::time_limit);
    REQUIRE(w.events.size() == 32);
    for (std::size_t i = 0; i < w.events.size(); ++i) {
        // Phases drift, as those of the steps themselves.
        CHECK(std::abs(w.events[i].time - T(i) * half_turn<T>) <= 40 * eps * (1 + T(i)));
        CHECK(w.events[i].direction == (i % 2 == 0 ? 1 : -1));
    }
    // Backward the same, in the other order; whether the zero at 0 is before the end depends on rounding.
    const auto forward = std::exchange(w.events, {});
    w.ta.propagate_until(0);
    const auto back = w.events.size();
    REQUIRE((back == 31 || back == 32));
    for (std::size_t i = 0; i < back; ++i) {
        CHECK(w.events[i].time == Approx(forward[31 - i].time).margin(1e-4));
        CHECK(w.events[i].direction == forward[31 - i].direction);
    }
    w.events.clear();
    w.ta.propagate_until(-1);
    CHECK(w.events.size() == 32 - back);
}

// Crossings at the integers, whatever the steps: where they end at a crossing, its sign is that of a rounding error.
TEMPLATE_LIST_TEST_CASE("a hundred crossings in a hundred units of time", "[events]", test::code_types) {
    using T = TestType;
    const auto [x, v] = make_vars("x", "v");
    const auto level = GENERATE(0u, 1u, 3u);
    const bool compact = GENERATE(false, true);
    const T start = T(.5);
    const auto count = [&](auto... how) {
        watched<T> w({{x, v}, {v, -half_turn<T> * half_turn<T> * x}}, {1, 0}, x, kw::time = start,
                     kw::opt_level = level, kw::compact_mode = compact);
        w.ta.propagate_until(start + 100, how...);
        REQUIRE(w.events.size() == 100);
        for (std::size_t i = 0; i < 100; ++i) {
            REQUIRE(std::abs(w.events[i].time - T(i + 1)) < 5000 * std::numeric_limits<T>::epsilon());
            REQUIRE(w.events[i].direction == (i % 2 == 0 ? -1 : 1));
        }
        w.events.clear();
        w.ta.propagate_until(start, how...);
        REQUIRE(w.events.size() == 100);
    };
    std::vector<T> integers, beside;
    for (int i = 0; i <= 101; ++i) {
        integers.push_back(T(i));
        beside.push_back(std::nextafter(T(i), T(0)));
        beside.push_back(std::nextafter(T(i), T(1000)));
    }
    count();
    if (level != 1)
        return;
    for (const double h : {.5, .25, .125, 1. / 3, .0625, .01})
        count(kw::max_delta_t = h);
    count(kw::stop_at = integers);
    count(kw::stop_at = beside);
}

TEMPLATE_LIST_TEST_CASE("single steps of all sizes find what a propagation finds", "[events]", test::code_types) {
    using T = TestType;
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> size(0, .8);
    for (int run = 0; run < 20; ++run) {
        watched<T> w("x"_var);
        while (w.ta.get_time() < 30) {
            // Some end near a zero, or at it.
            T h = T(size(random));
            const T next = (std::floor(w.ta.get_time() / half_turn<T>) + 1) * half_turn<T>;
            if (random() % 3 == 0 && next > w.ta.get_time())
                h = (next - w.ta.get_time()) * (1 + T(int(random() % 5) - 2) * std::numeric_limits<T>::epsilon());
            w.ta.step(h);
        }
        const auto expected = 1 + static_cast<std::size_t>(w.ta.get_time() / half_turn<T>);
        REQUIRE(w.events.size() == expected);
        for (std::size_t i = 0; i < expected; ++i)
            REQUIRE(w.events[i].direction == (i % 2 == 0 ? 1 : -1));
    }
}

TEST_CASE("forth and back over a zero, in steps of a few numbers", "[events]") {
    watched<double> w("v"_var); // cos(t)
    w.ta.propagate_until(1.5);
    std::mt19937_64 random(5);
    // The sign after each crossing is the one before the next: as many crossings up as down.
    int side = 1;
    for (int i = 0; i < 2000; ++i) {
        w.events.clear();
        const double target = std::acos(-1.) / 2 + (int(random() % 41) - 20) * 1e-16 * double(1 << random() % 20);
        const double before = w.ta.get_time();
        w.ta.propagate_until(target);
        REQUIRE(w.events.size() <= 1);
        for (const auto &e : w.events) {
            const int along = target > before ? 1 : -1;
            REQUIRE(side == -e.direction * along);
            side = e.direction * along;
        }
    }
    w.events.clear();
    w.ta.propagate_until(2.);
    REQUIRE(w.events.size() == (side > 0 ? 1 : 0));
}

TEMPLATE_LIST_TEST_CASE("directions are those of time", "[events]", test::code_types) {
    using T = TestType;
    for (const auto direction : {event_direction::positive, event_direction::negative}) {
        std::vector<int> directions;
        taylor_adaptive<T> ta(
            oscillator(), {T(.1), T(1)},
            kw::nt_events = {nt_event<T>(
                "x"_var, [&](auto &, T, int d) { directions.push_back(d); }, kw::direction = direction)});
        ta.propagate_until(50);
        const auto forward = directions.size();
        ta.propagate_until(0);
        CHECK(directions.size() == 2 * forward);
        CHECK(forward >= 7);
        CHECK(
            std::all_of(directions.begin(), directions.end(), [&](int d) { return d == static_cast<int>(direction); }));
    }
}

TEST_CASE("the period of a pendulum", "[events]") {
    const auto [x, v] = make_vars("x", "v");
    const double amplitude = 2;
    watched<double> w({{x, v}, {v, -sin(x)}}, {amplitude, 0.}, x);
    w.ta.propagate_until(1000.);
    double a = 1, g = std::cos(amplitude / 2);
    for (int k = 0; k < 6; ++k) {
        const double mean = (a + g) / 2;
        g = std::sqrt(a * g);
        a = mean;
    }
    const double period = 2 * std::acos(-1.) / a;
    REQUIRE(w.events.size() == static_cast<std::size_t>(1000. / period * 2 + .5));
    // The rounding errors of 1,700 steps shift the phase at random: over forty amplitudes the largest error was 1.7e-12
    // or 2.0e-12, with sums in one order or another. (The limit was 1e-12, which this amplitude happened to keep.)
    for (std::size_t i = 0; i < w.events.size(); ++i)
        CHECK(std::abs(w.events[i].time - period * (.25 + double(i) / 2)) < 4e-12);
}

TEST_CASE("an eccentric orbit passes its periapsis once in a period", "[events]") {
    const auto [x, y, vx, vy] = make_vars("x", "y", "vx", "vy");
    const auto r3 = pow(x * x + y * y, -1.5);
    const double e = .9;
    std::vector<double> times;
    taylor_adaptive<double> ta({{x, vx}, {y, vy}, {vx, -x * r3}, {vy, -y * r3}},
                               {1 + e, 0., 0., std::sqrt((1 - e) / (1 + e))},
                               kw::nt_events = {nt_event<double>(
                                   x * vx + y * vy, [&](auto &, double t, int) { times.push_back(t); },
                                   kw::direction = event_direction::positive)});
    const double period = 2 * std::acos(-1.);
    ta.propagate_until(50 * period);
    REQUIRE(times.size() == 50);
    for (std::size_t i = 0; i < times.size(); ++i)
        CHECK(std::abs(times[i] - period * (double(i) + .5)) < 2e-12 * (1 + double(i)));
}

TEST_CASE("events of a step come in the order of time, with all their zeros", "[events]") {
    // Against sampling: several functions with many zeros in each step.
    const auto [x, v] = make_vars("x", "v");
    const std::vector<expression> functions{sin(20. * x), cos(13. * x) - .2, x - .5, v * v - .3, sin(7. * brook::time)};
    std::vector<std::pair<double, std::size_t>> found;
    std::vector<nt_event<double>> events;
    for (std::size_t i = 0; i < functions.size(); ++i)
        events.emplace_back(functions[i], [&, i](auto &, double t, int) { found.emplace_back(t, i); });
    taylor_adaptive<double> ta({{x, v}, {v, -x}}, {.1, 1.}, kw::nt_events = events, kw::tol = 1e-12);
    ta.propagate_until(20.);
    CHECK(std::is_sorted(found.begin(), found.end(), [](auto &a, auto &b) { return a.first < b.first; }));
    const auto value = [&](std::size_t i, double t) {
        const double p = .1 * std::cos(t) + std::sin(t), q = std::cos(t) - .1 * std::sin(t);
        const double values[] = {std::sin(20 * p), std::cos(13 * p) - .2, p - .5, q * q - .3, std::sin(7 * t)};
        return values[i];
    };
    for (std::size_t i = 0; i < functions.size(); ++i) {
        std::vector<double> expected;
        constexpr int n = 200000;
        double before = value(i, 0);
        if (i == 4)
            expected.push_back(0); // a zero at the very beginning
        for (int k = 1; k <= n; ++k) {
            const double t = 20. * k / n, now = value(i, t);
            if (before * now < 0)
                expected.push_back(t);
            before = now;
        }
        std::vector<double> mine;
        for (const auto &[t, which] : found)
            if (which == i)
                mine.push_back(t);
        REQUIRE(mine.size() == expected.size());
        for (std::size_t k = 0; k < mine.size(); ++k)
            REQUIRE(std::abs(mine[k] - expected[k]) <= 2 * 20. / n);
    }
}

TEST_CASE("the integrator is at the end of the step, and dense output knows the event", "[events]") {
    std::vector<double> values;
    double last = 0;
    taylor_adaptive<double> ta(
        oscillator(), {0., 1.},
        kw::nt_events = {nt_event<double>("x"_var - .25, [&](taylor_adaptive<double> &t, double time, int) {
            REQUIRE(t.get_tc_written());
            REQUIRE(time >= last);
            REQUIRE(time < t.get_time());
            values.push_back(t.update_d_output(time)[0]);
            last = time;
        })});
    ta.propagate_until(50.);
    REQUIRE(values.size() == 16);
    for (const double x : values)
        CHECK(std::abs(x - .25) < 1e-14); // the time is rounded
}

TEMPLATE_LIST_TEST_CASE("events that depend on a late time are as sharp as early ones", "[events]", test::code_types) {
    using T = TestType;
    const T late = std::ldexp(T(1), std::numeric_limits<T>::digits - 12);
    std::vector<T> times, lows;
    taylor_adaptive<T> ta(oscillator(), {T(0), T(1)}, kw::time = late,
                          kw::t_events = {t_event<T>(
                              "x"_var, kw::callback = [&](taylor_adaptive<T> &t, int) {
                                  const auto [hi, lo] = t.get_dtime();
                                  times.push_back((hi - late) + lo);
                                  return true;
                              })});
    ta.propagate_until(late + 20);
    REQUIRE(times.size() == 7);
    for (std::size_t i = 0; i < times.size(); ++i)
        CHECK(std::abs(times[i] - T(i) * half_turn<T>) < 100 * std::numeric_limits<T>::epsilon() * (1 + T(i)));
}

TEST_CASE("events that depend on the time and on parameters of their own", "[events]") {
    std::vector<double> times;
    taylor_adaptive<double> ta(
        oscillator(), {0., 1.}, kw::pars = {0., 0., 3.5},
        kw::nt_events = {nt_event<double>(brook::time - par[2], [&](auto &, double t, int) { times.push_back(t); })});
    REQUIRE(ta.get_pars().size() == 3);
    ta.propagate_until(10.);
    CHECK(times == std::vector<double>{3.5});
    // A parameter that jumps over the time is no event; then it lies ahead.
    ta.get_pars_data()[2] = 12.25;
    ta.propagate_until(20.);
    CHECK(times == std::vector<double>{3.5, 12.25});
    CHECK_THROWS_AS(
        taylor_adaptive<double>(oscillator(), {0., 1.}, kw::pars = {1., 2.},
                                kw::nt_events = {nt_event<double>("x"_var - par[0], [](auto &, double, int) {})}),
        std::invalid_argument);
}

TEST_CASE("changing the state by hand is no crossing", "[events]") {
    watched<double> w("x"_var);
    w.ta.propagate_until(1.);
    REQUIRE(w.events.size() == 1); // at 0
    for (const double x : {-.5, .5, -1e-3, 1e-3}) {
        w.ta.get_state_data()[0] = x;
        w.ta.get_state_data()[1] = 0;
        w.ta.step(1e-4);
        CHECK(w.events.size() == 1);
    }
    // By hand to the zero itself: it is one.
    w.ta.get_state_data()[0] = 0;
    w.ta.get_state_data()[1] = 1;
    w.ta.step(1e-4);
    CHECK(w.events.size() == 2);
}

TEST_CASE("callbacks may change state and parameters, not the time", "[events]") {
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<double> ta({{x, v}, {v, -par[0] * x}}, {0., 1.}, kw::pars = {1.},
                               kw::nt_events = {nt_event<double>(
                                   v, [](taylor_adaptive<double> &t, double, int) { t.get_pars_data()[0] += 1; })});
    ta.propagate_until(10.);
    CHECK(ta.get_pars()[0] > 3);
    int later = 0;
    taylor_adaptive<double> bad(
        oscillator(), {0., 1.},
        kw::nt_events = {nt_event<double>(v, [](taylor_adaptive<double> &t, double, int) { t.set_time(7.); }),
                         nt_event<double>(v, [&](auto &, double, int) { ++later; })});
    CHECK_THROWS_WITH(bad.propagate_until(10.), Catch::Matchers::ContainsSubstring("must not change the time"));
    CHECK(later == 1);
    taylor_adaptive<double> other(oscillator(), {0., 1.});
    taylor_adaptive<double> assigned(
        oscillator(), {0., 1.},
        kw::nt_events = {nt_event<double>(v, [&](taylor_adaptive<double> &t, double, int) { t = other; })});
    CHECK_THROWS_WITH(assigned.propagate_until(10.), Catch::Matchers::ContainsSubstring("assign"));
    taylor_adaptive<double> assigned_in_step(
        oscillator(), {0., 1.},
        kw::nt_events = {nt_event<double>(v, [&](taylor_adaptive<double> &t, double, int) { t = other; })});
    CHECK_THROWS_AS(
        [&] {
            while (assigned_in_step.get_time() < 5)
                assigned_in_step.step();
        }(),
        std::runtime_error);
}

TEST_CASE("exceptions of callbacks tell of the event, and leave the step made", "[events]") {
    struct mine {
        int code;
    };
    const auto throwing = [](auto error) {
        return taylor_adaptive<double>(
            oscillator(), {0., 1.},
            kw::nt_events = {nt_event<double>("v"_var, [error](auto &, double, int) { throw error; })});
    };
    auto a = throwing(std::domain_error("too far"));
    CHECK_THROWS_AS(a.propagate_until(10.), std::domain_error);
    CHECK(a.get_time() > 1.5);
    CHECK(std::abs(a.get_state()[0] - std::sin(a.get_time())) < 1e-14);
    CHECK_NOTHROW(a.propagate_until(3.)); // goes on behind the event
    auto b = throwing(std::runtime_error("oops"));
    CHECK_THROWS_WITH(b.propagate_until(10.),
                      "In the callback of non-terminal event 0 ('v') at time 1.5707963267948966: oops");
    auto c = throwing(mine{5});
    try {
        c.propagate_until(10.);
        FAIL("nothing was thrown");
    } catch (const mine &m) {
        CHECK(m.code == 5);
    }
}

TEST_CASE("firings are limited in number and distance", "[events]") {
    std::vector<double> few, seldom;
    taylor_adaptive<double> ta(
        oscillator(), {.1, 1.},
        kw::nt_events = {
            nt_event<double>(
                "x"_var, [&](auto &, double t, int) { few.push_back(t); }, kw::max_firings = 3),
            nt_event<double>(
                sin(30. * "x"_var), [&](auto &, double t, int) { seldom.push_back(t); }, kw::min_delta_t = 1.)});
    ta.propagate_until(40.);
    CHECK(few.size() == 3);
    CHECK(seldom.size() > 25);
    for (std::size_t i = 1; i < seldom.size(); ++i)
        CHECK(seldom[i] - seldom[i - 1] >= 1);
    ta.reset_cooldowns();
    ta.propagate_until(80.);
    CHECK(few.size() == 6);
}

TEST_CASE("a touch is no event, or two that cancel", "[events]") {
    for (const double above : {0., 1e-16, -1e-16, 1e-13, -1e-13, 1e-9, -1e-9}) {
        watched<double> w("x"_var - (1 + above));
        w.ta.propagate_until(100.);
        int sum = 0;
        for (const auto &e : w.events)
            sum += e.direction;
        CHECK(sum == 0);
        if (above >= 1e-9)
            CHECK(w.events.empty());
        if (above <= -1e-9)
            CHECK(w.events.size() == 32);
    }
}

TEST_CASE("a triple zero is found once, where rounding puts it", "[events]") {
    watched<double> w(pow("x"_var, 3.));
    w.ta.propagate_until(.5);
    w.events.clear();
    w.ta.propagate_until(50.);
    REQUIRE(w.events.size() == 15);
    for (std::size_t i = 0; i < w.events.size(); ++i) {
        // The cube root of the error of the function.
        CHECK(std::abs(w.events[i].time - double(i + 1) * std::acos(-1.)) < 3e-5);
        CHECK(w.events[i].direction == (i % 2 == 0 ? -1 : 1));
    }
}

TEST_CASE("grids, continuous output and events go together", "[events]") {
    watched<double> w("x"_var - .5), grid("x"_var - .5);
    auto result = w.ta.propagate_until(20., kw::c_output = true);
    auto solution = result.continuous_output().value();
    for (const auto &e : w.events)
        CHECK(std::abs(solution(e.time)[0] - .5) < 1e-14); // the time is rounded
    const auto along = grid.ta.propagate_grid({0., 5., 10., 20.});
    REQUIRE(along.output().size() == 8);
    CHECK(grid.events.size() == w.events.size());
    for (std::size_t i = 0; i < w.events.size(); ++i)
        CHECK(grid.events[i].time == w.events[i].time);
    CHECK(test::same_bits(along.output()[2], solution(5.)[0]));
}

TEST_CASE("copies of an integrator have their own events", "[events]") {
    int calls = 0;
    taylor_adaptive<double> ta(
        oscillator(), {.1, 1.},
        kw::nt_events = {nt_event<double>(
            "x"_var, [&calls, mine = 0](auto &, double, int) mutable { calls = std::max(calls, ++mine); })});
    auto copy = ta;
    ta.propagate_until(20.);
    copy.propagate_until(20.);
    CHECK(calls == 6);
    CHECK(test::same_bits(ta.get_state(), copy.get_state()));
    CHECK(ta.with_events());
    CHECK(!taylor_adaptive<double>(oscillator()).with_events());
    CHECK_THROWS_AS(taylor_adaptive<double>(oscillator()).get_nt_events(), std::invalid_argument);
    CHECK_THROWS_AS(taylor_adaptive<double>(oscillator()).get_t_events(), std::invalid_argument);
    CHECK_THROWS_AS(taylor_adaptive<double>(oscillator()).get_te_cooldowns(), std::invalid_argument);
    CHECK_THROWS_AS(taylor_adaptive<double>(oscillator()).reset_cooldowns(), std::invalid_argument);
}

// About 10^8 steps; the phase is lost by less than a step.
TEST_CASE("a hundred million steps lose and invent no event", "[events][.torture]") {
    std::size_t ups = 0, downs = 0;
    int last = -1;
    bool in_turn = true;
    taylor_adaptive<double> ta(oscillator(), {0., 1.},
                               kw::nt_events = {nt_event<double>("x"_var, [&](auto &, double, int d) {
                                   in_turn = in_turn && d == -last;
                                   last = d;
                                   ++(d > 0 ? ups : downs);
                               })});
    const double turns = 1.8e7, end = (turns + .25) * 2 * std::acos(-1.);
    const auto result = ta.propagate_until(end);
    CHECK(result.n_steps() > 100'000'000);
    CHECK(in_turn);
    CHECK(ups == 18'000'001);
    CHECK(downs == 18'000'000);
}

TEST_CASE("large event functions leave the precision of the state alone", "[events]") {
    const auto [x, v, y, w] = make_vars("x", "v", "y", "w");
    for (const double size : {1., 1e6, 1e12, 1e22, 1e-22}) {
        int n = 0;
        taylor_adaptive<double> ta({{x, v}, {v, -100. * x}, {y, w}, {w, -y}}, {1., 0., .1, 1.},
                                   kw::nt_events = {nt_event<double>(size * y, [&](auto &, double, int) { ++n; })});
        ta.propagate_until(10.);
        CHECK(std::abs(ta.get_state()[0] - std::cos(100.)) < 1e-13);
        CHECK(n == 3);
    }
}
