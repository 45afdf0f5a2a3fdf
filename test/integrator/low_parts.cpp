// SPDX-License-Identifier: MPL-2.0
// High accuracy keeps what the rounding of states loses.
// covers: low_parts
#include <cmath>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/real.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::real;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

template <typename T>
taylor_adaptive<T> with_slope(T slope, bool high_accuracy = true) {
    return taylor_adaptive<T>(equations{{"x"_var, par[0]}}, {T(1)}, kw::pars = {slope},
                              kw::high_accuracy = high_accuracy);
}

template <typename T>
void steps(taylor_adaptive<T> &ta, int n, T h) {
    for (int i = 0; i < n; ++i)
        ta.step(h);
}

template <typename T>
taylor_adaptive<T> oscillator(std::vector<T> state, bool high_accuracy = true) {
    const auto [x, v] = make_vars("x", "v");
    return taylor_adaptive<T>(equations{{x, v}, {v, -x}}, std::move(state), kw::high_accuracy = high_accuracy);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a thousand rounded steps are rounded once", "", test::code_types) {
    using T = TestType;
    // Neither slope nor size is short, so that their product has an error, too.
    const T slope = T(1) / 10, h = T(1) / 3;
    auto ta = with_slope(slope), plain = with_slope(slope, false);
    steps(ta, 1000, h);
    steps(plain, 1000, h);
    const real exact = 1 + 1000 * (real(slope) * h);
    CHECK(ta.get_state()[0] == static_cast<T>(exact));
    CHECK(plain.get_state()[0] != ta.get_state()[0]);
    steps(ta, 1000, -h);
    CHECK(ta.get_state()[0] == 1);
}

TEMPLATE_LIST_TEST_CASE("numbers that users write have no low parts", "", test::code_types) {
    using T = TestType;
    const T slope = T(1) / 10, h = T(1) / 3;
    auto ta = with_slope(slope);
    steps(ta, 100, h);
    const T x = ta.get_state()[0];
    auto fresh = with_slope(slope);
    fresh.get_state_data()[0] = x;
    auto copy = ta, written = ta, written_again = ta;
    written.get_state_data()[0] = 2;
    written_again.get_state_data()[0] = 2;
    steps(written_again, 1, T(0)); // which forgets nothing, nor does it remember
    written_again.get_state_data()[0] = x;
    auto two = with_slope(slope);
    two.get_state_data()[0] = 2;
    for (auto *t : {&ta, &copy, &fresh, &written, &written_again, &two})
        steps(*t, 100, -h);
    CHECK(ta.get_state()[0] == 1);
    CHECK(same_bits(ta.get_state(), copy.get_state()));
    CHECK(x != 1 + 100 * (real(slope) * h));
    CHECK(fresh.get_state()[0] == static_cast<T>(x - 100 * (real(slope) * h)));
    CHECK(same_bits(written.get_state(), two.get_state()));
    CHECK(same_bits(written_again.get_state(), ta.get_state()));
}

TEMPLATE_LIST_TEST_CASE("steps that fail, and those of size 0, keep low parts", "", test::code_types) {
    using T = TestType;
    const T slope = T(1) / 10, h = T(1) / 3;
    auto ta = with_slope(slope), twin = ta;
    steps(ta, 100, h);
    steps(twin, 100, h);
    ta.get_pars_data()[0] = std::numeric_limits<T>::infinity();
    CHECK(std::get<0>(ta.step(h)) == taylor_outcome::err_nf_state);
    ta.get_pars_data()[0] = slope;
    ta.step(T(0));
    ta.propagate_until(ta.get_time());
    steps(ta, 900, h);
    steps(twin, 900, h);
    CHECK(same_bits(ta.get_state(), twin.get_state()));
}

TEMPLATE_LIST_TEST_CASE("trajectories of a batch keep their low parts when others fail", "", test::code_types) {
    using T = TestType;
    constexpr std::size_t size = 5;
    const T h = T(1) / 3;
    std::vector<T> state(size, T(1)), slopes;
    for (std::size_t k = 0; k < size; ++k)
        slopes.push_back(T(1) / T(10 + k));
    taylor_adaptive_batch<T> batch(equations{{"x"_var, par[0]}}, state, static_cast<std::uint32_t>(size),
                                   kw::pars = slopes, kw::high_accuracy = true);
    for (int i = 0; i < 600; ++i) {
        batch.get_pars_data()[2] = i % 3 == 2 ? std::numeric_limits<T>::infinity() : slopes[2];
        batch.step(std::vector<T>(size, h));
    }
    for (std::size_t k = 0; k < size; ++k) {
        auto alone = with_slope(slopes[k]);
        steps(alone, k == 2 ? 400 : 600, h);
        CHECK(batch.get_state()[k] == alone.get_state()[0]);
    }
}

TEMPLATE_LIST_TEST_CASE("dense output knows the low parts", "", test::code_types) {
    using T = TestType;
    auto ta = oscillator<T>({T(1) / 3, T(1) / 7}), grid = ta, recorded = ta;
    std::vector<T> times{T(0)}, states = ta.get_state();
    auto result = recorded.propagate_until(T(50), kw::c_output = true);
    while (ta.get_time() < 50) {
        ta.step(50 - ta.get_time(), true);
        CHECK(same_bits(ta.update_d_output(T(0), true), ta.get_state()));
        times.push_back(ta.get_time() - ta.get_last_h() / 2);
        const auto &between = ta.update_d_output(times.back());
        states.insert(states.end(), between.begin(), between.end());
    }
    CHECK(same_bits(grid.propagate_grid(times).output(), states));
    for (std::size_t i = 1; i < times.size(); ++i)
        CHECK(same_bits((*result.continuous_output())(times[i]), std::vector<T>{states[2 * i], states[2 * i + 1]}));
}

// Products with the size of a step above all, which are rounded where h is a part of 1, and the functions of the
// right-hand sides keep their errors: an oscillator has about four tenths of what it has without.
TEMPLATE_LIST_TEST_CASE("rounding costs at most half with high accuracy", "", test::code_types) {
    using T = TestType;
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(0.5, 1);
    const auto energy = [](const std::vector<T> &s) -> real { return (real(s[0]) * s[0] + real(s[1]) * s[1]) / 2; };
    real squares[2] = {0, 0};
    for (int i = 0; i < 40; ++i) {
        const std::vector<T> state{T(uniform(random)), T(uniform(random))};
        for (const bool high_accuracy : {false, true}) {
            auto ta = oscillator(state, high_accuracy);
            ta.propagate_until(T(1000));
            const real error = energy(ta.get_state()) / energy(state) - 1;
            squares[high_accuracy] += error * error;
        }
    }
    CHECK(squares[1] < squares[0] / 4);
}
