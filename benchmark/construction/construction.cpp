// SPDX-License-Identifier: MPL-2.0
// How long it takes to build an integrator: cold, from the caches, and in a new process.
#include <cstdio>
#include <cstring>
#include <string>

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
        for (int i = 0; i < 10; ++i) {
            ta.step();
        }
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
        if (std::fscanf(out, "%lf", &t) != 1) {
            t = 0;
        }
        pclose(out);
    }
    return t;
}

double step_time(const problem &p, brook::taylor_adaptive<double> ta) {
    const int steps = p.state.size() > 50 ? 100 : 1000;
    return timing::best(9,
                        [&] {
                            std::copy(p.state.begin(), p.state.end(), ta.get_state_data());
                            for (int i = 0; i < steps; ++i) {
                                ta.step();
                            }
                        }) /
           steps;
}

void measure(const char *self, const std::string &directory, const problem &p, std::size_t which) {
    const auto t = building::measure(5e5, [&] { build(p); });
    double fresh = in_new_process(self, directory, which);
    for (int i = 0; i < 4; ++i) {
        fresh = std::min(fresh, in_new_process(self, directory, which));
    }
    std::printf("%-20s %10.1f %10.3f %10.3f %10.3f %8.1f %8.1f %12.3f\n", p.name.c_str(), t.cold / 1e3, t.memory / 1e3,
                t.disk / 1e3, fresh / 1e3, t.cold / t.memory, t.cold / t.disk, step_time(p, build(p)));
    std::fflush(stdout);
}

// What a level of optimisation costs, once, and gains, in each step.
void print_levels(const problem &p) {
    std::printf("%-20s", p.name.c_str());
    for (const int level : {0, 1, 2, 3}) {
        const auto at_level = [&] {
            return brook::taylor_adaptive<double>(p.system, p.state, brook::kw::opt_level = level);
        };
        const auto cold = building::measure(5e5, at_level).cold;
        std::printf(" %8.1f %8.3f", cold / 1e3, step_time(p, at_level()));
        std::fflush(stdout);
    }
    std::printf("\n");
}

} // namespace

int main(int argc, char **argv) {
    const auto problems = all();
    if (argc == 3 && std::strcmp(argv[1], "--one") == 0) {
        const auto &p = problems[std::stoul(argv[2])];
        std::printf("%f\n", timing::once([&] { build(p); }));
        return 0;
    }
    const building::own_disk_cache cache;
    if (argc == 2 && std::strcmp(argv[1], "--levels") == 0) {
        std::printf("cold [ms], step [us]  level 0           level 1           level 2           level 3\n");
        for (const auto &p : {problems::pendulum(), problems::henon_heiles(), problems::outer_solar_system(),
                              problems::twenty_bodies()}) {
            print_levels(p);
        }
        return 0;
    }
    for (const auto &p : problems) {
        check(p);
    }
    if (argc == 1) {
        std::printf("%-20s %10s %10s %10s %10s %8s %8s %12s\n", "build [ms]", "cold", "memory", "disk", "process",
                    "c/memory", "c/disk", "step [us]");
        for (std::size_t i = 0; i < problems.size(); ++i) {
            measure(argv[0], cache.directory(), problems[i], i);
        }
    }
    return 0;
}
