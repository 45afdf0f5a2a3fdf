// SPDX-License-Identifier: MPL-2.0
// The Runge-Kutta-Fehlberg method of order 8 of Boost.odeint, compiled for one right-hand side and one dimension.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include <boost/numeric/odeint.hpp>

#include "benchmark/suite/entry.hpp"
#include "benchmark/support/timing.hpp"

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

} // namespace suite
