// SPDX-License-Identifier: MPL-2.0
// Other integrators, for one right-hand side that is compiled into each: the Runge-Kutta-Fehlberg method of order 8 of
// Boost.odeint, and of SUNDIALS, where it is installed, the same method (ARKODE) and Adams's (CVODE).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <boost/numeric/odeint.hpp>

#include "benchmark/suite/entry.hpp"
#include "benchmark/support/timing.hpp"

#ifdef BENCHMARK_SUNDIALS
#include "benchmark/suite/sundials.hpp"
#endif

namespace suite {

template <std::size_t N, typename F>
competitor with_odeint(F right_hand_side) {
    return [right_hand_side](const std::vector<double> &initial, double span, double tolerance) {
        namespace ode = boost::numeric::odeint;
        using state = std::array<double, N>;
        timing::require(initial.size() == N, "the dimension of a right-hand side");
        state s;
        std::copy(initial.begin(), initial.end(), s.begin());
        run r;
        r.microseconds = timing::once([&] {
            const auto stepper = ode::make_controlled<ode::runge_kutta_fehlberg78<state>>(tolerance, tolerance);
            // The first step is a guess that the control of the step size corrects.
            r.steps = ode::integrate_adaptive(stepper, right_hand_side, s, 0., span, span / 1000);
        });
        r.final_state.assign(s.begin(), s.end());
        return r;
    };
}

template <std::size_t N, typename F>
std::vector<peer> peers_of(F right_hand_side) {
    std::vector<peer> peers{{"odeint", with_odeint<N>(right_hand_side)}};
#ifdef BENCHMARK_SUNDIALS
    const c_function f{[](double t, N_Vector s, N_Vector ds, void *data) {
                           std::span<double, N> x(N_VGetArrayPointer(s), N), dx(N_VGetArrayPointer(ds), N);
                           (*static_cast<const F *>(data))(x, dx, t);
                           return 0;
                       },
                       std::make_shared<F>(right_hand_side)};
    const auto in_root_mean_square = std::sqrt(double(N));
    peers.push_back({"arkode", with_arkode(f), in_root_mean_square});
    peers.push_back({"cvode", with_cvode(f), in_root_mean_square, 1e-8}); // many small steps lose more digits
#endif
    return peers;
}

} // namespace suite
