// SPDX-License-Identifier: MPL-2.0
// Planning grows like n log n with the number of operations.
#include <algorithm>
#include <ctime>
#include <limits>

#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/tangle.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/pack.hpp"
#include "decomposition/split_sums.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

// In time of the processor, which other programs do not add to.
double planning_time(const program &p) {
    const auto start = std::clock();
    const auto split = split_sums(p, 8);
    const auto plan = make_plan(split, pack(split, 8), 20);
    const auto end = std::clock();
    REQUIRE(plan.scratch_size > 0);
    return double(end - start) / CLOCKS_PER_SEC;
}

// Eight times the operations take 8 times as long, or 9 to 10 with the logarithm, and somewhat more where they leave a
// cache; quadratic work takes 64 times as long.
void check_growth(const problems::problem &small, const problems::problem &large) {
    const auto p = decompose(ode_system(small.system)), q = decompose(ode_system(large.system));
    const auto n = double(p.definitions.size()), m = double(q.definitions.size());
    CAPTURE(small.name, large.name, n, m);
    REQUIRE((m > 7 * n && m < 9 * n));
    double t = std::numeric_limits<double>::infinity(), u = t;
    for (int i = 0; i < 3; ++i) {
        t = std::min(t, planning_time(p));
        u = std::min(u, planning_time(q));
    }
    CAPTURE(t, u);
    CHECK(u < 4 * 8 * t);
}

} // namespace

TEST_CASE("planning of many equal operations is not quadratic", "[growth]") {
    check_growth(problems::pendulum_chain(8000), problems::pendulum_chain(64000));
    check_growth(problems::scattered_bodies(25), problems::scattered_bodies(71));
}

TEST_CASE("planning of operations that share nothing is not quadratic", "[growth]") {
    check_growth(problems::tangle(4000), problems::tangle(32000));
}
