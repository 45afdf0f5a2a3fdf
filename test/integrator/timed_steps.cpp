// SPDX-License-Identifier: MPL-2.0
// Systems that depend on a time far from 0, where one number cannot hold the time between two steps.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "integrator/representable_end.hpp"
#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using detail::double_length;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

template <typename T>
constexpr T eps = std::numeric_limits<T>::epsilon();
template <typename T>
constexpr T infinity = std::numeric_limits<T>::infinity();

// A beginning, and a period that is long compared with the distance of the numbers there.
template <typename T>
struct epoch {
    T t0, period;
    T w() const { return 2 * std::numbers::pi_v<T> / period; }
};

template <typename T>
std::vector<epoch<T>> epochs() {
    if constexpr (std::is_same_v<T, float>)
        return {{0, 100}, {1e6f, 100}, {-1e6f, 100}};
    else if constexpr (std::is_same_v<T, double>)
        return {{0, .1}, {2451545, .1}, {-2451545, .1}, {1e9, .1}};
    else
        return {{0, .1L}, {2451545, .1L}, {1e12L, .1L}};
}

// x = sin(w (t - t0)), y = exp(-x).
template <typename T>
equations driven(const epoch<T> &e) {
    const auto [x, y] = make_vars("x", "y");
    const auto rate = expression(e.w()) * cos(expression(e.w()) * (brook::time - expression(e.t0)));
    return {prime(x) = rate, prime(y) = -rate * y};
}

// The difference to the solution, at the time in both its parts.
template <typename T>
T error_at(const epoch<T> &e, std::pair<T, T> time, const std::vector<T> &state) {
    const T x = std::sin(e.w() * ((time.first - e.t0) + time.second));
    return std::max(std::abs(state[0] - x), std::abs(state[1] - std::exp(-x)));
}

// Argument of the cosine: its rounding is part of the equations. Measured errors are a fifth of this or less.
template <typename T>
T allowed(const epoch<T> &e, T span) {
    return 8 * eps<T> * (1 + e.w() * std::abs(span));
}

template <typename T>
taylor_adaptive<T> begun(const epoch<T> &e, bool high_accuracy, T low = 0) {
    const T x = std::sin(e.w() * low);
    taylor_adaptive<T> ta(driven(e), {x, std::exp(-x)}, kw::time = e.t0, kw::high_accuracy = high_accuracy);
    ta.set_dtime(e.t0, low);
    return ta;
}

template <typename T>
T spacing(T t) {
    return std::nextafter(std::abs(t), infinity<T>) - std::abs(t);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("the last number within a step", "[time]", test::code_types) {
    using T = TestType;
    using detail::representable_end;
    const T one_and = 1 + eps<T>, before_one = 1 - eps<T> / 2;
    // From one number, by less than the distance of two.
    CHECK(representable_end<T>({1, 0}, T(.75) * eps<T>) == one_and);
    CHECK(std::isnan(representable_end<T>({1, 0}, T(.6) * eps<T>)));
    CHECK(representable_end<T>({1, 0}, T(-.4) * eps<T>) == before_one);
    CHECK(std::isnan(representable_end<T>({1, 0}, T(-.3) * eps<T>)));
    // By more: never beyond.
    for (const T h : {T(1.9), T(2.1), T(17.5), T(100.99)}) {
        CHECK(representable_end<T>({1, 0}, h * eps<T>) == 1 + std::floor(h) * eps<T>);
        CHECK(representable_end<T>({-1, 0}, -h * eps<T>) == -1 - std::floor(h) * eps<T>);
        CHECK(representable_end<T>({1, 0}, -h * eps<T>) == 1 - std::floor(2 * h) * eps<T> / 2);
    }
    // From between two.
    CHECK(representable_end<T>({1, T(.25) * eps<T>}, T(1) * eps<T>) == one_and);
    CHECK(representable_end<T>({one_and, T(-.25) * eps<T>}, T(1.3) * eps<T>) == one_and + eps<T>);
    CHECK(representable_end<T>({one_and, T(-.25) * eps<T>}, T(1.2) * eps<T>) == one_and + eps<T>);
    CHECK(representable_end<T>({one_and, T(-.25) * eps<T>}, T(.3) * eps<T>) == one_and);
    CHECK(representable_end<T>({0, 0}, T(.1)) == T(.1));
    for (const T h : {infinity<T>, -infinity<T>, T(0), std::numeric_limits<T>::quiet_NaN()})
        CHECK(std::isnan(representable_end<T>({1, 0}, h)));
    const T largest = std::numeric_limits<T>::max();
    CHECK(std::isnan(representable_end<T>({largest, 0}, largest)));
}

TEMPLATE_LIST_TEST_CASE("what depends on the time is integrated as well far from its origin", "[time]",
                        test::code_types) {
    using T = TestType;
    for (const auto &e : epochs<T>())
        for (const bool high_accuracy : {false, true})
            for (const T span : {T(10.25), T(-10.25)}) {
                const T delta = span * 10 * e.period;
                CAPTURE(e.t0, high_accuracy, delta);
                for (const T max_delta_t : {infinity<T>, e.period / 9}) {
                    auto ta = begun(e, high_accuracy);
                    ta.propagate_until(e.t0 + delta, kw::max_delta_t = max_delta_t);
                    CHECK(ta.get_time() == e.t0 + delta);
                    CHECK(error_at<T>(e, ta.get_dtime(), ta.get_state()) <= allowed(e, delta));
                }
                auto ta = begun(e, high_accuracy);
                while (std::abs(ta.get_time() - e.t0) < std::abs(delta)) {
                    const auto [outcome, h] = delta > 0 ? ta.step() : ta.step_backward();
                    REQUIRE(outcome == taylor_outcome::success);
                    CHECK(ta.get_dtime().second == 0);
                }
                CHECK(error_at<T>(e, ta.get_dtime(), ta.get_state()) <= allowed(e, delta));
            }
}

TEMPLATE_LIST_TEST_CASE("times between two numbers are seen, too", "[time]", test::code_types) {
    using T = TestType;
    for (const auto &e : epochs<T>())
        for (const bool high_accuracy : {false, true}) {
            CAPTURE(e.t0, high_accuracy);
            const T low = spacing(e.t0) / 3, dt = T(.1234) * e.period;
            std::size_t off_grid = 0;
            auto by_steps = begun(e, high_accuracy, low), by_propagation = by_steps, back = by_steps;
            for (int i = 0; i < 83; ++i) {
                REQUIRE(std::get<0>(by_steps.step(dt)) != taylor_outcome::err_nf_state);
                by_propagation.propagate_for(dt);
                back.propagate_for(-dt, kw::max_delta_t = dt / 3);
                off_grid += by_propagation.get_dtime().second != 0;
            }
            CHECK(off_grid > 40);
            for (const auto *ta : {&by_steps, &by_propagation, &back})
                CHECK(error_at<T>(e, ta->get_dtime(), ta->get_state()) <= allowed(e, 83 * dt));
        }
}

TEMPLATE_LIST_TEST_CASE("dense output of steps from between two numbers", "[time]", test::code_types) {
    using T = TestType;
    for (const auto &e : epochs<T>())
        for (const T part : {T(0), T(.3), T(-.2)}) {
            CAPTURE(e.t0, part);
            auto ta = begun(e, false, part * spacing(e.t0));
            const T begin = ta.get_time();
            ta.step(true);
            const auto now = ta.get_state();
            ta.update_d_output(0, true);
            CHECK(std::equal(now.begin(), now.end(), ta.get_d_output().begin(),
                             [](T a, T b) { return same_bits(a, b); }));
            for (int i = 1; i < 8; ++i) {
                const T t = begin + (ta.get_time() - begin) * T(i) / 8;
                ta.update_d_output(t);
                CHECK(error_at<T>(e, {t, 0}, ta.get_d_output()) <= allowed(e, e.period));
            }
            // A step of size 0 leaves its coefficients at the same place.
            ta.set_dtime(e.t0, part * spacing(e.t0));
            ta.step(T(0), true);
            ta.update_d_output(T(0), true);
            CHECK(std::abs(ta.get_d_output()[0] - ta.get_state()[0]) <= 8 * eps<T>);
        }
}

// The documented rule, of which the end of the step may take less than the distance of two numbers.
TEST_CASE("the size of a step is that of the rule, shortened to a number", "[time]") {
    const epoch<double> e{1e9, .1};
    auto ta = begun(e, false);
    for (int i = 0; i < 50; ++i) {
        const auto before = ta.get_time();
        const auto [outcome, h] = ta.step(true);
        const auto &tc = ta.get_tc();
        const auto p = ta.get_order();
        const auto norm = [&](std::uint32_t m) { return std::max(std::abs(tc[m]), std::abs(tc[p + 1 + m])); };
        double rule = infinity<double>;
        for (const auto m : {p - 1, p})
            rule = std::min(rule, std::pow(std::max(1., norm(0)) / norm(m), 1. / m) * std::exp(-2 - .7 / (p - 1)));
        CHECK(h <= rule * (1 + 100 * eps<double>));
        CHECK(h >= rule * (1 - 100 * eps<double>)-spacing(1e9));
        CHECK(ta.get_time() - before == h);
    }
}

TEST_CASE("five numbers away from a singularity", "[time]") {
    const auto x = make_vars("x");
    taylor_adaptive<double> ta({prime(x) = 1. / (brook::time - 1.)}, {0.}, kw::time = 1 + 1e-15);
    const auto distance = ta.get_time() - 1;
    REQUIRE(distance == 5 * eps<double>);
    ta.propagate_until(1.5);
    CHECK(ta.get_state()[0] == Catch::Approx(std::log(.5 / distance)).epsilon(1e-14));
}

// Where the steps are far shorter than the distance of two numbers, there is no better way than to see the nearest one:
// it does not matter to what changes slowly.
TEST_CASE("fast systems with a slow dependence on the time keep their small steps", "[time]") {
    const auto [x, v, s] = make_vars("x", "v", "s");
    const float t0 = 1e9f; // seconds, 64 of them between two numbers
    taylor_adaptive<float> ta({prime(x) = v, prime(v) = -x, prime(s) = 1e-10 * brook::time}, {1.f, 0.f, 0.f},
                              kw::time = t0);
    const auto result = ta.propagate_for(100.f);
    CHECK(result.outcome() == taylor_outcome::time_limit);
    CHECK(result.max_h() < 4);
    CHECK(ta.get_state()[0] == Catch::Approx(std::cos(100.)).margin(1e-5));
    CHECK(ta.get_state()[2] == Catch::Approx(10.).epsilon(1e-5));
}

TEMPLATE_LIST_TEST_CASE("each trajectory of a batch has the bits that it has alone, whatever its time", "[time]",
                        test::code_types) {
    using T = TestType;
    for (const std::uint32_t size : {1u, 5u, 8u, 13u})
        for (const auto &e : epochs<T>()) {
            CAPTURE(size, e.t0);
            std::vector<T> hi, lo, state(2 * size), until, dt;
            std::vector<taylor_adaptive<T>> alone;
            for (std::uint32_t k = 0; k < size; ++k) {
                hi.push_back(e.t0 + T(k) * e.period);
                lo.push_back(k % 3 == 0 ? 0 : spacing(e.t0) * T(k) / 40);
                state[k] = T(.01) * T(k);
                state[size + k] = 1;
                dt.push_back(k % 4 == 3 ? 0 : (k % 2 == 0 ? 1 : -1) * T(.3) * e.period);
                alone.emplace_back(driven(e), std::vector<T>{state[k], 1});
                alone.back().set_dtime(hi[k], lo[k]);
            }
            taylor_adaptive_batch<T> batch(driven(e), state, size);
            batch.set_dtime(hi, lo);
            const auto differences = [&](std::uint32_t k) {
                const auto [high, low] = alone[k].get_dtime();
                return !same_bits(batch.get_state()[k], alone[k].get_state()[0]) +
                       !same_bits(batch.get_state()[size + k], alone[k].get_state()[1]) +
                       (batch.get_dtime().first[k] != high) + (batch.get_dtime().second[k] != low);
            };
            for (int i = 0; i < 6; ++i) {
                if (i % 2 == 0)
                    batch.step(dt, true);
                else
                    batch.propagate_for(dt, kw::max_delta_t = e.period / 7, kw::write_tc = true);
                batch.update_d_output(T(0), true);
                int bad = 0;
                for (std::uint32_t k = 0; k < size; ++k) {
                    if (i % 2 == 0)
                        alone[k].step(dt[k], true);
                    else
                        alone[k].propagate_for(dt[k], kw::max_delta_t = e.period / 7, kw::write_tc = true);
                    bad += differences(k);
                    // Those that arrive early wait for the others with steps of size 0.
                    bad += i % 2 == 0 && (batch.get_last_h()[k] != alone[k].get_last_h() ||
                                          batch.get_d_output()[k] != alone[k].update_d_output(T(0), true)[0]);
                }
                CHECK(bad == 0);
            }
        }
}

TEST_CASE("systems that do not depend on the time keep the low part of theirs", "[time]") {
    const auto [x, v] = make_vars("x", "v");
    taylor_adaptive<double> ta({prime(x) = v, prime(v) = -x}, {0., 1.}, kw::time = 1e9);
    ta.step();
    const auto h = ta.get_last_h();
    const auto time = double_length<double>{1e9, 0} + h;
    CHECK(ta.get_dtime() == std::pair(time.hi, time.lo));
    CHECK(time.lo != 0);
}
