// SPDX-License-Identifier: MPL-2.0
// What lanes are good for in functions: the right-hand sides of all problems in single lanes, in lanes of operations,
// and eight points at once, in lanes of points.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "benchmark/cfunc/report.hpp"
#include "benchmark/support/linear_system.hpp"
#include "benchmark/support/mascons.hpp"
#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/network.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/restricted_three_body.hpp"
#include "benchmark/support/tangle.hpp"
#include "benchmark/support/timing.hpp"
#include "benchmark/support/variational.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/split_sums.hpp"
#include "test/support/functions.hpp"
#include "test/support/same_bits.hpp"

namespace {

using namespace brook;
using problems::problem;
using function = test::compiled_function<double>;

constexpr std::uint32_t lanes = 8;

std::vector<problem> all() {
    return {problems::pendulum(),
            problems::van_der_pol(),
            problems::two_bodies(),
            problems::restricted_three_body(),
            problems::planetary_three_bodies(),
            problems::outer_solar_system(),
            problems::variational_three_bodies(),
            problems::mascon_orbit(),
            problems::pendulum_chain(32),
            problems::twenty_bodies(),
            problems::linear_system(),
            problems::network(40),
            problems::small_bodies(11),
            problems::tangle(60)};
}

// Nanoseconds.
double time_of(function &f, std::vector<double> &out, const std::vector<double> &in, std::size_t stride) {
    constexpr int calls = 200;
    const double t = 0;
    return 1e3 *
           timing::best_within(2e5,
                               [&] {
                                   return timing::once([&] {
                                       for (int i = 0; i < calls; ++i) {
                                           f(out.data(), in.data(), nullptr, &t, stride);
                                       }
                                   });
                               }) /
           calls;
}

void report(const problem &p, bool check_only) {
    const auto &target = detail::find_target("native");
    const detail::ode_system system(p.system);
    const auto program = split_sums(
        detail::decompose(system.right_hand_sides(), system.variables(), detail::fp_type::f64), lanes);
    const auto straight = [&](std::uint32_t points, bool loops) {
        detail::function_shape s;
        s.points = points;
        s.strided = points > 1;
        if (loops) {
            s.straight = 0;
        } else if (const char *e = std::getenv("STRAIGHT")) {
            s.straight = std::size_t(std::atoi(e));
        if (const char *e = std::getenv("WHOLE")) s.whole = std::size_t(std::atoi(e));
        if (const char *e = std::getenv("PART")) s.part = std::size_t(std::atoi(e));
        }
        return s;
    };
    const auto single = single_lanes(program), packed = pack(program, lanes, 0.), chosen = pack(program, lanes);
    double ms[5];
    std::optional<function> f[5];
    const auto make = [&](int i, const auto &b, const detail::function_shape &s) {
        ms[i] = 1e-3 * timing::once([&] { f[i].emplace(program, b, target, s); });
    };
    make(0, single, straight(1, false));
    make(1, packed, straight(1, false));
    make(2, packed, straight(1, true));
    make(3, single, straight(8, false));
    make(4, single, straight(8, true));
    std::vector<double> in, out(p.state.size()), ins, outs(lanes * p.state.size()), expected;
    expected = test::reference_outputs<double>(program, target.vectors.fused, p.state, {}, 0.);
    for (const double x : p.state) {
        ins.insert(ins.end(), lanes, x);
    }
    double ns[5];
    for (int i = 0; i < 5; ++i) {
        auto &o = i < 3 ? out : outs;
        const double t = 0;
        (*f[i])(o.data(), i < 3 ? p.state.data() : ins.data(), nullptr, &t, i < 3 ? 1 : lanes);
        for (std::size_t k = 0; k < o.size(); ++k) {
            timing::require(test::same_bits(o[k], expected[i < 3 ? k : k / lanes]), p.name.c_str());
        }
        if (!check_only)
            ns[i] = time_of(*f[i], o, i < 3 ? p.state : ins, i < 3 ? 1 : lanes);
    }
    if (check_only) {
        return;
    }
    const bool chose_lanes = chosen.definitions != single.definitions;
    std::printf("%-24s %10.1f %10.1f %10.1f %8s | %10.1f %10.1f | ms %.1f %.1f %.1f %.1f %.1f scratch %zu %zu\n", p.name.c_str(), ns[0], ns[1], ns[2],
                chose_lanes ? "packed" : "single", ns[3] / lanes, ns[4] / lanes, ms[0], ms[1], ms[2], ms[3], ms[4], f[1]->scratch_size(), f[3]->scratch_size());
    std::fflush(stdout);
}

} // namespace

void report_lanes(bool check_only) {
    for (const auto &p : all()) {
        report(p, check_only);
    }
}
