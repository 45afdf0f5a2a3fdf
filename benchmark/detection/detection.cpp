// SPDX-License-Identifier: MPL-2.0
// What events cost in propagations: with them, divided by the same without; and the times of a Poincare section,
// compared with Boost.odeint, which steps until the sign changes and bisects, and with CVODE where it is installed.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <boost/numeric/odeint.hpp>

#include <brook/brook.hpp>

#ifdef BENCHMARK_SUNDIALS
#include "benchmark/detection/cvode.hpp"
#endif
#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/timing.hpp"
#include "decomposition/decompose.hpp"
#include "integrator/build.hpp"
#include "integrator/trajectories.hpp"

namespace {

using namespace brook;
using problems::problem;
using integrator = taylor_adaptive<double>;

constexpr double budget = 3e5; // microseconds

integrator without_events(const problem &p) { return integrator(p.system, p.state); }

// Of propagations until `end`, in microseconds.
double time_of(const integrator &start, double end) {
    return timing::best_within(budget, [&] {
        auto ta = start;
        return timing::once([&] { ta.propagate_until(end); });
    });
}

void print(const char *what, double with, double without, double steps, double fired) {
    std::printf("%-44s %8.3f us a step, %6.3f of the time without, every %.1f steps\n", what, with / steps,
                with / without, fired == 0 ? std::numeric_limits<double>::infinity() : steps / fired);
}

// The section x = 0 of the system of Henon and Heiles.
struct section {
    std::vector<double> times;

    integrator operator()(double level = 0) {
        const auto p = problems::henon_heiles();
        return integrator(p.system, p.state,
                          kw::nt_events = {nt_event<double>(p.system[0].first - level,
                                                            [this](auto &, double t, int) { times.push_back(t); })});
    }
};

std::vector<double> section_of_odeint(double end) {
    namespace odeint = boost::numeric::odeint;
    using state = std::vector<double>;
    const auto rhs = [](const state &x, state &d, double) { problems::henon_heiles_rhs(x, d, 0); };
    auto controlled = odeint::make_controlled(1e-14, 1e-14, odeint::runge_kutta_fehlberg78<state>());
    odeint::runge_kutta_fehlberg78<state> plain;
    state x = problems::henon_heiles().state, before = x, at;
    std::vector<double> times;
    double t = 0, dt = .1;
    while (t < end) {
        const double start = t;
        before = x;
        dt = std::min(dt, end - t);
        while (controlled.try_step(rhs, x, t, dt) != odeint::success) {
        }
        if ((before[0] < 0) == (x[0] < 0))
            continue;
        double low = 0, high = t - start;
        for (int i = 0; i < 46; ++i) {
            const double middle = (low + high) / 2;
            at = before;
            plain.do_step(rhs, at, start, middle);
            ((at[0] < 0) == (before[0] < 0) ? low : high) = middle;
        }
        times.push_back(start + high);
    }
    return times;
}

// The number of crossings, and the largest error of the first ten.
double error_of(const std::vector<double> &theirs, const std::vector<double> &mine) {
    // Ours begins at a zero, which the signs of others do not tell.
    const auto first = mine.size() - theirs.size();
    timing::require(first <= 1, "number of crossings");
    double error = 0;
    for (std::size_t i = 0; i < 10; ++i)
        error = std::max(error, std::abs(mine[first + i] - theirs[i]));
    return error;
}

template <typename Peer>
void print_peer(const char *what, Peer peer, double taken, double end, double error) {
    const auto time = timing::best_within(budget, [&] { return timing::once([&] { peer(end); }); });
    std::printf("%-44s %8.3f of %s, whose first times are wrong by %.1e\n", "", taken / time, what, error);
}

void poincare_section(bool check_only) {
    const double end = check_only ? 50 : 1000;
    section s;
    auto with = s();
    const double steps = double(with.propagate_until(end).n_steps());
    const auto mine = s.times;
    const double odeint_error = error_of(section_of_odeint(end), mine);
    timing::require(odeint_error < 1e-9, "times of crossings");
#ifdef BENCHMARK_SUNDIALS
    const double cvode_error = error_of(section_of_cvode(end), mine);
    timing::require(cvode_error < 1e-7, "times of crossings by CVODE");
#endif
    if (check_only)
        return;
    const auto without = time_of(without_events(problems::henon_heiles()), end);
    const auto taken = timing::best_within(budget, [&] {
        s.times.clear();
        auto ta = s();
        return timing::once([&] { ta.propagate_until(end); });
    });
    print("Henon-Heiles, section x = 0", taken, without, steps, double(mine.size()));
    auto far = s(-.9);
    const double far_steps = double(far.propagate_until(end).n_steps());
    print("Henon-Heiles, x = -0.9, which never happens", time_of(s(-.9), end), without, far_steps, 0);
    print_peer("Boost.odeint (Fehlberg 7(8), 1e-14, bisection)", section_of_odeint, taken, end, odeint_error);
#ifdef BENCHMARK_SUNDIALS
    print_peer("CVODE (Adams, 1e-13, its root finding)", section_of_cvode, taken, end, cvode_error);
#endif
}

// All pairs of 20 bodies, at a distance that none of them reaches.
void encounters(bool check_only) {
    const auto p = problems::twenty_bodies();
    const auto part = [&](std::size_t body, std::size_t c) { return p.system[6 * body + c].first; };
    std::vector<nt_event<double>> events;
    int met = 0;
    for (std::size_t i = 0; i < p.system.size() / 6; ++i)
        for (std::size_t j = i + 1; j < p.system.size() / 6; ++j) {
            std::vector<expression> squares;
            for (std::size_t c = 0; c < 3; ++c)
                squares.push_back(pow(part(i, c) - part(j, c), 2.)); // the equations have them, the other way round
            events.emplace_back(sum(squares) - 1e-12, [&](auto &, double, int) { ++met; });
        }
    const double end = check_only ? .01 : 10;
    integrator with(p.system, p.state, kw::nt_events = events);
    auto copy = with;
    const double steps = double(copy.propagate_until(end).n_steps());
    timing::require(met == 0, "encounters");
    if (!check_only)
        print("20 bodies, 190 distances", time_of(with, end), time_of(without_events(p), end), steps, 0);
}

// A thousand events on a pendulum: the time that their polynomials take, and that of everything.
void thousand(bool check_only) {
    const auto p = problems::pendulum();
    const auto x = p.system[0].first, v = p.system[1].first;
    std::vector<nt_event<double>> events;
    std::vector<expression> functions;
    int happened = 0;
    for (int i = 0; i < 1000; ++i) {
        functions.push_back(x * (1. + i) + v * v - (1000. + i));
        events.emplace_back(functions.back(), [&](auto &, double, int) { ++happened; });
    }
    integrator with(p.system, p.state, kw::nt_events = events);
    auto copy = with;
    const double end = check_only ? 1 : 100, steps = double(copy.propagate_until(end).n_steps());
    timing::require(happened == 0, "events that never happen");
    if (check_only)
        return;
    const detail::ode_system system(p.system, false, functions);
    detail::trajectories<double> t(detail::build_stepper(system, detail::fp_type::f64, with.get_order(), {}), false,
                                   p.state, {}, {0.});
    const double polynomials = timing::of_short(budget, 20, [&] { t.step(0.1, false); });
    const double all = time_of(with, end) / steps;
    std::printf("%-44s %8.3f us a step, %6.3f of the time of their polynomials\n", "pendulum, 1000 events", all,
                all / polynomials);
}

} // namespace

int main(int argc, char **argv) {
    const bool check_only = argc == 2 && std::strcmp(argv[1], "--check") == 0;
    poincare_section(check_only);
    encounters(check_only);
    thousand(check_only);
    return 0;
}
