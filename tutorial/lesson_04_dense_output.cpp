// SPDX-License-Identifier: MPL-2.0
// Lesson 4: the solution between two steps.
//
// A step computes the Taylor polynomial of every variable, and evaluates it at the end of the step. The polynomials are
// as precise at any time within the step, and evaluating them costs little: so steps stay long, however many values
// are wanted.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include <brook/brook.hpp>

int main() {
    const auto [x, v] = brook::make_vars("x", "v");
    brook::taylor_adaptive<double> oscillator({brook::prime(x) = v, brook::prime(v) = -x}, {0., 1.}); // x = sin(t)

    const double interval = 0.05; // between two values
    int steps = 0, values = 0;
    double largest_error = 0;
    while (oscillator.get_time() < 20.) {
        // write_tc = true: the step keeps its polynomials.
        const auto [outcome, h] = oscillator.step(true);
        if (outcome != brook::taylor_outcome::success)
            return 1;
        ++steps;
        // Values at all multiples of the interval up to the end of the step.
        for (; values * interval <= oscillator.get_time(); ++values) {
            const double t = values * interval;
            largest_error = std::max(largest_error, std::abs(oscillator.update_d_output(t)[0] - std::sin(t)));
        }
    }
    std::printf("more than ten values for each step: %s\n", values > 10 * steps ? "yes" : "no");
    std::printf("largest error below 1e-14: %s\n", largest_error < 1e-14 ? "yes" : "no");

    // The polynomials themselves: normalised derivatives x^(k) / k! at the beginning of the last step.
    const auto order = oscillator.get_order();
    const double *c = oscillator.get_tc().data(); // x first: orders 0 to `order`, then v
    std::printf("order %u; x'' / 2! = %.6f, and -x / 2 = %.6f\n", order, c[2], -c[0] / 2);

    // An offset from the current time: `true` as second argument.
    const double now = oscillator.update_d_output(0., true)[0];
    std::printf("at the end of the step the polynomial gives the state: %s\n",
                std::abs(now - oscillator.get_state()[0]) < 1e-15 ? "yes" : "no");
}
