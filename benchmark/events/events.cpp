// SPDX-License-Identifier: MPL-2.0
// What the polynomials of event functions cost: the jet of a system with events, divided by that without, and by that
// with the same events in single lanes.
#include <cstdio>
#include <cstring>
#include <vector>

#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/timing.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/split_sums.hpp"
#include "test/support/jets.hpp"

namespace {

using namespace brook;
using problems::problem;
using jet = test::compiled_jet<double>;

constexpr std::uint32_t lanes = 8, order = 20;

struct problem_with_events : problem {
    std::vector<expression> events;
};

expression difference(const problem &p, std::size_t i, std::size_t j, std::size_t c) {
    return p.system[6 * j + c].first - p.system[6 * i + c].first;
}

// Close encounters: the squared distance of each pair of bodies.
problem_with_events with_encounters(const problem &p) {
    std::vector<expression> events;
    for (std::size_t i = 0; i < p.system.size() / 6; ++i) {
        for (std::size_t j = i + 1; j < p.system.size() / 6; ++j) {
            std::vector<expression> squares;
            for (std::size_t c = 0; c < 3; ++c)
                squares.push_back(difference(p, i, j, c) * difference(p, i, j, c));
            events.push_back(sum(squares) - .01);
        }
    }
    return {p, events};
}

// Apsides: the product of relative position and velocity of each body and the first. The equations have none of these.
problem_with_events with_apsides(const problem &p) {
    std::vector<expression> events;
    for (std::size_t j = 1; j < p.system.size() / 6; ++j) {
        std::vector<expression> products;
        for (std::size_t c = 0; c < 3; ++c)
            products.push_back(difference(p, 0, j, c) * difference(p, 0, j, c + 3));
        events.push_back(sum(products));
    }
    return {p, events};
}

// The angle's sign and a multiple of the square of the velocity.
problem_with_events with_turns(const problem &p) { return {p, {p.system[0].first, pow(p.system[1].first, 2.) - 1.}}; }

double time_of(jet &j) {
    return timing::of_short(3e5, 20, [&] { j.run(nullptr, 0.); });
}

void report(const char *kind, const problem_with_events &p, bool check_only) {
    const auto &target = detail::find_target("native");
    const auto program_of = [&](std::vector<expression> events) {
        return split_sums(decompose(detail::ode_system(p.system, false, std::move(events))), lanes);
    };
    const auto plain = program_of({}), with = program_of(p.events);
    jet without(plain, pack(plain, lanes), order, target), in_lanes(with, pack(with, lanes), order, target),
        single(with, detail::single_lanes(with), order, target);
    const auto expected = test::reference_outputs<double>(with, order, target.vectors.fused, p.state, {}, 0.);
    const auto states = without(p.state, {}, 0.);
    for (auto *j : {&in_lanes, &single}) {
        timing::require(test::different_bits((*j)(p.state, {}, 0.), states) == 0, p.name.c_str());
        timing::require(test::different_bits(j->outputs(), expected) == 0, p.name.c_str());
    }
    if (check_only)
        return;
    const double a = time_of(without), b = time_of(in_lanes), c = time_of(single);
    std::printf("%-24s %-12s %6zu %12.3f %12.3f %10.2f %10.2f\n", p.name.c_str(), kind, p.events.size(), a, b, b / a,
                c / b);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv) {
    const bool check_only = argc == 2 && std::strcmp(argv[1], "--check") == 0;
    if (!check_only) {
        std::printf("%-24s %-12s %6s %12s %12s %10s %10s\n", "jet [us]", "events", "number", "without", "with", "ratio",
                    "single/with");
    }
    report("turns", with_turns(problems::pendulum()), check_only);
    report("encounters", with_encounters(problems::planetary_three_bodies()), check_only);
    report("apsides", with_apsides(problems::planetary_three_bodies()), check_only);
    report("encounters", with_encounters(problems::outer_solar_system()), check_only);
    report("apsides", with_apsides(problems::outer_solar_system()), check_only);
    report("encounters", with_encounters(problems::twenty_bodies()), check_only);
    report("apsides", with_apsides(problems::twenty_bodies()), check_only);
    return 0;
}
