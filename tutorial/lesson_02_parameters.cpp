// SPDX-License-Identifier: MPL-2.0
// Lesson 2: numbers that may change between two integrations are parameters.
//
// A number that is written into an equation becomes part of the machine code: another number means other code. A
// parameter is read while the code runs, so one code serves all its values.
#include <cmath>
#include <cstdio>

#include <brook/brook.hpp>

int main() {
    using brook::par;
    const auto [angle, velocity] = brook::make_vars("angle", "velocity");

    // par[0] is the length of the pendulum, par[1] the acceleration of gravity.
    brook::taylor_adaptive<double> pendulum(
        {brook::prime(angle) = velocity, brook::prime(velocity) = -par[1] / par[0] * sin(angle)}, {0.01, 0.},
        brook::kw::pars = {1., 9.81}); // one value for each parameter

    // Values of parameters may be changed at any time between two steps, and so may the state.
    for (const double length : {0.5, 1., 2.}) {
        pendulum.get_pars_data()[0] = length;
        pendulum.get_state_data()[0] = 0.01;
        pendulum.get_state_data()[1] = 0.;
        pendulum.set_time(0.);

        // After one period of small oscillations the pendulum is nearly back.
        const double period = 2 * std::acos(-1.) * std::sqrt(length / 9.81);
        pendulum.propagate_until(period);
        std::printf("length %.1f m, period %.4f s, angle after one period %.7f\n", length, period,
                    pendulum.get_state()[0]);
    }

    // The Moon: other gravity, the same code.
    pendulum.get_pars_data()[1] = 1.62;
    pendulum.propagate_until(10.);
    std::printf("on the Moon   %.5f\n", pendulum.get_state()[0]);
}
