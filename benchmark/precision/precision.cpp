// SPDX-License-Identifier: MPL-2.0
// What digits cost: steps of a pendulum and of the outer Solar System in each floating-point type, and in double-double
// numbers a span of time against Boost.odeint with the same numbers.
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include <boost/numeric/odeint.hpp>

#include "benchmark/support/building.hpp"
#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/timing.hpp"

namespace {

using brook::dd;
using problems::problem;

template <typename T>
brook::taylor_adaptive<T> build(const problem &p) {
    return brook::taylor_adaptive<T>(p.system, std::vector<T>(p.state.begin(), p.state.end()));
}

// There and back: what comes back is the initial state to nearly all digits.
template <typename T>
void check(const problem &p, double span) {
    auto ta = build<T>(p);
    ta.propagate_until(T(span));
    ta.propagate_until(T(0));
    for (std::size_t i = 0; i < p.state.size(); ++i) {
        const auto error = static_cast<double>(ta.get_state()[i] - T(p.state[i]));
        const auto eps = static_cast<double>(std::numeric_limits<T>::epsilon());
        timing::require(std::abs(error) < 1e4 * eps * (1 + std::abs(p.state[i])), "forth and back");
    }
}

// A span of time instead of a step would hide that steps are shorter where there are fewer digits.
template <typename T>
double step_time(const problem &p) {
    auto ta = build<T>(p);
    return timing::of_short(3e5, 100, [&] { ta.step(); });
}

template <typename T>
void measure(const problem &p, const char *name, double of_double) {
    auto ta = build<T>(p);
    const double us = step_time<T>(p);
    ta.step();
    const auto h = static_cast<double>(ta.get_last_h());
    std::printf("%-20s %-12s %5u %12.3f %9.1f %12.3g\n", p.name.c_str(), name, ta.get_order(), us, us / of_double,
                us / h);
}

void measure_types(const problem &p) {
    const double of_double = step_time<double>(p);
    measure<float>(p, "float", of_double);
    measure<double>(p, "double", of_double);
#if LDBL_MANT_DIG == 64
    measure<long double>(p, "long double", of_double);
#endif
    measure<dd>(p, "dd", of_double);
#ifdef BROOK_HAS_QUADMATH
    measure<boost::multiprecision::float128>(p, "float128", of_double);
#endif
}

struct pendulum_of_dd {
    void operator()(const std::vector<dd> &s, std::vector<dd> &d, dd) const {
        d[0] = s[1];
        d[1] = -9.8 * sin(s[0]);
    }
};

dd energy(const std::vector<dd> &s) { return s[1] * s[1] / 2 - 9.8 * cos(s[0]); }

// To an error of the energy that the other one reaches in reasonable time.
void against_odeint(bool check_only) {
    namespace odeint = boost::numeric::odeint;
    const auto p = problems::pendulum();
    const double span = check_only ? .1 : 1;
    const std::vector<dd> begin(p.state.begin(), p.state.end());
    auto state = begin;
    const dd before = energy(begin);
    const double other = timing::once([&] {
        odeint::integrate_adaptive(
            odeint::make_controlled(dd(1e-24), dd(1e-24),
                                    odeint::runge_kutta_fehlberg78<std::vector<dd>, dd, std::vector<dd>, dd>()),
            pendulum_of_dd(), state, dd(0), dd(span), dd(1e-3));
    });
    const auto error = static_cast<double>(abs(energy(state) - before));
    brook::taylor_adaptive<dd> ta(p.system, begin, brook::kw::tol = dd(1e-24));
    const double ours = timing::once([&] { ta.propagate_until(dd(span)); });
    const auto our_error = static_cast<double>(abs(energy(ta.get_state()) - before));
    timing::require(our_error < 1e-22, "energy in dd");
    timing::require(error < 1e-20, "energy in dd of odeint");
    if (!check_only)
        std::printf(
            "\npendulum in dd over %g: %.2f ms, %.4f of Boost.odeint's Fehlberg 7(8) (%.1f ms); errors %.1e and "
            "%.1e\n",
            span, ours / 1e3, ours / other, other / 1e3, our_error, error);
}

} // namespace

int main(int argc, char **) {
    const building::own_disk_cache cache;
    const auto bodies = problems::outer_solar_system();
    for (const auto &p : {problems::pendulum(), bodies}) {
        check<float>(p, 1);
        check<double>(p, 1);
        check<dd>(p, 1);
#ifdef BROOK_HAS_QUADMATH
        check<boost::multiprecision::float128>(p, 1);
#endif
    }
    against_odeint(argc > 1);
    if (argc > 1)
        return 0;
    std::printf("%-20s %-12s %5s %12s %9s %12s\n", "", "", "order", "step [us]", "/ double", "us / time");
    measure_types(problems::pendulum());
    measure_types(bodies);
    return 0;
}
