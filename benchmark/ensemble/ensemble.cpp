// SPDX-License-Identifier: MPL-2.0
// What an ensemble over threads gains, against the same members one after the other and against Boost.odeint; and what
// archives and checkpoints cost.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
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

// Members differ in amplitude, and so in the number of their steps.
void begin(integrator &member, std::size_t i) { member.get_state_data()[0] = 0.02 * double(1 + i % 100); }

std::vector<integrator> one_by_one(const integrator &ta, double end, std::size_t n) {
    std::vector<integrator> members;
    for (std::size_t i = 0; i < n; ++i) {
        members.push_back(ta);
        begin(members.back(), i);
        members.back().propagate_until(end);
    }
    return members;
}

void check(double end, std::size_t n) {
    const auto ta = pendulum();
    const auto results = brook::ensemble_propagate_until(ta, end, n, begin);
    const auto serial = one_by_one(ta, end, n);
    for (std::size_t i = 0; i < n; ++i) {
        auto start = ta;
        begin(start, i);
        const auto &state = results[i].integrator().get_state();
        timing::require(std::abs(problems::pendulum_energy(state.data()) -
                                 problems::pendulum_energy(start.get_state_data())) < 1e-12 * std::sqrt(end),
                        "energy of a member");
        timing::require(state == serial[i].get_state(), "members in threads and one by one");
        const auto twin = brook::from_archive<integrator>(brook::to_archive(serial[i]));
        timing::require(twin.get_state() == serial[i].get_state(), "a member from its archive");
    }
}

double odeint_ensemble(double end, std::size_t n) {
    namespace odeint = boost::numeric::odeint;
    using state = std::vector<double>;
    return timing::once([&] {
        for (std::size_t i = 0; i < n; ++i) {
            auto start = pendulum();
            begin(start, i);
            state x = start.get_state();
            const double before = problems::pendulum_energy(x.data());
            const auto stepper = odeint::make_controlled(1e-13, 1e-13, odeint::runge_kutta_fehlberg78<state>());
            odeint::integrate_adaptive(stepper, problems::pendulum_rhs, x, 0., end, 1e-3);
            timing::require(std::abs(problems::pendulum_energy(x.data()) - before) < 1e-8, "energy of odeint");
        }
    });
}

void measure(const char *what, double end, std::size_t n) {
    const auto ta = pendulum();
    double serial = 1e300;
    const double threads = timing::best_within(3e6, [&] {
        serial = std::min(serial, timing::once([&] { one_by_one(ta, end, n); }));
        return timing::once([&] { brook::ensemble_propagate_until(ta, end, n, begin); });
    });
    const double by_odeint = odeint_ensemble(end, n);
    std::printf("%s: %.2f ms in %u threads, %.2f of the time one by one, %.3f of Boost.odeint's, one by one\n", what,
                threads / 1e3, std::thread::hardware_concurrency(), threads / serial, threads / by_odeint);
}

void measure_archives() {
    auto ta = pendulum();
    ta.propagate_until(10.);
    const auto archive = brook::to_archive(ta);
    const double writing = timing::of_short(2e5, 100, [&] { brook::to_archive(ta); });
    const double reading = timing::of_short(2e5, 100, [&] { brook::from_archive<integrator>(archive); });
    const double constructing = timing::of_short(2e5, 100, [&] { pendulum(); });
    std::printf("an archive of a pendulum, %zu bytes: written in %.1f us, read in %.1f us, %.1f of a construction\n",
                archive.size(), writing, reading, reading / constructing);

    const auto directory = std::filesystem::temp_directory_path() / ("brook_benchmark_" + std::to_string(::getpid()));
    const double end = 20000;
    double with = 1e300;
    const double without = timing::best_within(1e6, [&] {
        auto a = pendulum(), b = pendulum();
        with = std::min(with, timing::once([&] {
                            b.propagate_until(end,
                                              kw::callback = brook::callback::checkpoint(directory, {.seconds = 0.01}));
                        }));
        return timing::once([&] { a.propagate_until(end); });
    });
    std::filesystem::remove_all(directory);
    std::printf("checkpoints every 10 ms: %.2f of %.1f ms without\n", with / without, without / 1e3);
}

} // namespace

int main(int argc, char **argv) {
    check(100., 20);
    if (argc > 1 && std::strcmp(argv[1], "--check") == 0)
        return 0;
    measure("64 pendulums to t = 2,000", 2000., 64);
    measure("1,000 pendulums to t = 5", 5., 1000);
    measure_archives();
}
