// SPDX-License-Identifier: MPL-2.0
// Lesson 1: write down a system of differential equations, and integrate it.
// [readme]
#include <cstdio>

#include <brook/brook.hpp>

int main() {
    // Two variables: the angle of a pendulum, and its velocity.
    const auto [angle, velocity] = brook::make_vars("angle", "velocity");

    // prime(x) = ... is the equation dx/dt = ... This pendulum is one metre long.
    brook::taylor_adaptive<double> pendulum(
        {brook::prime(angle) = velocity, brook::prime(velocity) = -9.81 * sin(angle)},
        {0.05, 0.025}); // the state at time 0, in the order of the equations

    // Integrates until time 10. The size of each step is chosen such that the error stays near the precision of double.
    pendulum.propagate_until(10.);

    std::printf("time      %.6f\n", pendulum.get_time());
    std::printf("angle     %.6f\n", pendulum.get_state()[0]);
    std::printf("velocity  %.6f\n", pendulum.get_state()[1]);

    // The same way back.
    pendulum.propagate_for(-10.);
    std::printf("back at   %.6f, %.6f\n", pendulum.get_state()[0], pendulum.get_state()[1]);
}
// [readme]
