// SPDX-License-Identifier: MPL-2.0
// What lanes are good for in functions: the right-hand sides of all problems in single lanes, in lanes of operations,
// and eight points at once, in lanes of points.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "benchmark/cfunc/report.hpp"
#include "benchmark/support/all_problems.hpp"
#include "benchmark/support/timing.hpp"
#include "decomposition/decompose.hpp"
#include "decomposition/split_sums.hpp"
#include "test/support/functions.hpp"
#include "test/support/same_bits.hpp"

namespace {

using namespace brook;
using problems::problem;
using function = test::compiled_function<double>;

constexpr std::uint32_t lanes = 8;

// Nanoseconds.
double time_of(function &f, std::vector<double> &out, const std::vector<double> &in, std::size_t stride) {
    const double t = 0;
    return 1e3 * timing::of_short(2e5, 200, [&] { f(out.data(), in.data(), nullptr, &t, stride); });
}

void report(const problem &p, bool check_only) {
    const auto &target = detail::find_target("native");
    const detail::ode_system system(p.system);
    const auto program =
        split_sums(detail::decompose(system.right_hand_sides(), system.variables(), detail::fp_type::f64), lanes);
    const auto single = single_lanes(program), packed = pack(program, lanes, 0.), chosen = pack(program, lanes);
    detail::function_shape eight;
    eight.points = lanes;
    eight.strided = true;
    function in_single(program, single, target, {}), in_lanes(program, packed, target, {}),
        at_once(program, single, target, eight);
    const auto expected = test::reference_outputs<double>(program, target.vectors.fused, p.state, {}, 0.);
    std::vector<double> out(p.state.size()), points, outs(lanes * p.state.size());
    for (const double x : p.state)
        points.insert(points.end(), lanes, x);
    const double time = 0;
    for (auto *f : {&in_single, &in_lanes}) {
        (*f)(out.data(), p.state.data(), nullptr, &time);
        for (std::size_t i = 0; i < out.size(); ++i)
            timing::require(test::same_bits(out[i], expected[i]), p.name.c_str());
    }
    at_once(outs.data(), points.data(), nullptr, &time, lanes);
    for (std::size_t i = 0; i < outs.size(); ++i)
        timing::require(test::same_bits(outs[i], expected[i / lanes]), p.name.c_str());
    if (check_only)
        return;
    const double a = time_of(in_single, out, p.state, 1), b = time_of(in_lanes, out, p.state, 1),
                 c = time_of(at_once, outs, points, lanes) / lanes;
    const bool chose_lanes = chosen.definitions != single.definitions;
    std::printf("%-24.24s %10.1f %10.1f %8s %10.2f %12.1f %10.2f\n", p.name.c_str(), a, b,
                chose_lanes ? "packed" : "single", (chose_lanes ? b : a) / std::min(a, b), c,
                (chose_lanes ? b : a) / c);
    std::fflush(stdout);
}

} // namespace

void report_lanes(bool check_only) {
    if (!check_only) {
        std::printf("%-24s %10s %10s %8s %10s %12s %10s\n", "a point [ns]", "single", "packed", "choice", "/ better",
                    "8 at once", "gain");
    }
    for (const auto &p : problems::all())
        report(p, check_only);
}
