// SPDX-License-Identifier: MPL-2.0
// Scales of variables, and constants beside them: what the sizes of steps are measured by.
// covers: make_integrator, trajectories, state_loops
#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;
using test::code_types;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

equations oscillator() {
    const auto [x, v] = make_vars("x", "v");
    return {prime(x) = v, prime(v) = -x};
}

// A second one, twice as fast, and what both know of each other.
equations two_oscillators(const expression &of_second = 0_dbl) {
    const auto [x, v, y, w] = make_vars("x", "v", "y", "w");
    return {prime(x) = v, prime(v) = -x + of_second * y, prime(y) = w, prime(w) = -4. * y};
}

// What bits must agree on after each step.
template <typename T>
struct step_record {
    T h;
    std::vector<T> state;
};

template <typename T, typename Integrator>
std::vector<step_record<T>> steps_of(Integrator &ta, int n) {
    std::vector<step_record<T>> steps;
    for (int i = 0; i < n; ++i) {
        const T h = std::get<1>(ta.step());
        steps.push_back({h, ta.get_state()});
    }
    return steps;
}

template <typename T>
void check_scaled(const std::vector<step_record<T>> &unit, const std::vector<step_record<T>> &other,
                  const std::vector<T> &factors) {
    for (std::size_t i = 0; i < unit.size(); ++i) {
        CHECK(same_bits(unit[i].h, other[i].h));
        for (std::size_t j = 0; j < factors.size(); ++j)
            CHECK(same_bits(unit[i].state[j] * factors[j], other[i].state[j]));
    }
}

template <typename T>
constexpr T epsilon = std::numeric_limits<T>::epsilon();

} // namespace

TEMPLATE_LIST_TEST_CASE("a change of unit changes nothing but the unit", "[scales]", code_types) {
    using T = TestType;
    // Powers of two, so that nothing is rounded. Numbers of float must not become subnormal.
    for (const int exponent : {-20, -3, 1, 18}) {
        const T s = std::ldexp(T(1), exponent);
        taylor_adaptive<T> unit(oscillator(), {T(1), T(.25L)}), other(oscillator(), {s, s / 4}, kw::scale = s);
        CHECK(other.get_scales() == std::vector<T>{s, s});
        check_scaled<T>(steps_of<T>(unit, 20), steps_of<T>(other, 20), {s, s});

        const std::vector<T> scales{s, s, 1 / s, 1 / s};
        taylor_adaptive<T> both(two_oscillators(), {T(1), T(.25L), T(2), T(0)}),
            different(two_oscillators(), {s, s / 4, 2 / s, T(0)}, kw::scale = scales);
        CHECK(different.get_scales() == scales);
        check_scaled<T>(steps_of<T>(both, 20), steps_of<T>(different, 20), scales);
    }
}

TEMPLATE_LIST_TEST_CASE("batches have the scales of one trajectory", "[scales]", code_types) {
    using T = TestType;
    const std::vector<T> scales{T(1e-6L), T(2e-6L), T(30), T(1)};
    for (const std::uint32_t size : {1u, 3u, 5u, 19u}) {
        std::vector<T> state, times;
        for (std::size_t i = 0; i < 4; ++i)
            for (std::uint32_t k = 0; k < size; ++k)
                state.push_back(scales[i] * (T(k) + T(i)) / 20);
        for (const auto &system : {two_oscillators(), two_oscillators(1e-7 * brook::time)}) {
            taylor_adaptive_batch<T> together(system, state, size, kw::scale = scales);
            CHECK(together.get_scales() == scales);
            for (int i = 0; i < 10; ++i)
                together.step();
            for (std::uint32_t k = 0; k < size; ++k) {
                std::vector<T> own;
                for (std::size_t i = 0; i < 4; ++i)
                    own.push_back(state[i * size + k]);
                taylor_adaptive<T> alone(system, own, kw::scale = scales);
                for (int i = 0; i < 10; ++i)
                    alone.step();
                CHECK(same_bits(alone.get_last_h(), together.get_last_h()[k]));
                for (std::size_t i = 0; i < 4; ++i)
                    CHECK(same_bits(alone.get_state()[i], together.get_state()[i * size + k]));
            }
        }
    }
}

TEMPLATE_LIST_TEST_CASE("small amplitudes keep their digits", "[scales]", code_types) {
    using T = TestType;
    const T times = 100;
    for (const T amplitude : {T(1e-12L), T(1e-20L)}) {
        taylor_adaptive<T> plain(oscillator(), {amplitude, T(0)}),
            scaled(oscillator(), {amplitude, T(0)}, kw::scale = amplitude);
        plain.propagate_until(times);
        scaled.propagate_until(times);
        const auto error = [&](const taylor_adaptive<T> &ta) {
            return std::abs(ta.get_state()[0] / amplitude - std::cos(times));
        };
        CHECK(error(scaled) < 500 * epsilon<T>);
        // What they are measured by otherwise.
        CHECK(error(plain) > 1000 * epsilon<T>);
    }
}

TEMPLATE_LIST_TEST_CASE("a constant does not count, however large it is", "[scales]", code_types) {
    using T = TestType;
    const auto [x, v, m, n] = make_vars("x", "v", "m", "n");
    for (const T mass : {T(2e30L), T(-3), T(0)}) {
        const equations beside{prime(m) = 0_dbl, prime(x) = v, prime(v) = -x, prime(n) = -0_dbl};
        taylor_adaptive<T> alone(oscillator(), {T(1), T(.25L)}), ta(beside, {mass, T(1), T(.25L), -mass});
        taylor_adaptive_batch<T> batch(beside, {mass, mass, T(1), T(1), T(.25L), T(.25L), -mass, mass}, 2);
        for (int i = 0; i < 20; ++i) {
            CHECK(alone.step() == ta.step());
            batch.step();
            for (std::size_t j = 0; j < 2; ++j) {
                CHECK(same_bits(alone.get_state()[j], ta.get_state()[j + 1]));
                CHECK(same_bits(alone.get_state()[j], batch.get_state()[2 * j + 2]));
            }
        }
        CHECK(ta.get_state()[0] == mass);
        CHECK(std::get<0>(ta.propagate_until(100)) == taylor_outcome::time_limit);
        // Whatever its scale.
        taylor_adaptive<T> other(beside, {mass, T(1), T(.25L), -mass}, kw::scale = {1e-5, 1., 1., 1e5});
        CHECK(same_bits(std::get<1>(other.step()),
                        std::get<1>(taylor_adaptive<T>(oscillator(), {T(1), T(.25L)}).step())));
    }
    // In equations, too, and lifted.
    for (const bool lift : {false, true}) {
        taylor_adaptive<T> ta({prime(x) = v, prime(v) = -x * m / 0x1p100, prime(m) = 0_dbl}, {T(1), T(0), T(0x1p100)},
                              kw::lift_constants = lift);
        CHECK(std::get<0>(ta.propagate_until(10)) == taylor_outcome::time_limit);
        CHECK(std::abs(ta.get_state()[0] - std::cos(T(10))) < 200 * epsilon<T>);
    }
}

TEMPLATE_LIST_TEST_CASE("constants alone, and constants that are not finite", "[scales]", code_types) {
    using T = TestType;
    const auto [x, v, m] = make_vars("x", "v", "m");
    taylor_adaptive<T> rest({prime(m) = 0_dbl}, {T(2e30L)});
    CHECK(std::get<0>(rest.step()) == taylor_outcome::err_nf_state);
    CHECK(std::get<0>(rest.propagate_until(5)) == taylor_outcome::time_limit);
    CHECK(rest.get_state()[0] == T(2e30L));
    for (const T bad : {std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN()}) {
        taylor_adaptive<T> ta({prime(x) = v, prime(v) = -x, prime(m) = 0_dbl}, {T(1), T(0), bad});
        CHECK(std::get<0>(ta.step()) == taylor_outcome::err_nf_state);
        CHECK(std::get<0>(ta.step(T(.1L))) == taylor_outcome::err_nf_state);
    }
}

TEMPLATE_LIST_TEST_CASE("a size can be computed from coefficients and scales", "[scales]", code_types) {
    using T = TestType;
    const std::vector<T> scales{T(1e-3L), T(.5L), T(7), T(1e4L)};
    taylor_adaptive<T> ta(two_oscillators(par[0]), {T(.001L), T(-2), T(5), T(100)}, kw::scale = scales,
                          kw::pars = {.25});
    const auto p = ta.get_order();
    for (int i = 0; i < 10; ++i) {
        const T h = std::get<1>(ta.step(true));
        const auto norm = [&](std::uint32_t m) {
            long double largest = 0;
            for (std::size_t j = 0; j < 4; ++j)
                largest =
                    std::max(largest, std::abs(static_cast<long double>(ta.get_tc()[j * (p + 1) + m]) / scales[j]));
            return largest;
        };
        const auto rho = [&](std::uint32_t m) { return std::pow(std::max(1.L, norm(0)) / norm(m), 1.L / m); };
        const long double expected = std::min(rho(p), rho(p - 1)) * std::exp(-2 - .7L / (p - 1));
        // Computed in double where T has more digits.
        const long double rounding = std::max<long double>(epsilon<T>, epsilon<double>);
        CHECK(std::abs(h - expected) < 100 * rounding * expected);
    }
}

TEST_CASE("scales matter where the last orders vanish, and at the edges of a domain", "[scales]") {
    const auto x = make_vars("x");
    const double s = std::ldexp(1., -30);
    const equations gap{prime(x) = par[0] / (1. + pow(brook::time, 4.))};
    taylor_adaptive<double> unit(gap, {0.}, kw::pars = {1.}, kw::tol = 1e-12);
    taylor_adaptive<double> other(gap, {0.}, kw::pars = {s}, kw::tol = 1e-12, kw::scale = s);
    CHECK(unit.step() == other.step());
    CHECK(unit.get_state()[0] * s == other.get_state()[0]);

    const equations tank{prime(x) = -sqrt(x)};
    const double level = s * s;
    taylor_adaptive<double> plain(tank, {level}), scaled(tank, {level}, kw::scale = level);
    // Without a scale what the tank loses is less than rounding errors may be.
    CHECK(std::get<0>(plain.propagate_until(1e-5)) == taylor_outcome::time_limit);
    CHECK(std::get<0>(scaled.propagate_until(1e-5)) == taylor_outcome::err_nf_state);
    CHECK(scaled.get_time() <= 2 * s);
}

TEST_CASE("scales of 1 are no scales", "[scales]") {
    taylor_adaptive<double> plain(oscillator(), {3., 0.}), one(oscillator(), {3., 0.}, kw::scale = 1),
        ones(oscillator(), {3., 0.}, kw::scale = {1., 1.});
    CHECK(plain.get_scales() == std::vector{1., 1.});
    for (int i = 0; i < 10; ++i) {
        const auto result = plain.step();
        CHECK(one.step() == result);
        CHECK(ones.step() == result);
    }
    CHECK(one.get_state() == plain.get_state());
    CHECK(ones.get_state() == plain.get_state());
}

TEST_CASE("copies keep their scales, the code knows nothing of them, and they are printed", "[scales]") {
    const taylor_adaptive<double> ta(oscillator(), {1e-9, 0.}, kw::scale = {1e-9, 2e-9});
    auto copy = ta, other = ta;
    CHECK(copy.get_scales() == std::vector{1e-9, 2e-9});
    CHECK(copy.step() == other.step());
    std::ostringstream text, plain_text;
    text << ta;
    CHECK_THAT(text.str(), ContainsSubstring("Scales                  : [1e-09, 2e-09]"));
    const taylor_adaptive<double> plain(oscillator(), {1e-9, 0.});
    plain_text << plain;
    CHECK_THAT(plain_text.str(), !ContainsSubstring("Scales"));
    CHECK(plain.get_compile_info().key == ta.get_compile_info().key);
}

TEMPLATE_LIST_TEST_CASE("scales that are none are refused", "[scales]", code_types) {
    using T = TestType;
    using limits = std::numeric_limits<T>;
    for (const T bad : {T(0), T(-1), limits::infinity(), limits::quiet_NaN(), limits::denorm_min(), limits::max()}) {
        CHECK_THROWS_AS(taylor_adaptive<T>(oscillator(), kw::scale = bad), std::invalid_argument);
        CHECK_THROWS_AS(taylor_adaptive_batch<T>(oscillator(), 2, kw::scale = std::vector{T(1), bad}),
                        std::invalid_argument);
    }
    CHECK_NOTHROW(taylor_adaptive<T>(oscillator(), kw::scale = limits::min()));
    CHECK_NOTHROW(taylor_adaptive<T>(oscillator(), kw::scale = 1 / limits::min()));
    for (const std::size_t count : {0, 1, 3, 4})
        CHECK_THROWS_WITH(taylor_adaptive_batch<T>(oscillator(), 2, kw::scale = std::vector<T>(count, T(1))),
                          ContainsSubstring("one scale for each of the 2 differential equations") &&
                              ContainsSubstring("but " + std::to_string(count) + " were given"));
    CHECK_THROWS_WITH(taylor_adaptive<T>(oscillator(), kw::scale = {1., -2.}), ContainsSubstring("that of 'v' is -2"));
}
