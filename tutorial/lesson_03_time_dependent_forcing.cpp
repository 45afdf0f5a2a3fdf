// SPDX-License-Identifier: MPL-2.0
// Lesson 3: equations may contain the time itself, as brook::time.
//
// An oscillator with friction is pushed periodically. Whatever its initial state, friction makes it forget that, and
// what remains is an oscillation with the frequency of the force, whose amplitude is known.
#include <cmath>
#include <cstdio>

#include <brook/brook.hpp>

int main() {
    const auto [x, v] = brook::make_vars("x", "v");
    const double friction = 0.2, strength = 0.5, frequency = 1.5;

    // x'' = -x - friction x' + strength cos(frequency t)
    brook::taylor_adaptive<double> oscillator(
        {brook::prime(x) = v, brook::prime(v) = -x - friction * v + strength * cos(frequency * brook::time)}, {3., 0.});

    // Long enough for the initial state to be forgotten: exp(-0.1 * 400) is 4e-18.
    oscillator.propagate_until(400.);

    // The amplitude and the phase of what remains are those of strength / (1 - frequency^2 + i friction frequency).
    const double real = 1 - frequency * frequency, imaginary = friction * frequency;
    const double amplitude = strength / std::hypot(real, imaginary), phase = std::atan2(imaginary, real);
    for (int i = 0; i < 5; ++i) {
        const double expected = amplitude * std::cos(frequency * oscillator.get_time() - phase);
        std::printf("time %.1f   x %9.6f   expected %9.6f\n", oscillator.get_time(), oscillator.get_state()[0],
                    expected);
        oscillator.propagate_for(1.);
    }
}
