// SPDX-License-Identifier: MPL-2.0
// How long it takes to build an integrator: cold, from the caches, and in a new process; with --levels, at each level
// of optimisation.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "benchmark/support/building.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/timing.hpp"

namespace {

using problems::problem;

std::vector<problem> all() { return {problems::pendulum(), problems::outer_solar_system(), problems::twenty_bodies()}; }

brook::taylor_adaptive<double> build(const problem &p) {
    return brook::taylor_adaptive<double>(p.system, p.state, brook::kw::high_accuracy = true);
}

// All ways to the code must take the same steps.
void check(const problem &p) {
    const auto ten_steps = [&] {
        auto ta = build(p);
        for (int i = 0; i < 10; ++i)
            ta.step();
        return ta.get_state();
    };
    building::forget_everything();
    const auto cold = ten_steps();
    const auto memory = ten_steps();
    brook::llvm_state::clear_memcache();
    const auto disk = ten_steps();
    timing::require(cold == memory && cold == disk, p.name.c_str());
}

// Time of one build in a process of its own, read from its output.
double in_new_process(const char *self, const std::string &directory, std::size_t which) {
    const auto command = "BROOK_CACHE_DIR='" + directory + "' '" + self + "' --one " + std::to_string(which);
    double t = 0;
    if (FILE *out = popen(command.c_str(), "r")) {
        if (std::fscanf(out, "%lf", &t) != 1)
            t = 0;
        pclose(out);
    }
    return t;
}

double step_time(const problem &p, brook::taylor_adaptive<double> ta) {
    const int steps = p.state.size() > 50 ? 100 : 1000;
    return timing::best(9,
                        [&] {
                            std::copy(p.state.begin(), p.state.end(), ta.get_state_data());
                            for (int i = 0; i < steps; ++i)
                                ta.step();
                        }) /
           steps;
}

void measure(const char *self, const std::string &directory, const problem &p, std::size_t which) {
    const auto t = building::measure(5e5, [&] { build(p); });
    double fresh = in_new_process(self, directory, which);
    for (int i = 0; i < 4; ++i)
        fresh = std::min(fresh, in_new_process(self, directory, which));
    std::printf("%-20s %10.1f %10.3f %10.3f %10.3f %8.1f %8.1f %12.3f\n", p.name.c_str(), t.cold / 1e3, t.memory / 1e3,
                t.disk / 1e3, fresh / 1e3, t.cold / t.memory, t.cold / t.disk, step_time(p, build(p)));
    std::fflush(stdout);
}

std::vector<problem> leveled() {
    return {problems::pendulum(), problems::henon_heiles(), problems::outer_solar_system(), problems::twenty_bodies()};
}

brook::taylor_adaptive<double> build_at(const problem &p, int level) {
    return brook::taylor_adaptive<double>(p.system, p.state, brook::kw::opt_level = level);
}

// A level changes the code, and no bit of a result.
void check_levels(const problem &p) {
    const auto final_state = [&](int level) {
        auto ta = build_at(p, level);
        timing::require(ta.get_compile_info().source == brook::code_source::compiler, "code of its own for a level");
        for (int i = 0; i < 10; ++i)
            ta.step();
        return ta.get_state();
    };
    building::forget_everything();
    const auto expected = final_state(0);
    for (const int level : {1, 2, 3})
        timing::require(final_state(level) == expected, p.name.c_str());
}

// What a level of optimisation costs, once, and gains, in each step.
void print_levels(const problem &p) {
    std::printf("%-20s", p.name.c_str());
    for (const int level : {0, 1, 2, 3}) {
        const auto cold = building::measure(5e5, [&] { build_at(p, level); }).cold;
        std::printf(" %8.1f %8.3f", cold / 1e3, step_time(p, build_at(p, level)));
        std::fflush(stdout);
    }
    std::printf("\n");
}

void compare_levels(bool check_only) {
    if (!check_only)
        std::printf("cold [ms], step [us]  level 0           level 1           level 2           level 3\n");
    for (const auto &p : leveled()) {
        check_levels(p);
        if (!check_only)
            print_levels(p);
    }
}

void compare_sources(const char *self, const std::string &directory, bool check_only) {
    const auto problems = all();
    for (const auto &p : problems)
        check(p);
    if (check_only)
        return;
    std::printf("%-20s %10s %10s %10s %10s %8s %8s %12s\n", "build [ms]", "cold", "memory", "disk", "process",
                "c/memory", "c/disk", "step [us]");
    for (std::size_t i = 0; i < problems.size(); ++i)
        measure(self, directory, problems[i], i);
}

} // namespace

int main(int argc, char **argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const auto given = [&](const char *name) {
        return std::find(arguments.begin(), arguments.end(), name) != arguments.end();
    };
    if (argc == 3 && given("--one")) {
        const auto p = all().at(std::stoul(arguments[1]));
        std::printf("%f\n", timing::once([&] { build(p); }));
        return 0;
    }
    const building::own_disk_cache cache;
    if (given("--levels"))
        compare_levels(given("--check"));
    else
        compare_sources(argv[0], cache.directory(), given("--check"));
    return 0;
}
