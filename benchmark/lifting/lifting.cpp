// SPDX-License-Identifier: MPL-2.0
// What kw::lift_constants costs and gains: a step with the numbers of the equations in memory instead of in the code,
// and a study over 1,000 masses.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "benchmark/support/building.hpp"
#include "benchmark/support/mascons.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/restricted_three_body.hpp"
#include "benchmark/support/timing.hpp"
#include "benchmark/support/variational.hpp"

namespace {

using integrator = brook::taylor_adaptive<double>;
using problems::problem;
namespace kw = brook::kw;

// Two rods, in angles from the vertical, as textbooks write it: subexpressions with numbers in them are written out
// each time, so that lifting makes them different.
problem double_pendulum() {
    constexpr double m1 = 1.2, m2 = 0.7, l1 = 1.1, l2 = 0.9, g = 9.81;
    const auto [a, b, u, v] = brook::make_vars("a", "b", "u", "v");
    return {
        "double pendulum",
        {prime(a) = u, prime(b) = v,
         prime(u) = (-g * (2 * m1 + m2) * sin(a) - m2 * g * sin(a - 2. * b) -
                     2. * sin(a - b) * m2 * (v * v * l2 + u * u * l1 * cos(a - b))) /
                    (l1 * (2 * m1 + m2 - m2 * cos(2. * a - 2. * b))),
         prime(v) = 2. * sin(a - b) * (u * u * l1 * (m1 + m2) + g * (m1 + m2) * cos(a) + v * v * l2 * m2 * cos(a - b)) /
                    (l2 * (2 * m1 + m2 - m2 * cos(2. * a - 2. * b)))},
        {0.5, 0.7, 0., 0.}};
}

std::vector<problem> all() {
    return {problems::henon_heiles(),
            problems::two_bodies(),
            problems::restricted_three_body(),
            problems::outer_solar_system(),
            double_pendulum(),
            problems::mascon_orbit(),
            problems::variational_three_bodies()};
}

integrator build(const problem &p, bool lifted) { return integrator(p.system, p.state, kw::lift_constants = lifted); }

std::vector<double> after_ten_steps(integrator ta) {
    for (int i = 0; i < 10; ++i)
        ta.step();
    return ta.get_state();
}

// The order of additions differs, and orbits amplify that.
void check(const problem &p) {
    const auto plain = after_ten_steps(build(p, false)), lifted = after_ten_steps(build(p, true));
    timing::require(std::equal(plain.begin(), plain.end(), lifted.begin(),
                               [](double x, double y) { return std::abs(x - y) < 1e-13 * std::max(1., std::abs(x)); }),
                    p.name.c_str());
}

// ---- steps ----

double step_time(const problem &p, integrator &ta) {
    const int steps = p.state.size() > 50 ? 100 : 1000;
    return timing::once([&] {
               std::copy(p.state.begin(), p.state.end(), ta.get_state_data());
               for (int i = 0; i < steps; ++i)
                   ta.step();
           }) /
           steps;
}

// In turns: what slows the machine down for a while slows both.
void measure_steps(const problem &p) {
    auto plain = build(p, false), lifted = build(p, true);
    double t_plain = step_time(p, plain), t_lifted = step_time(p, lifted);
    for (int i = 0; i < 50; ++i) {
        t_plain = std::min(t_plain, step_time(p, plain));
        t_lifted = std::min(t_lifted, step_time(p, lifted));
    }
    std::printf("%-24s %10.3f %10.3f %8.2f\n", p.name.c_str(), t_plain, t_lifted, t_lifted / t_plain);
    std::fflush(stdout);
}

// ---- a study ----

// The Sun, Jupiter with another mass, and Saturn.
problem with_mass(int i) {
    auto p = problems::planetary_three_bodies();
    auto masses = problems::planetary_masses;
    masses[1] *= 0.5 + i / 1000.;
    p.name = "study";
    p.system = problems::n_bodies({masses.begin(), masses.end()}, outer_solar_system::G);
    return p;
}

// Milliseconds for each of `count` masses.
double study_time(int count, bool lifted) {
    building::forget_everything();
    return timing::once([&] {
               for (int i = 0; i < count; ++i)
                   after_ten_steps(build(with_mass(i), lifted));
           }) /
           1e3 / count;
}

// All values share the code of the first.
void check_study() {
    building::forget_everything();
    check(with_mass(0));
    build(with_mass(0), true);
    const auto size = brook::llvm_state::get_memcache_size();
    for (const int i : {1, 500, 999})
        build(with_mass(i), true);
    timing::require(brook::llvm_state::get_memcache_size() == size, "code of a study");
    for (const int i : {1, 500, 999})
        check(with_mass(i));
}

} // namespace

int main(int argc, char **) {
    const building::own_disk_cache cache;
    for (const auto &p : all())
        check(p);
    check_study();
    if (argc > 1)
        return 0;
    std::printf("%-24s %10s %10s %8s\n", "step [us]", "plain", "lifted", "ratio");
    for (const auto &p : all())
        measure_steps(p);
    const int count = 1000;
    const double plain = study_time(count, false), lifted = study_time(count, true);
    std::printf("\n%-24s %10.3f %10.3f %8.4f\n", "1,000 masses [ms each]", plain, lifted, lifted / plain);
    return 0;
}
