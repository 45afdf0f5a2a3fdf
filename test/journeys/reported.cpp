// SPDX-License-Identifier: MPL-2.0
// What users of other packages have reported of output and ensembles: it must not happen here. (Restarts from files are
// in test/archive, callbacks every so often in test/callback.)
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"

using namespace brook;
using test::same_bits;

namespace {

using equations = std::vector<std::pair<expression, expression>>;

equations oscillator() {
    const auto [x, v] = make_vars("x", "v");
    return {{x, v}, {v, -x}};
}

} // namespace

TEST_CASE("a saved grid has its own points only, as accurate as steps", "[reported]") {
    taylor_adaptive<double> ta(oscillator(), {0., 1.});
    std::vector<double> grid;
    for (int i = 0; i <= 1000; ++i)
        grid.push_back(i * 0.0731);
    const auto result = ta.propagate_grid(grid);
    REQUIRE(result.output().size() == 2 * grid.size());
    CHECK(ta.get_time() == grid.back());
    double worst = 0, worst_of_steps = 0;
    for (std::size_t i = 0; i < grid.size(); ++i)
        worst = std::max(worst, std::abs(result.output()[2 * i] - std::sin(grid[i])));
    taylor_adaptive<double> steps(oscillator(), {0., 1.});
    while (steps.get_time() < grid.back()) {
        steps.step();
        worst_of_steps = std::max(worst_of_steps, std::abs(steps.get_state()[0] - std::sin(steps.get_time())));
    }
    // Two roundings of a sine below 1 beside what steps have.
    CHECK(worst <= worst_of_steps + 2 * std::numeric_limits<double>::epsilon());
}

TEST_CASE("dense output has the order of the steps, for all variables alike", "[reported]") {
    // 40 oscillators of different frequencies, some of which stand still.
    equations sys;
    std::vector<double> state;
    for (int i = 0; i < 40; ++i) {
        const expression x("x" + std::to_string(i)), v("v" + std::to_string(i));
        sys.emplace_back(x, v);
        sys.emplace_back(v, -static_cast<double>(i * i) * x);
        state.insert(state.end(), {0., static_cast<double>(i)});
    }
    taylor_adaptive<double> ta(sys, state);
    for (int step = 0; step < 5; ++step) {
        ta.step(true);
        const double begin = ta.get_time() - ta.get_last_h();
        for (const double part : {0.1, 0.5, 0.9, 1.}) {
            const double t = begin + part * ta.get_last_h();
            ta.update_d_output(t);
            for (std::size_t i = 0; i < 40; ++i) {
                const double w = static_cast<double>(i);
                CHECK(std::abs(ta.get_d_output()[2 * i] - std::sin(w * t)) < 4e-15);
            }
        }
    }
}

// A rocket whose engine burns 2 units of mass a unit of time, and stops where a callback says so. (Tsiolkovsky.)
TEST_CASE("a callback changes a thrust, and the next step uses it", "[reported]") {
    const auto [v, m] = make_vars("v", "m");
    const auto exhaust_speed = 3., burning_end = 2.;
    taylor_adaptive<double> rocket({{v, par[0] * exhaust_speed / m}, {m, -par[0]}}, {0., 10.}, kw::pars = {2.});
    rocket.propagate_until(
        5., kw::stop_at = {burning_end}, kw::callback = [&](taylor_adaptive<double> &ta) {
            if (ta.get_time() == burning_end)
                ta.get_pars_data()[0] = 0;
            return true;
        });
    CHECK(rocket.get_state()[1] == Catch::Approx(6.).epsilon(1e-15));
    CHECK(rocket.get_state()[0] == Catch::Approx(exhaust_speed * std::log(10. / 6.)).epsilon(1e-15));
}

TEST_CASE("members of an ensemble share no state", "[reported]") {
    const taylor_adaptive<double> ta(oscillator(), {0., 1.});
    // The generator changes all that it can, in an order that depends on the threads.
    const auto generate = [](taylor_adaptive<double> member, std::size_t i) {
        for (auto &x : member.get_state_range())
            x += static_cast<double>(i);
        return member;
    };
    const auto results = ensemble_propagate_until(ta, 10., 64, generate);
    for (std::size_t i = 0; i < results.size(); ++i) {
        auto alone = generate(ta, i);
        alone.propagate_until(10.);
        CHECK(same_bits(results[i].integrator().get_state(), alone.get_state()));
        for (std::size_t k = 0; k < i; ++k)
            CHECK(results[k].integrator().get_state_data() != results[i].integrator().get_state_data());
    }
    CHECK(ta.get_state() == std::vector<double>{0., 1.});
}

TEST_CASE("ensembles use more than one thread, where there are more", "[reported]") {
    const taylor_adaptive<double> ta(oscillator(), {0., 1.});
    std::mutex mutex;
    std::set<std::thread::id> threads;
    ensemble_propagate_until(ta, 2000., 200, [&](taylor_adaptive<double> member, std::size_t) {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
        return member;
    });
    if (std::thread::hardware_concurrency() > 1)
        CHECK(threads.size() > 1);
}
