// SPDX-License-Identifier: MPL-2.0
// The outer Solar System over 20,000 years: brook against the Runge-Kutta-Fehlberg method of order 8 of Boost.odeint
// with error tolerances of 1e-15, in one run; and what rounding costs, over many beginnings, with high accuracy and
// without.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

#include <boost/numeric/odeint.hpp>

#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/timing.hpp"

namespace {

namespace oss = ::outer_solar_system;
using state = std::array<double, 36>;

struct result {
    std::vector<double> final_state;
    double microseconds = 0;
    std::size_t steps = 0;
    double energy_error() const {
        const auto start = problems::outer_energy(oss::initial_state.data());
        return static_cast<double>(std::abs((problems::outer_energy(final_state.data()) - start) / start));
    }
};

result with_odeint(double years) {
    namespace ode = boost::numeric::odeint;
    state s;
    std::copy(oss::initial_state.begin(), oss::initial_state.end(), s.begin());
    result r;
    r.microseconds = timing::once([&] {
        const auto stepper = ode::make_controlled<ode::runge_kutta_fehlberg78<state>>(1e-15, 1e-15);
        r.steps = ode::integrate_adaptive(stepper, problems::outer_solar_system_rhs, s, 0., years, 0.1);
    });
    r.final_state.assign(s.begin(), s.end());
    return r;
}

result with_brook(brook::taylor_adaptive<double> ta, double years) {
    result r;
    r.microseconds = timing::once([&] { r.steps = ta.propagate_until(years).n_steps(); });
    r.final_state = ta.get_state();
    return r;
}

// The positions of both, compared where they still agree to many digits.
void check(const brook::taylor_adaptive<double> &ta) {
    const auto a = with_brook(ta, 500.), b = with_odeint(500.);
    double difference = 0;
    for (std::size_t i = 0; i < 36; ++i)
        difference = std::max(difference, std::abs(a.final_state[i] - b.final_state[i]));
    timing::require(difference < 1e-8, "brook and odeint disagree after 500 years");
    timing::require(a.energy_error() < 1e-14, "brook's energy after 500 years");
}

struct rounding {
    double root_mean_square = 0, mean = 0, microseconds_of_step = 0;
};

// Of the energy at the end, from beginnings that differ in their tenth digits: one figure alone is a matter of luck.
rounding errors_of_energy(const brook::taylor_adaptive<double> &from, std::size_t beginnings, double years) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(-1, 1);
    rounding r;
    double time = 0, steps = 0;
    for (std::size_t i = 0; i < beginnings; ++i) {
        auto ta = from;
        std::vector<double> begin(oss::initial_state.begin(), oss::initial_state.end());
        for (auto &x : begin)
            x *= 1 + 1e-9 * uniform(random);
        std::copy(begin.begin(), begin.end(), ta.get_state_data());
        time += timing::once([&] { steps += double(ta.propagate_until(years).n_steps()); });
        const auto e = problems::outer_energy(begin.data());
        const auto error = static_cast<double>((problems::outer_energy(ta.get_state().data()) - e) / e);
        r.mean += error / double(beginnings);
        r.root_mean_square += error * error / double(beginnings);
    }
    r.root_mean_square = std::sqrt(r.root_mean_square);
    r.microseconds_of_step = time / steps;
    return r;
}

void show_rounding(const brook::taylor_adaptive<double> &plain, const brook::taylor_adaptive<double> &accurate,
                   std::size_t beginnings, double years) {
    std::printf("\n%zu beginnings, %g years  %10s %12s %14s\n", beginnings, years, "rms error", "mean", "step [us]");
    const auto row = [&](const char *name, const brook::taylor_adaptive<double> &ta) {
        const auto r = errors_of_energy(ta, beginnings, years);
        std::printf("%-27s %12.2e %12.1e %14.3f\n", name, r.root_mean_square, r.mean, r.microseconds_of_step);
        return r;
    };
    const auto a = row("plain", plain), b = row("high accuracy", accurate);
    std::printf("ratios: error %.2f, time %.3f\n", b.root_mean_square / a.root_mean_square,
                b.microseconds_of_step / a.microseconds_of_step);
}

} // namespace

int main(int argc, char **argv) {
    const auto p = problems::outer_solar_system();
    const brook::taylor_adaptive<double> ta(p.system, p.state, brook::kw::high_accuracy = true);
    check(ta);
    if (argc > 1 && std::strcmp(argv[1], "--check") == 0)
        return 0;
    constexpr double years = 20000;
    result ours, theirs;
    double best_ours = 1e300, best_theirs = 1e300;
    for (int i = 0; i < 3; ++i) {
        ours = with_brook(ta, years);
        theirs = with_odeint(years);
        best_ours = std::min(best_ours, ours.microseconds);
        best_theirs = std::min(best_theirs, theirs.microseconds);
    }
    std::printf("%-32s %10s %10s %12s %14s\n", "20,000 years", "time [s]", "steps", "step [us]", "energy error");
    std::printf("%-32s %10.3f %10zu %12.3f %14.2e\n", "brook", best_ours / 1e6, ours.steps,
                best_ours / double(ours.steps), ours.energy_error());
    std::printf("%-32s %10.3f %10zu %12.3f %14.2e\n", "odeint runge_kutta_fehlberg78", best_theirs / 1e6, theirs.steps,
                best_theirs / double(theirs.steps), theirs.energy_error());
    std::printf("ratio of times: %.3f\n", best_ours / best_theirs);
    const brook::taylor_adaptive<double> plain(p.system, p.state);
    show_rounding(plain, ta, argc > 1 ? static_cast<std::size_t>(std::atoi(argv[1])) : 100, years);
    return 0;
}
