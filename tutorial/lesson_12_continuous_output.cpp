// SPDX-License-Identifier: MPL-2.0
// Lesson 12: the solution as a function of time, along a grid, and with something done after each step.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

int main(int argc, char **argv) {
    const auto [x, v] = brook::make_vars("x", "v");
    const brook::taylor_adaptive<double> start({brook::prime(x) = v, brook::prime(v) = -x}, {0., 1.}); // x = sin(t)

    // c_output = true keeps the polynomials of all steps. The result is a function of time, as precise as the steps.
    auto oscillator = start;
    auto result = oscillator.propagate_until(20., brook::kw::c_output = true);
    auto solution = result.continuous_output().value();
    double largest_error = 0;
    for (int i = 0; i <= 1000; ++i)
        largest_error = std::max(largest_error, std::abs(solution(i / 50.)[0] - std::sin(i / 50.)));
    std::printf("largest error below 1e-14: %s\n", largest_error < 1e-14 ? "yes" : "no");

    // Many times at once, in any order: [time][equation].
    const auto states = solution(std::vector<double>{3., 1., 2.});
    std::printf("x(3), x(1), x(2): %.6f %.6f %.6f\n", states[0], states[2], states[4]);

    // Where the times are known before, a grid needs no memory for the steps.
    oscillator = start;
    const auto along = oscillator.propagate_grid({0., 1., 2., 3.});
    std::printf("the same along a grid: %s\n", along.output()[6] == states[0] ? "yes" : "no");

    // A callback is called after each step. It may change state and parameters, and false ends the propagation.
    oscillator = start;
    int steps = 0;
    const auto stopped = oscillator.propagate_until(
        20., brook::kw::callback = [&](brook::taylor_adaptive<double> &ta) {
            ++steps;
            return ta.get_state()[0] >= 0;
        });
    std::printf("stopped by the callback: %s, after %s steps\n",
                stopped.outcome() == brook::taylor_outcome::cb_stop ? "yes" : "no",
                std::size_t(steps) == stopped.n_steps() ? "all the" : "other");
    std::printf("x is negative for the first time: %s\n", oscillator.get_state()[0] < 0 ? "yes" : "no");

    if (argc > 1) { // the name of a picture
        const auto x_at = [&](double t) { return solution(t)[0]; };
        const auto error = [&](double t) { return 1e16 * (x_at(t) - std::sin(t)); };
        std::vector<picture::point> ends;
        for (const double t : solution.get_times())
            ends.push_back({t, x_at(t)});

        picture::panel polynomials{"The polynomials of all steps", "t", "x"};
        polynomials.curves = {{"solution", picture::style::line, picture::points_of(x_at, 0, 20)},
                              {"ends of steps", picture::style::points, ends}};
        picture::panel distance{"Distance from the sine", "t", "x - sin t, in 10^{-16}"};
        distance.curves = {{"", picture::style::line, picture::points_of(error, 0, 20)}};
        picture::draw(argv[1], {polynomials, distance});
    }
}
