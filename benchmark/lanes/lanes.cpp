// SPDX-License-Identifier: MPL-2.0
// Whether programs are packed into lanes where that pays: the time of a jet both ways, and the choice that is made.
// Then the same for eight trajectories: one after the other, with the better code for one, or side by side in lanes.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

#include "benchmark/support/all_problems.hpp"
#include "benchmark/support/timing.hpp"
#include "decomposition/batch.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/split_sums.hpp"
#include "test/support/jets.hpp"

namespace {

using namespace brook;
using problems::problem;
using jet = test::compiled_jet<double>;

constexpr std::uint32_t lanes = 8, order = 20, trajectories = 8;

std::vector<double> repeated(const std::vector<double> &state) {
    std::vector<double> all;
    for (const double x : state) {
        all.insert(all.end(), trajectories, x);
    }
    return all;
}

double time_of(jet &j) {
    return timing::of_short(3e5, 20, [&] { j.run(nullptr, 0.); });
}

void report(const problem &p, bool check_only) {
    const auto &target = detail::find_target("native");
    const auto program = split_sums(decompose(detail::ode_system(p.system), detail::fp_type::f64), lanes);
    const auto single = detail::single_lanes(program), packed = pack(program, lanes, 0.), chosen = pack(program, lanes);
    jet in_single(program, single, order, target), in_lanes(program, packed, order, target);
    const auto expected = in_single(p.state, {}, 0.);
    timing::require(test::different_bits(expected, in_lanes(p.state, {}, 0.)) == 0, p.name.c_str());
    jet batch(replicate(program, trajectories), side_by_side(program, trajectories, lanes), order, target);
    const auto all = batch(repeated(p.state), {}, 0.);
    for (std::size_t i = 0; i < all.size(); ++i) {
        timing::require(test::different_bits<double>({all[i]}, {expected[i / trajectories]}) == 0, p.name.c_str());
    }
    if (check_only) {
        return;
    }
    const double a = time_of(in_single), b = time_of(in_lanes), c = time_of(batch);
    const bool chose_lanes = chosen.definitions != single.definitions;
    const double in_turn = trajectories * (chose_lanes ? b : a);
    const bool chose_batch =
        choose_batch_shape(program, trajectories, lanes, order) == detail::batch_shape::side_by_side;
    std::printf("%-24s %12.3f %12.3f %8s %10.2f %12.3f %12.3f %8s %10.2f\n", p.name.c_str(), a, b,
                chose_lanes ? "packed" : "single", (chose_lanes ? b : a) / std::min(a, b), in_turn, c,
                chose_batch ? "side" : "turn", (chose_batch ? c : in_turn) / std::min(in_turn, c));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv) {
    const bool check_only = argc == 2 && std::strcmp(argv[1], "--check") == 0;
    if (!check_only) {
        std::printf("%-24s %12s %12s %8s %10s %12s %12s %8s %10s\n", "jet [us]", "single", "packed", "choice",
                    "/ better", "8 in turn", "8 at once", "choice", "/ better");
    }
    for (const auto &p : problems::all()) {
        report(p, check_only);
    }
    return 0;
}
