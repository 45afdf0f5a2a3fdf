// SPDX-License-Identifier: MPL-2.0
// The outer Solar System over 20,000 years: brook against the Runge-Kutta-Fehlberg method of order 8 of Boost.odeint
// with error tolerances of 1e-15, in one run.
#include <cstdio>
#include <cstring>

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
    return 0;
}
