// SPDX-License-Identifier: MPL-2.0
// covers: recording
// The solution of a propagation as a function of time.
#include <brook/output/continuous_output.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <random>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/math/functions.hpp>

#include "output/recording.hpp"
#include "support/counters.hpp"
#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::same_bits;

namespace {

std::vector<std::pair<expression, expression>> oscillator() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -x}};
}

// Depends on the time.
std::vector<std::pair<expression, expression>> driven() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, cos(brook::time) - sin(x)}};
}

template <typename T>
std::vector<T> times_between(T begin, T end, std::size_t n) {
    std::mt19937 random(7);
    std::vector<T> times{begin, end};
    while (times.size() < n)
        times.push_back(begin + (end - begin) * (T(random() % 65536) / 65536));
    return times;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("continuous output is the solution", "[continuous_output]", test::code_types) {
    using T = TestType;
    const T end = GENERATE(30, -30);
    const bool high_accuracy = GENERATE(false, true);
    taylor_adaptive<T> ta(oscillator(), {T(0), T(1)}, kw::high_accuracy = high_accuracy);
    const auto result = ta.propagate_until(end, kw::c_output = true);
    REQUIRE(result.continuous_output());
    auto co = *result.continuous_output();
    REQUIRE(co.get_n_steps() == result.n_steps());
    REQUIRE(co.get_bounds() == std::pair(T(0), end));
    REQUIRE(co.get_times().size() == co.get_n_steps() + 1);
    REQUIRE(co.get_dim() == 2);
    REQUIRE(co.get_order() == ta.get_order());
    REQUIRE(co.get_tcs().size() == co.get_n_steps() * 2 * (ta.get_order() + 1));
    const auto tolerance = 100 * std::numeric_limits<T>::epsilon();
    for (const T t : times_between(T(0), end, 500)) {
        const auto &x = co(t);
        REQUIRE(std::abs(x[0] - std::sin(t)) < tolerance);
        REQUIRE(std::abs(x[1] - std::cos(t)) < tolerance);
        REQUIRE(&x == &co.get_output());
    }
    REQUIRE(same_bits(co(end), ta.get_state()));
}

TEMPLATE_LIST_TEST_CASE("continuous output has the bits of a grid", "[continuous_output]", test::code_types) {
    using T = TestType;
    const bool depends_on_time = GENERATE(false, true);
    const T start = GENERATE(0, 1000), way = GENERATE(20, -20);
    taylor_adaptive<T> ta(depends_on_time ? driven() : oscillator(), {T(0), T(1)}, kw::time = start);
    auto grid = times_between(start, start + way, 300);
    std::sort(grid.begin(), grid.end());
    if (way < 0)
        std::reverse(grid.begin(), grid.end());
    grid.erase(std::unique(grid.begin(), grid.end()), grid.end());
    auto along = ta;
    const auto states = along.propagate_grid(grid).output();
    auto co = ta.propagate_until(grid.back(), kw::c_output = true).continuous_output().value();
    for (std::size_t i = 1; i < grid.size(); ++i)
        REQUIRE(same_bits(co(grid[i]), std::vector<T>{states[2 * i], states[2 * i + 1]}));
    // Many times at once, in any order.
    std::shuffle(grid.begin(), grid.end(), std::mt19937(3));
    while (grid.size() < 5000)
        grid.push_back(grid[grid.size() % 300 / 2]);
    const auto all = std::as_const(co)(grid);
    for (std::size_t i = 0; i < grid.size(); ++i)
        REQUIRE(same_bits(co(grid[i]), std::vector<T>{all[2 * i], all[2 * i + 1]}));
}

TEST_CASE("beyond the steps the polynomials go on", "[continuous_output]") {
    const expression x("x");
    taylor_adaptive<double> ta({{x, 2. + 0. * x}}, {1.});
    auto co = ta.propagate_until(3., kw::c_output = true, kw::max_delta_t = 1.).continuous_output().value();
    REQUIRE(co(-1.)[0] == -1.);
    REQUIRE(co(10.)[0] == 21.);
}

TEST_CASE("without steps there is no continuous output", "[continuous_output]") {
    taylor_adaptive<double> ta(oscillator(), {0., 1.});
    REQUIRE(!ta.propagate_for(0., kw::c_output = true).continuous_output());
    REQUIRE(!ta.propagate_for(1., kw::c_output = false).continuous_output());
    continuous_output<double> none;
    REQUIRE(none.get_output().empty());
    REQUIRE(none.get_times().empty());
    REQUIRE(none.get_tcs().empty());
    REQUIRE_THROWS_AS(none(0.), std::invalid_argument);
    REQUIRE_THROWS_AS(none.get_bounds(), std::invalid_argument);
    REQUIRE_THROWS_AS(none.get_n_steps(), std::invalid_argument);
    continuous_output_batch<double> no_batch;
    REQUIRE_THROWS_AS(no_batch(0.), std::invalid_argument);
    REQUIRE(no_batch.get_batch_size() == 0);
    std::ostringstream text;
    text << none;
    REQUIRE(text.str() == "Default-constructed continuous output\n");
}

TEMPLATE_LIST_TEST_CASE("the state of continuous output is the module of its code", "[continuous_output]",
                        test::code_types) {
    using T = TestType;
    taylor_adaptive<T> ta(driven(), {T(0), T(1)});
    const auto co = ta.propagate_for(T(3), kw::c_output = true).continuous_output().value();
    const auto copy = co;
    (void)llvm_state::get_diskcache_size(); // waits until everything is stored
    const auto before = detail::process_counters().snapshot();
    const auto &state = co.get_llvm_state();
    REQUIRE(&copy.get_llvm_state() == &state);
    const auto done = detail::process_counters().snapshot() - before;
    REQUIRE(done.ir_builds == 1);
    REQUIRE(done.memory_hits + done.disk_hits + done.misses + done.disk_stores == 0);
    REQUIRE(state.is_compiled());
    // What it computes for a step is what the continuous output computes.
    using dense = void(T *, const T *, const T *, const T *, std::uint64_t, const void *);
    const auto &times = co.get_times();
    const T begin = times[times.size() - 2], middle = begin + (times.back() - begin) / 4, h = middle - begin;
    std::vector<T> out(2);
    const auto *const last_step = co.get_tcs().data() + (co.get_n_steps() - 1) * 2 * (co.get_order() + 1);
    reinterpret_cast<dense *>(state.jit_lookup("dense"))(out.data(), last_step, nullptr, &h, 2, nullptr);
    auto evaluated = co;
    const auto &expected = evaluated(middle);
    const auto tolerance = 10 * std::numeric_limits<T>::epsilon();
    REQUIRE(std::abs(out[0] - expected[0]) < tolerance);
    REQUIRE(std::abs(out[1] - expected[1]) < tolerance);

    REQUIRE(!continuous_output<T>().get_llvm_state().is_compiled());
    taylor_adaptive_batch<T> batch(driven(), {T(0), T(1), T(1), T(2)}, 2);
    const auto of_batch = batch.propagate_for(T(1), kw::c_output = true).continuous_output().value();
    REQUIRE(of_batch.get_llvm_state().jit_lookup("dense") != 0);
}

TEST_CASE("times of continuous output are finite", "[continuous_output]") {
    taylor_adaptive<double> ta(oscillator(), {0., 1.});
    auto co = ta.propagate_for(1., kw::c_output = true).continuous_output().value();
    REQUIRE_THROWS_AS(co(std::numeric_limits<double>::infinity()), std::invalid_argument);
    REQUIRE_THROWS_AS(co(std::vector<double>{0., std::numeric_limits<double>::quiet_NaN()}), std::invalid_argument);
}

TEST_CASE("copies of continuous output have an output of their own", "[continuous_output]") {
    taylor_adaptive<double> ta(oscillator(), {0., 1.});
    auto a = ta.propagate_for(1., kw::c_output = true).continuous_output().value();
    auto b = a;
    const auto at_half = a(.5);
    b(1.);
    REQUIRE(a.get_output() == at_half);
    REQUIRE(&a.get_tcs() == &b.get_tcs());
    const auto c = std::move(a);
    REQUIRE_THROWS_AS(a.get_n_steps(), std::invalid_argument);
    REQUIRE(c.get_n_steps() == b.get_n_steps());
    std::ostringstream text;
    text << c;
    REQUIRE(text.str().find("Time range: [0, 1]") != std::string::npos);
}

TEMPLATE_LIST_TEST_CASE("continuous output of a batch is that of its trajectories", "[continuous_output]",
                        test::code_types) {
    using T = TestType;
    const std::vector<T> start{T(1), T(.5), T(-1), T(.25), T(0), T(2)}, ends{T(3), T(-8), T(5)};
    taylor_adaptive_batch<T> ta(driven(), start, 3);
    const auto result = ta.propagate_until(ends, kw::c_output = true);
    auto co = result.continuous_output().value();
    REQUIRE(co.get_batch_size() == 3);
    REQUIRE(co.get_bounds().second == ends);
    REQUIRE(co.get_times().size() == 3 * (co.get_n_steps() + 2));
    REQUIRE(co.get_times().back() == std::numeric_limits<T>::infinity());
    for (const T part : {T(0), T(1) / 3, T(.5), T(1)}) {
        const auto all = co(std::vector<T>{part * ends[0], part * ends[1], part * ends[2]});
        for (std::size_t k = 0; k < 3; ++k) {
            taylor_adaptive<T> alone(driven(), {start[k], start[3 + k]});
            auto own = alone.propagate_until(ends[k], kw::c_output = true).continuous_output().value();
            REQUIRE(same_bits(own(part * ends[k]), std::vector<T>{all[k], all[3 + k]}));
        }
    }
    REQUIRE_THROWS_AS(co(std::vector<T>{T(0)}), std::invalid_argument);
    const auto splat = co(T(1));
    REQUIRE(same_bits(splat, co(std::vector<T>(3, T(1)))));
}

TEST_CASE("a step is found by its time", "[continuous_output]") {
    std::mt19937 random(11);
    for (int trial = 0; trial < 200; ++trial) {
        detail::recording<double> r(1, 1, {});
        r.backward = {trial % 2 == 1};
        const double sign = r.backward[0] ? -1 : 1;
        double t = 0, low = 0;
        r.times = {t};
        const auto n = 1 + random() % 40;
        for (std::size_t i = 0; i < n; ++i) {
            // Steps of very different sizes, some of which go nowhere.
            const double size = random() % 3 == 0 ? 0. : std::ldexp(1., int(random() % 20));
            t += sign * size;
            if (size != 0)
                low = random() % 3 == 0 ? 0. : random() % 2 == 0 ? 1e-20 : -1e-20;
            r.times.push_back(t);
            const detail::step_origin<double> origin{{t, low}, 0., 0.};
            r.origins.append(&origin);
        }
        for (int i = 0; i < 100; ++i) {
            const double time = random() % 2 == 0 ? r.times[random() % r.times.size()]
                                                  : r.times.back() * (double(random() % 1000) / 900 - .05);
            std::size_t expected = 0;
            const auto is_before = [&](const detail::double_length<double> &end) {
                const detail::double_length<double> t0{time, 0};
                return sign > 0 ? end < t0 : t0 < end;
            };
            while (expected + 1 < n && is_before(r.origins[expected]->end))
                ++expected;
            REQUIRE(r.step_at(time, 0) == expected);
        }
    }
}
