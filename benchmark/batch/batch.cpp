// SPDX-License-Identifier: MPL-2.0
// What a batch gains: a step of 8, 16 and 64 trajectories in a taylor_adaptive_batch, and in as many integrators of one
// trajectory. Times are those of one step of one trajectory.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <vector>

#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/restricted_three_body.hpp"
#include "benchmark/support/tangle.hpp"
#include "benchmark/support/timing.hpp"
#include "benchmark/support/variational.hpp"

namespace {

using alone = brook::taylor_adaptive<double>;
using batch = brook::taylor_adaptive_batch<double>;
using problems::problem;

std::vector<problem> all() {
    return {problems::pendulum(),
            problems::van_der_pol(),
            problems::henon_heiles(),
            problems::two_bodies(),
            problems::restricted_three_body(),
            problems::planetary_three_bodies(),
            problems::outer_solar_system(),
            problems::variational_three_bodies(),
            problems::pendulum_chain(32),
            problems::twenty_bodies(),
            problems::tangle(60)};
}

// Trajectories a little apart from each other, so that their steps differ.
double value(double x, std::uint32_t k) { return x * (1 + 1e-4 * k); }

std::vector<alone> integrators(const problem &p, std::uint32_t size) {
    std::vector<alone> all;
    for (std::uint32_t k = 0; k < size; ++k) {
        std::vector<double> state;
        for (const double x : p.state)
            state.push_back(value(x, k));
        all.emplace_back(p.system, state);
    }
    return all;
}

batch batch_of(const problem &p, std::uint32_t size) {
    std::vector<double> state;
    for (const double x : p.state)
        for (std::uint32_t k = 0; k < size; ++k)
            state.push_back(value(x, k));
    return batch(p.system, state, size);
}

void check(const problem &p, std::uint32_t size) {
    auto one_by_one = integrators(p, size);
    auto together = batch_of(p, size);
    for (int i = 0; i < 10; ++i) {
        together.step();
        for (std::uint32_t k = 0; k < size; ++k) {
            timing::require(one_by_one[k].step() == together.get_step_res()[k], p.name.c_str());
            for (std::uint32_t j = 0; j < one_by_one[k].get_dim(); ++j)
                timing::require(one_by_one[k].get_state()[j] == together.get_state()[j * size + k], p.name.c_str());
        }
    }
}

void measure(const problem &p, std::uint32_t size) {
    auto one_by_one = integrators(p, size);
    auto together = batch_of(p, size);
    const auto calls = std::max(1u, (p.state.size() > 30 ? 400u : 4000u) / size);
    const double per_step = 1. / (calls * size);
    double in_turn = std::numeric_limits<double>::infinity(), at_once = in_turn;
    // In turns: what slows the machine down for a while slows both.
    timing::best_within(4e5, [&] {
        auto scalars = one_by_one;
        in_turn = std::min(in_turn, per_step * timing::once([&] {
                                        for (unsigned i = 0; i < calls; ++i)
                                            for (auto &ta : scalars)
                                                ta.step();
                                    }));
        auto lanes = together;
        at_once = std::min(at_once, per_step * timing::once([&] {
                                        for (unsigned i = 0; i < calls; ++i)
                                            lanes.step();
                                    }));
        return at_once;
    });
    const bool own_code = together.get_compile_info().key != one_by_one[0].get_compile_info().key;
    std::printf("%-24s %4u %12s %12.3f %12.3f %8.2f\n", p.name.c_str(), size, own_code ? "side by side" : "in turn",
                in_turn, at_once, in_turn / at_once);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv) {
    const bool check_only = argc == 2 && std::strcmp(argv[1], "--check") == 0;
    if (!check_only)
        std::printf("%-24s %4s %12s %12s %12s %8s\n", "step [us]", "size", "batch", "one by one", "batch", "gain");
    for (const auto &p : all()) {
        for (const std::uint32_t size : {8u, 16u, 64u}) {
            check(p, size);
            if (!check_only)
                measure(p, size);
        }
    }
    return 0;
}
