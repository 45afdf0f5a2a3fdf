// SPDX-License-Identifier: MPL-2.0
// A system that nobody has seen before: the time until its first step, and that of short runs, with an interpreter and
// with code that is waited for.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "benchmark/support/building.hpp"
#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/tangle.hpp"
#include "benchmark/support/timing.hpp"

namespace {

namespace kw = brook::kw;
using brook::start_mode;
using problems::problem;

brook::taylor_adaptive<double> begin(const problem &p, start_mode mode) {
    return brook::taylor_adaptive<double>(p.system, p.state, kw::start = mode);
}

std::vector<double> after(const problem &p, start_mode mode, int steps) {
    auto ta = begin(p, mode);
    for (int i = 0; i < steps; ++i)
        ta.step();
    return ta.get_state();
}

void check(const problem &p) {
    building::forget_everything();
    auto ta = begin(p, start_mode::interpreted);
    timing::require(ta.get_compile_info().source == brook::code_source::interpreter, "an interpreter");
    for (int i = 0; i < 3; ++i)
        ta.step();
    timing::require(ta.get_state() == after(p, start_mode::compiled, 3), p.name.c_str());
}

// Microseconds, with empty caches, of construction and steps.
double time_to(const problem &p, start_mode mode, int steps, double budget) {
    return timing::best_within(budget, [&] {
        building::forget_everything();
        return timing::once([&] { after(p, mode, steps); });
    });
}

void measure(const problem &p) {
    const double interpreted = time_to(p, start_mode::interpreted, 1, 5e5),
                 compiled = time_to(p, start_mode::compiled, 1, 1e6);
    building::forget_everything();
    auto slow = begin(p, start_mode::interpreted);
    const double step = timing::best(5, [&] { slow.step(); });
    auto fast = begin(p, start_mode::compiled);
    const double compiled_step = timing::best(100, [&] { fast.step(); });
    std::printf("%-28s %10.3f %10.3f %8.3f %12.2f %12.2f %8.1f %12.0f\n", p.name.c_str(), interpreted / 1e3,
                compiled / 1e3, interpreted / compiled, step, compiled_step, step / compiled_step,
                (compiled - interpreted) / step);
    std::fflush(stdout);
}

// A thousand pendulums, each with a length of its own, that swing for a few steps.
void measure_many(int steps) {
    constexpr int many = 200;
    const auto run = [&](start_mode mode) {
        building::forget_everything();
        return timing::once([&] {
                   for (int i = 0; i < many; ++i) {
                       auto p = problems::pendulum();
                       p.system[1].second = -(9.8 + .001 * i) * sin(p.system[0].first);
                       after(p, mode, steps);
                   }
               }) /
               many;
    };
    const double interpreted = run(start_mode::interpreted), compiled = run(start_mode::compiled);
    std::printf("%d different pendulums, %d steps each: %.0f us each interpreted, %.0f compiled, %.3f\n", many, steps,
                interpreted, compiled, interpreted / compiled);
}

} // namespace

int main(int argc, char **argv) {
    const building::own_disk_cache cache;
    const std::vector<problem> all{problems::pendulum(), problems::outer_solar_system(), problems::twenty_bodies(),
                                   problems::tangle(1000)};
    for (const auto &p : all)
        check(p);
    if (argc > 1 && std::strcmp(argv[1], "--check") == 0)
        return 0;
    std::printf("%-28s %10s %10s %8s %12s %12s %8s %12s\n", "first step [ms], step [us]", "interpr.", "compiled",
                "ratio", "interpr.", "compiled", "ratio", "worth steps");
    for (const auto &p : all)
        measure(p);
    measure_many(10);
    measure_many(500);
}
