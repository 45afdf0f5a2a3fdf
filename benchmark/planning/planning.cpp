// SPDX-License-Identifier: MPL-2.0
// How planning grows, from split sums to the layout of memory: systems of many equal operations, of many sums of many
// terms, and of operations that share nothing, each beside one of eight times as many operations. Ends with an error if
// that takes more than 32 times as long: 8 would be linear, and 64 quadratic.
#include <cstdio>
#include <cstring>

#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/tangle.hpp"
#include "benchmark/support/timing.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/split_sums.hpp"

namespace {

using namespace brook::detail;
using problems::problem;

program program_of(const problem &p) { return decompose(ode_system(p.system)); }

plan plan_of(const program &p) {
    const auto split = split_sums(p, 8);
    return make_plan(split, pack(split, 8), 20);
}

// Every state and every definition has a lane.
void check(const problem &p) {
    const auto program = program_of(p);
    timing::require(plan_of(program).scratch_size >= p.state.size() + program.definitions.size(), p.name.c_str());
}

bool is_not_quadratic(const problem &small, const problem &large) {
    const auto p = program_of(small), q = program_of(large);
    const double t = timing::best(3, [&] { plan_of(p); }), u = timing::best(3, [&] { plan_of(q); });
    std::printf("%-24s %8zu %10.1f %8zu %10.1f %8.1f\n", large.name.c_str(), p.definitions.size(), t / 1e3,
                q.definitions.size(), u / 1e3, u / t);
    return u < 4 * 8 * t;
}

} // namespace

int main(int argc, char **argv) {
    check(problems::pendulum_chain(80));
    check(problems::scattered_bodies(9));
    check(problems::tangle(400));
    if (argc == 2 && std::strcmp(argv[1], "--check") == 0) {
        return 0;
    }
    std::printf("%-24s %8s %10s %8s %10s %8s\n", "planning", "ops", "[ms]", "ops", "[ms]", "ratio");
    bool good = is_not_quadratic(problems::pendulum_chain(8000), problems::pendulum_chain(64000));
    good = is_not_quadratic(problems::scattered_bodies(25), problems::scattered_bodies(71)) && good;
    good = is_not_quadratic(problems::tangle(4000), problems::tangle(32000)) && good;
    return good ? 0 : 1;
}
