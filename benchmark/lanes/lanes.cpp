// SPDX-License-Identifier: MPL-2.0
// Whether programs are packed into lanes where that pays: the time of a jet both ways, and the choice that is made.
// Then the same for eight trajectories: one after the other, with the better code for one, or side by side in lanes.
// And what tiles bring, and how well the estimates of instructions agree with times. The exit status is 1 if a choice
// is far slower than the other.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "benchmark/support/all_problems.hpp"
#include "benchmark/support/timing.hpp"
#include "decomposition/batch.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/split_sums.hpp"
#include "decomposition/usage.hpp"
#include "test/support/jets.hpp"

namespace {

using namespace brook;
using problems::problem;
using jet = test::compiled_jet<double>;

constexpr std::uint32_t lanes = 8, order = 20, trajectories = 8;

std::vector<double> repeated(const std::vector<double> &state) {
    std::vector<double> all;
    for (const double x : state)
        all.insert(all.end(), trajectories, x);
    return all;
}

detail::program program_of(const problem &p) {
    return split_sums(decompose(detail::ode_system(p.system), detail::fp_type::f64), lanes);
}

// Microseconds of each. They take turns, so that a phase in which the machine is slower meets all of them.
std::vector<double> times_of(std::initializer_list<jet *> jets) {
    std::vector<double> times(jets.size(), std::numeric_limits<double>::infinity());
    for (int turn = 0; turn < 10; ++turn) {
        for (std::size_t i = 0; i < jets.size(); ++i) {
            auto &j = *jets.begin()[i];
            times[i] = std::min(times[i], timing::of_short(3e4, 20, [&] { j.run(nullptr, 0.); }));
        }
    }
    return times;
}

constexpr double worst_allowed = 1.25; // choices are estimates, and times disturbed

struct choice {
    const char *made;
    double ratio; // of its time to the better one
};

choice choose(bool first, const char *name, double time, const char *other_name, double other_time) {
    return {first ? name : other_name, (first ? time : other_time) / std::min(time, other_time)};
}

// Of both choices the ratio that is worse; 1 if nothing is timed.
double report(const problem &p, bool check_only) {
    const auto &target = detail::find_target("native");
    const auto program = program_of(p);
    const auto single = detail::single_lanes(program), packed = pack(program, lanes, 0.), chosen = pack(program, lanes);
    jet in_single(program, single, order, target), in_lanes(program, packed, order, target);
    const auto expected = in_single(p.state, {}, 0.);
    timing::require(test::different_bits(expected, in_lanes(p.state, {}, 0.)) == 0, p.name.c_str());
    jet batch(replicate(program, trajectories), side_by_side(program, trajectories, lanes), order, target);
    const auto all = batch(repeated(p.state), {}, 0.);
    for (std::size_t i = 0; i < all.size(); ++i)
        timing::require(test::different_bits<double>({all[i]}, {expected[i / trajectories]}) == 0, p.name.c_str());
    if (check_only)
        return 1;
    const auto times = times_of({&in_single, &in_lanes, &batch});
    const double a = times[0], b = times[1], c = times[2];
    const bool chose_lanes = chosen.definitions != single.definitions;
    const double in_turn = trajectories * (chose_lanes ? b : a);
    const bool chose_batch =
        choose_batch_shape(program, trajectories, lanes, order) == detail::batch_shape::side_by_side;
    const auto one = choose(chose_lanes, "packed", b, "single", a),
               many = choose(chose_batch, "side", c, "turn", in_turn);
    std::printf("%-24s %12.3f %12.3f %8s %10.2f %12.3f %12.3f %8s %10.2f\n", p.name.c_str(), a, b, one.made, one.ratio,
                in_turn, c, many.made, many.ratio);
    std::fflush(stdout);
    return std::max(one.ratio, many.ratio);
}

// Whether all choices are good enough.
bool report_all(bool check_only) {
    double worst = 1;
    std::string where = "none";
    for (const auto &p : problems::all()) {
        if (const double ratio = report(p, check_only); ratio > worst) {
            worst = ratio;
            where = p.name;
        }
    }
    if (!check_only) {
        std::printf("The worst choice takes %.2f times as long as the other (%s); %.2f is allowed.\n", worst,
                    where.c_str(), worst_allowed);
    }
    return worst <= worst_allowed;
}

// Packed jets, whose blocks are computed in tiles, or group after group.
void report_tiles(const problem &p, bool check_only) {
    const auto &target = detail::find_target("native");
    const auto program = program_of(p);
    const auto packed = pack(program, lanes);
    auto tiled = make_plan(program, packed, order), untiled = make_plan(program, packed, order, detail::tiling::none);
    const auto has_tiles = [](const detail::plan &x) {
        return std::any_of(x.groups.begin(), x.groups.end(), [](const auto &g) { return !g.tile.empty(); });
    };
    timing::require(has_tiles(tiled) && !has_tiles(untiled), "tiles only where they are wanted");
    jet with(std::move(tiled), target), without(std::move(untiled), target);
    timing::require(test::different_bits(without(p.state, {}, 0.), with(p.state, {}, 0.)) == 0, "tiles change no bit");
    if (!check_only) {
        const auto times = times_of({&without, &with});
        std::printf("%-24s %12.3f %12.3f %10.2f\n", p.name.c_str(), times[0], times[1], times[1] / times[0]);
    }
}

// By the estimate of all passes; of a state at each order a product and a fused operation, with numbers from tables.
double instructions_of(const detail::program &p) {
    double sum = 4. * order * p.n_states;
    for (const auto &d : p.definitions)
        sum += usage_of(p, d).cost.of_jet(d.constant ? 0 : order);
    return sum;
}

void report_instructions(const std::string &name, const detail::program &p, const std::vector<double> &state) {
    const auto &target = detail::find_target("native");
    jet in_single(p, detail::single_lanes(p), order, target), in_lanes(p, pack(p, lanes, 0.), order, target);
    in_single(state, {}, 0.);
    in_lanes(state, {}, 0.);
    const auto times = times_of({&in_single, &in_lanes});
    const double single = instructions_of(p), packed = single / lanes_in_use(p, lanes);
    std::printf("%-24s %12.0f %12.4f %12.0f %12.4f\n", name.c_str(), single, 1000 * times[0] / single, packed,
                1000 * times[1] / packed);
    std::fflush(stdout);
}

// As many copies of the operation as fill eight blocks, with states as arguments.
void report_operation(const function_rule &rule) {
    constexpr std::uint32_t copies = 8 * lanes;
    const auto arity = rule.arity == function_rule::any_number ? 2 : std::max(1u, rule.arity);
    detail::program p;
    p.n_states = arity * copies;
    std::vector<double> state;
    for (std::uint32_t k = 0; k < p.n_states; ++k)
        state.push_back(.3 + .4 * k / p.n_states);
    for (std::uint32_t k = 0; k < copies; ++k) {
        std::vector<detail::value_id> args;
        for (std::uint32_t a = 0; a < (rule.arity == 0 ? 0 : arity); ++a)
            args.push_back(a * copies + k);
        p.add({rule.taylor, std::move(args), {}, {}, 0, false});
    }
    for (std::uint32_t k = 0; k < p.n_states; ++k)
        p.derivatives.push_back(p.definitions[k % copies].first_result);
    report_instructions(std::string(rule.name), p, state);
}

// The columns of times for an instruction would hold one number each if the estimates were exact.
void report_all_instructions() {
    std::printf("\n%-24s %12s %12s %12s %12s\n", "jet", "instructions", "ns, single", "packed", "ns, packed");
    for (const auto &p : problems::all())
        report_instructions(p.name, program_of(p), p.state);
    for (const auto *rule : function_registry())
        if (rule->taylor != nullptr && rule->taylor_result == 0 && !rule->taylor->time_dependent)
            report_operation(*rule);
}

} // namespace

int main(int argc, char **argv) {
    const bool check_only = argc == 2 && std::strcmp(argv[1], "--check") == 0;
    if (!check_only) {
        std::printf("%-24s %12s %12s %8s %10s %12s %12s %8s %10s\n", "jet [us]", "single", "packed", "choice",
                    "/ better", "8 in turn", "8 at once", "choice", "/ better");
    }
    const bool well_chosen = report_all(check_only);
    if (!check_only)
        std::printf("\n%-24s %12s %12s %10s\n", "jet [us]", "no tiles", "tiles", "ratio");
    report_tiles(problems::twenty_bodies(), check_only);
    if (!check_only)
        report_all_instructions();
    return well_chosen ? 0 : 1;
}
