// SPDX-License-Identifier: MPL-2.0
// What the solution as a function of time costs: to keep it, to make it, and to evaluate it; and a grid of times.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

#include <boost/numeric/odeint.hpp>

#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/timing.hpp"

namespace {

namespace kw = brook::kw;
using integrator = brook::taylor_adaptive<double>;

integrator pendulum() {
    const auto p = problems::pendulum();
    return integrator(p.system, p.state);
}

std::vector<double> random_times(double end, std::size_t n) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> within(0., end);
    std::vector<double> times(n);
    std::generate(times.begin(), times.end(), [&] { return within(random); });
    return times;
}

std::vector<double> even_times(double end, std::size_t n) {
    std::vector<double> times(n);
    for (std::size_t i = 0; i < n; ++i)
        times[i] = end * double(i) / double(n - 1);
    return times;
}

void check(double end, std::size_t n) {
    auto ta = pendulum(), along = ta;
    const double before = problems::pendulum_energy(ta.get_state().data());
    auto co = ta.propagate_until(end, kw::c_output = true).continuous_output().value();
    const auto times = even_times(end, n);
    const auto states = along.propagate_grid(times).output();
    const auto at_once = co(times);
    for (std::size_t i = 0; i < n; ++i) {
        timing::require(std::abs(problems::pendulum_energy(&states[2 * i]) - before) < 1e-12 * std::sqrt(end),
                        "energy on the grid");
        timing::require(std::equal(&states[2 * i], &states[2 * i] + 2, &at_once[2 * i]), "the grid and the function");
        timing::require(std::equal(&states[2 * i], &states[2 * i] + 2, co(times[i]).begin()), "one and many times");
    }
}

// The library of most who do without Taylor series, at about the same accuracy.
double odeint_grid(double end, std::size_t n) {
    namespace odeint = boost::numeric::odeint;
    using state = std::vector<double>;
    const auto times = even_times(end, n);
    state x(problems::pendulum().state);
    const double before = problems::pendulum_energy(x.data());
    double sum = 0;
    const double us = timing::once([&] {
        odeint::integrate_times(odeint::make_dense_output(1e-13, 1e-13, odeint::runge_kutta_dopri5<state>()),
                                problems::pendulum_rhs, x, times.begin(), times.end(), 1e-3,
                                [&](const state &y, double) { sum += y[0]; });
    });
    timing::require(std::abs(problems::pendulum_energy(x.data()) - before) < 1e-8, "energy of odeint");
    timing::require(std::isfinite(sum), "states of odeint");
    return us;
}

void measure() {
    const double end = 10000;
    double plain = std::numeric_limits<double>::infinity(), keeping = plain;
    timing::best_within(2e6, [&] {
        auto a = pendulum();
        plain = std::min(plain, timing::once([&] { a.propagate_until(end); }));
        auto b = pendulum();
        keeping = std::min(keeping, timing::once([&] { b.propagate_until(end, kw::c_output = true); }));
        return keeping;
    });
    std::printf("keeping the solution of a pendulum to t = 10,000: %.2f of %.1f ms without\n", keeping / plain,
                plain / 1e3);

    auto ta = pendulum();
    auto co = ta.propagate_until(end, kw::c_output = true).continuous_output().value();
    const std::size_t million = 1000000;
    auto times = random_times(end, million);
    double sum = 0;
    const auto time_singly = [&] {
        return timing::best_within(1e6, [&] {
            return timing::once([&] {
                for (const double t : times)
                    sum += co(t)[0];
            });
        });
    };
    const auto time_at_once = [&] {
        return timing::best_within(1e6, [&] { return timing::once([&] { sum += co(times)[0]; }); });
    };
    const double singly = time_singly(), at_once = time_at_once();
    std::sort(times.begin(), times.end());
    const double sorted = time_singly(), sorted_at_once = time_at_once();
    timing::require(std::isfinite(sum), "evaluations");
    std::printf("a million evaluations, %zu steps: %.1f ms at random times, %.1f at once; sorted %.1f and %.1f\n",
                co.get_n_steps(), singly / 1e3, at_once / 1e3, sorted / 1e3, sorted_at_once / 1e3);

    const std::size_t points = 200000;
    const double grid = timing::best_within(1e6, [&] {
        auto along = pendulum();
        const auto at = even_times(1000., points);
        return timing::once([&] { along.propagate_grid(at); });
    });
    const double by_odeint = odeint_grid(1000., points);
    std::printf("a grid of 200,000 points to t = 1,000: %.1f ms, %.3f of Boost.odeint's dense output (%.1f ms)\n",
                grid / 1e3, grid / by_odeint, by_odeint / 1e3);
}

// With an empty cache, with what is in memory, and with what is on disk.
void measure_making() {
    const auto directory = std::filesystem::temp_directory_path() / ("brook_benchmark_" + std::to_string(::getpid()));
    brook::llvm_state::set_diskcache_path(directory);
    brook::llvm_state::clear_memcache();
    const auto make = [](integrator &ta) { return timing::once([&] { ta.propagate_for(.1, kw::c_output = true); }); };
    auto first = pendulum();
    const double cold = make(first);
    const double warm = timing::best_within(1e5, [&] {
        auto again = pendulum();
        return make(again);
    });
    brook::llvm_state::clear_memcache();
    auto other = pendulum();
    const double disk = make(other);
    std::printf("the first continuous output %.2f ms, the next one %.1f us, from disk %.2f ms\n", cold / 1e3, warm,
                disk / 1e3);
    std::filesystem::remove_all(directory);
}

} // namespace

int main(int argc, char **argv) {
    check(100., 5000);
    if (argc > 1 && std::strcmp(argv[1], "--check") == 0)
        return 0;
    measure();
    measure_making();
}
