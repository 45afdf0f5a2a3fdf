// SPDX-License-Identifier: MPL-2.0
// Steps of small systems, alone and as lanes of batches, in double and in float, at the default tolerance and a looser
// one, and with high accuracy; beside them the figures of heyoka 7.12, scaled by how long Boost.odeint takes here for
// the outer Solar System, of which both machines have a time.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <boost/numeric/odeint.hpp>

#include "benchmark/small/systems.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/timing.hpp"

namespace {

namespace kw = brook::kw;
namespace ode = boost::numeric::odeint;

constexpr double span_of_check = 5., loose_tolerance = 1e-9;

// ---- answers ----

template <typename System>
void check(const System &s) {
    auto numbers = s.state;
    using state = decltype(numbers);
    ode::integrate_adaptive(
        ode::make_controlled<ode::runge_kutta_fehlberg78<state>>(1e-14, 1e-14),
        [&](const state &x, state &d, double t) { d = s.f(x, t); }, numbers, 0., span_of_check, 0.01);
    const auto p = s.problem();
    const auto require_near = [&](const auto &found, double tolerance) {
        for (std::size_t i = 0; i < numbers.size(); ++i)
            timing::require(std::abs(double(found[i]) - numbers[i]) <= tolerance, p.name.c_str());
    };
    brook::taylor_adaptive<double> ta(p.system, p.state), loose(p.system, p.state, kw::tol = loose_tolerance);
    ta.propagate_until(span_of_check);
    require_near(ta.get_state(), 1e-10);
    loose.propagate_until(span_of_check);
    require_near(loose.get_state(), 1e-6);
    brook::taylor_adaptive<float> single(p.system, std::vector<float>(p.state.begin(), p.state.end()));
    single.propagate_until(float(span_of_check));
    require_near(single.get_state(), 1e-3);
}

// ---- times ----

template <typename T>
std::vector<T> side_by_side(const std::vector<double> &state, std::uint32_t size) {
    std::vector<T> all;
    for (const double x : state)
        for (std::uint32_t k = 0; k < size; ++k)
            all.push_back(static_cast<T>(x * (1 + 1e-4 * k)));
    return all;
}

// The integrator with the code that it has in the end: steps until faster code has taken over, if any does in time.
template <typename Integrator>
void settle(Integrator ta) {
    const auto some_steps = [&ta] {
        for (int i = 0; i < 10'000; ++i)
            ta.step();
    };
    double elapsed = 0;
    for (int i = 0; i < 11; ++i)
        some_steps();
    while (!ta.get_compile_info().behind && elapsed < 3e5) // microseconds; what takes longer to compile has loops
        elapsed += timing::once(some_steps);
}

// Nanoseconds a step, of a propagation over some 2,000 of them.
template <typename T, typename... Options>
double alone(const problems::problem &p, Options... options) {
    const brook::taylor_adaptive<T> fresh(p.system, side_by_side<T>(p.state, 1), options...);
    settle(fresh);
    auto first = fresh;
    for (int i = 0; i < 2000; ++i)
        first.step();
    const T span = first.get_time();
    return 1e3 * timing::best_within(1e5, [&] {
               auto ta = fresh;
               std::size_t steps = 0;
               const double t = timing::once([&] { steps = ta.propagate_until(span).n_steps(); });
               return t / double(steps);
           });
}

double lane(const problems::problem &p, std::uint32_t size) {
    const brook::taylor_adaptive_batch<double> fresh(p.system, side_by_side<double>(p.state, size), size);
    settle(fresh);
    return 1e3 * timing::best_within(1e5, [&] {
               constexpr int steps = 500;
               auto ta = fresh;
               return timing::once([&] {
                          for (int i = 0; i < steps; ++i)
                              ta.step();
                      }) /
                      (steps * size);
           });
}

// By how much this machine is slower than the one of the peer's figures.
double scale() {
    constexpr double there = 412e3 / 20000; // microseconds a year
    constexpr double years = 500;
    const double here = timing::best(5, [] {
        std::array<double, 36> s;
        std::copy(outer_solar_system::initial_state.begin(), outer_solar_system::initial_state.end(), s.begin());
        ode::integrate_adaptive(ode::make_controlled<ode::runge_kutta_fehlberg78<std::array<double, 36>>>(1e-15, 1e-15),
                                problems::outer_solar_system_rhs, s, 0., years, 0.1);
    });
    return here / years / there;
}

struct column {
    const char *name;
    double log_sum = 0;
    int n = 0;

    void print(double time, double peer = 0) {
        if (peer == 0) {
            std::printf(" %8.0f      ", time);
            return;
        }
        std::printf(" %8.0f %5.2f", time, time / peer);
        log_sum += std::log(time / peer);
        ++n;
    }
    void print_mean() const {
        if (n == 0)
            std::printf(" %14s", "");
        else
            std::printf(" %8s %5.2f", "", std::exp(log_sum / n));
    }
};

void measure() {
    const double factor = scale();
    std::printf("ns a step, and how often heyoka's time (scaled by %.2f) that is\n%-17s", factor, "");
    std::array<column, 6> columns{{{"double"}, {"float"}, {"tol 1e-9"}, {"accurate"}, {"lane of 4"}, {"lane of 8"}}};
    for (const auto &c : columns)
        std::printf(" %14s", c.name);
    std::printf("\n");
    small::for_each_system([&](const auto &s) {
        const auto p = s.problem();
        std::printf("%-17s", p.name.c_str());
        columns[0].print(alone<double>(p), factor * s.peer.alone);
        columns[1].print(alone<float>(p), factor * s.peer.single);
        columns[2].print(alone<double>(p, kw::tol = loose_tolerance), factor * s.peer.loose);
        columns[3].print(alone<double>(p, kw::high_accuracy = true));
        columns[4].print(lane(p, 4));
        columns[5].print(lane(p, 8), factor * s.peer.lane_of_8);
        std::printf("\n");
        std::fflush(stdout);
    });
    std::printf("%-17s", "geometric mean");
    for (const auto &c : columns)
        c.print_mean();
    std::printf("\n");
}

} // namespace

int main(int argc, char **argv) {
    const bool check_only = argc == 2 && std::strcmp(argv[1], "--check") == 0;
    small::for_each_system([](const auto &s) { check(s); });
    if (!check_only)
        measure();
    return 0;
}
