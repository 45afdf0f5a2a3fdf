// SPDX-License-Identifier: MPL-2.0
// Systems of many equal operations, of few sums of many terms, and of operations that share nothing.
#include "benchmark/growth/planning.hpp"

#include <cstdio>

#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/tangle.hpp"
#include "benchmark/support/timing.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/split_sums.hpp"

namespace growth {

namespace {

using namespace brook::detail;

double milliseconds_to_plan(const program &p) {
    std::size_t numbers = 0;
    const double t = timing::best(3, [&] {
        const auto split = split_sums(p, 8);
        numbers = make_plan(split, pack(split, 8), 20).scratch_size;
    });
    timing::require(numbers > 0, "a plan");
    return t / 1e3;
}

bool is_not_quadratic(const problems::problem &small, const problems::problem &large) {
    const auto p = decompose(ode_system(small.system)), q = decompose(ode_system(large.system));
    const double t = milliseconds_to_plan(p), u = milliseconds_to_plan(q);
    std::printf("%-24s %8zu %10.1f %8zu %10.1f %8.1f\n", large.name.c_str(), p.definitions.size(), t,
                q.definitions.size(), u, u / t);
    return u < 4 * 8 * t;
}

} // namespace

bool planning_is_not_quadratic() {
    std::printf("\n%-24s %8s %10s %8s %10s %8s\n", "planning", "ops", "[ms]", "ops", "[ms]", "ratio");
    bool good = is_not_quadratic(problems::pendulum_chain(8000), problems::pendulum_chain(64000));
    good = is_not_quadratic(problems::scattered_bodies(25), problems::scattered_bodies(71)) && good;
    return is_not_quadratic(problems::tangle(4000), problems::tangle(32000)) && good;
}

} // namespace growth
