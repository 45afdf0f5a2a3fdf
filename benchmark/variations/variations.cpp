// SPDX-License-Identifier: MPL-2.0
// Derivatives of solutions with respect to all initial values: the restricted three-body problem to order 4, and three
// bodies to order 2. What they take to prepare (var_ode_sys), to construct with empty caches and again, per step, and
// per evaluation of the Taylor map, at one displacement and at many; beside a step without variations, a step of the
// same equations written out, and Boost.odeint with variational equations by hand.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <boost/numeric/odeint.hpp>
#include <fmt/format.h>

#include "benchmark/support/building.hpp"
#include "benchmark/support/problem.hpp"
#include "benchmark/support/timing.hpp"
#include "benchmark/support/variational.hpp"

namespace {

using integrator = brook::taylor_adaptive<double>;
using map = brook::taylor_map<double>;
using problems::problem;
using state = std::vector<double>;

struct subject {
    problem base;
    std::uint32_t order;
    double span;       // for which derivatives are checked
    double size;       // of displacements then
    bool is_canonical; // the first half of the variables are positions, the second one their momenta
    bool is_written_out;

    std::string name() const { return base.name + ", order " + std::to_string(order); }
    brook::var_ode_sys system() const { return {base.system, brook::var_args::vars, order}; }
    integrator build() const { return integrator(system(), base.state); }
};

std::vector<subject> all() {
    const problem restricted{"CR3BP", brook::model::cr3bp(brook::kw::mu = 0.01215), {-0.4, 0., 0.05, 0., -1.5, 0.2}};
    auto bodies = problems::planetary_three_bodies();
    bodies.name = "three bodies";
    std::vector<subject> list;
    for (std::uint32_t order = 1; order <= 4; ++order)
        list.push_back({restricted, order, 1., 1e-3, true, order <= 2});
    for (std::uint32_t order = 1; order <= 2; ++order)
        list.push_back({bodies, order, 100., 1e-4, false, order == 1});
    return list;
}

// ---- the answer ----

void check_symplectic(const subject &s, const integrator &ta) {
    const auto n = ta.get_n_orig_sv(), half = n / 2;
    const auto entry = [&](std::uint32_t i, std::uint32_t j) { return ta.get_state()[n + n * i + j]; };
    double error = 0;
    for (std::uint32_t a = 0; a < n; ++a)
        for (std::uint32_t b = 0; b < n; ++b) {
            double form = b == a + half ? -1. : a == b + half ? 1. : 0.;
            for (std::uint32_t i = 0; i < half; ++i)
                form += entry(i, a) * entry(i + half, b) - entry(i + half, a) * entry(i, b);
            error = std::max(error, std::abs(form));
        }
    timing::require(error < 1e-10, (s.name() + ", symplectic").c_str());
}

// How far the map is from a displaced solution: halves of a displacement divide that by 2^(order + 1).
double map_error(const subject &s, integrator &ta, double size) {
    state displacements, start = s.base.state;
    for (std::size_t i = 0; i < start.size(); ++i) {
        displacements.push_back(size * std::sin(1. + double(i)));
        start[i] += displacements[i];
    }
    integrator other(s.base.system, start);
    other.propagate_until(s.span);
    const auto &mapped = ta.eval_taylor_map(displacements);
    double error = 0;
    for (std::size_t i = 0; i < start.size(); ++i)
        error = std::max(error, std::abs(mapped[i] - other.get_state()[i]));
    return error;
}

void check(const subject &s) {
    auto ta = s.build();
    ta.propagate_until(s.span);
    if (s.is_canonical)
        check_symplectic(s, ta);
    const double error = map_error(s, ta, s.size), of_half = map_error(s, ta, s.size / 2);
    const double expected = std::exp2(s.order + 1);
    timing::require(error < std::pow(100 * s.size, s.order + 1) &&
                        (of_half < 1e-12 || (error > expected * .6 * of_half && error < expected * 1.6 * of_half)),
                    s.name().c_str());
}

// ---- Boost.odeint ----

using variational_state = std::array<double, 342>;

variational_state odeint_run(double t) {
    namespace odeint = boost::numeric::odeint;
    static const auto start = problems::variational_three_bodies().state;
    variational_state s;
    std::copy(start.begin(), start.end(), s.begin());
    odeint::integrate_adaptive(odeint::make_controlled<odeint::runge_kutta_fehlberg78<variational_state>>(1e-15, 1e-15),
                               problems::variational_three_bodies_rhs, s, 0., t, .01 * t);
    return s;
}

state brook_run(const problem &bodies, double t) {
    integrator ta(brook::var_ode_sys(bodies.system, brook::var_args::vars), bodies.state);
    ta.propagate_until(t);
    return ta.get_state();
}

constexpr double odeint_span = 100;

void check_odeint() {
    const auto ours = brook_run(problems::planetary_three_bodies(), odeint_span);
    const auto theirs = odeint_run(odeint_span);
    double error = 0, largest = 0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        error = std::max(error, std::abs(ours[i] - theirs[i]));
        largest = std::max(largest, std::abs(ours[i]));
    }
    timing::require(error < 1e-10 * largest, "odeint");
}

// ---- times ----

double step_time(integrator ta) {
    const auto start = ta.get_state();
    const int steps = 20;
    return timing::best_within(5e5,
                               [&] {
                                   return timing::once([&] {
                                       std::copy(start.begin(), start.end(), ta.get_state_data());
                                       for (int i = 0; i < steps; ++i)
                                           ta.step();
                                   });
                               }) /
           steps;
}

void measure(const subject &s) {
    const double prepared = timing::best_within(2e5, [&] { return timing::once([&] { s.system(); }); });
    const auto construction = building::measure(3e6, [&] { s.build(); });
    auto ta = s.build();
    const double step = step_time(ta), plain = step_time(integrator(s.base.system, s.base.state));
    const double written = s.is_written_out ? step_time(integrator(s.system().get_sys(), ta.get_state())) : 0;
    ta.propagate_until(s.span);
    const auto n = ta.get_n_orig_sv();
    const std::size_t points = 1024;
    const state one(n, 1e-3), many(n * points, 1e-3);
    state results(n * points);
    const map m(ta);
    const double at_one = 1e3 * timing::of_short(2e5, 1000, [&] { ta.eval_taylor_map(one); });
    const double at_many = 1e3 / double(points) * timing::of_short(2e5, 1, [&] {
                               m(map::out_2d(results.data(), n, points), map::in_2d(many.data(), n, points));
                           });
    const double composition = timing::best_within(2e5, [&] { return timing::once([&] { compose(m, m); }); });
    std::printf("%-22s %9u %9.2f %9.1f %9.2f %9.2f %9.1f %9s %9.0f %9.0f %9.0f\n", s.name().c_str(), ta.get_dim(),
                prepared / 1e3, construction.cold / 1e3, construction.memory / 1e3, step, step / plain,
                written > 0 ? fmt::format("{:.2f}", written / step).c_str() : "", at_one, at_many, composition);
    std::fflush(stdout);
}

void measure_odeint() {
    const auto bodies = problems::planetary_three_bodies();
    brook_run(bodies, 1);
    const double ours = timing::best_within(1e6, [&] { return timing::once([&] { brook_run(bodies, odeint_span); }); });
    const double theirs = timing::best_within(1e6, [&] { return timing::once([&] { odeint_run(odeint_span); }); });
    std::printf("\nthree bodies, order 1, %g years: brook %.2f ms, odeint (Fehlberg 7(8)) %.2f ms, ratio %.3f\n",
                odeint_span, ours / 1e3, theirs / 1e3, ours / theirs);
}

} // namespace

int main(int argc, char **) {
    const building::own_disk_cache cache;
    const auto subjects = all();
    for (const auto &s : subjects)
        check(s);
    check_odeint();
    if (argc > 1)
        return 0;
    std::printf("%-22s %9s %9s %9s %9s %9s %9s %9s %9s %9s %9s\n", "", "equations", "prepared", "cold", "again", "step",
                "/ plain", "written /", "map", "of many", "compose");
    std::printf("%-22s %9s %9s %9s %9s %9s %9s %9s %9s %9s %9s\n", "", "", "[ms]", "[ms]", "[ms]", "[us]", "", "",
                "[ns]", "[ns]", "[us]");
    for (const auto &s : subjects)
        measure(s);
    measure_odeint();
    return 0;
}
