// SPDX-License-Identifier: MPL-2.0
// Lesson 15: many propagations at once, in threads. (Over the processes of MPI: brook/mpi/ensemble.hpp, whose functions
// have the same names in the namespace brook::mpi, and a communicator in front.)
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

// How long each of many pendulums takes to swing: the period grows with the amplitude.
int main(int argc, char **argv) {
    namespace kw = brook::kw;
    using integrator = brook::taylor_adaptive<double>;
    const auto [x, v] = brook::make_vars("x", "v");
    const integrator pendulum({brook::prime(x) = v, brook::prime(v) = -brook::sin(x)}, {0., 0.});

    // Member i begins at its own angle. The code is compiled once, above; members share it, and nothing else.
    const std::size_t n = 30;
    const auto angle = [](std::size_t i) { return 0.1 * double(i + 1); };
    const auto begin = [&](integrator &member, std::size_t i) { member.get_state_data()[0] = angle(i); };

    // Each propagation ends when its pendulum has come back: the callback of each member is a copy.
    const auto swings_back = [half = false](integrator &ta) mutable {
        const double speed = ta.get_state()[1];
        if (!half && speed > 0)
            half = true;
        return !(half && speed < 0);
    };
    const auto results =
        brook::ensemble_propagate_until(pendulum, 1000., n, begin, kw::callback = swings_back, kw::max_delta_t = 0.01);

    // The period by the arithmetic-geometric mean: 2 pi / agm(1, cos(angle / 2)).
    const auto exact_period = [](double amplitude) {
        double a = 1, g = std::cos(amplitude / 2);
        for (int k = 0; k < 6; ++k) {
            const double mean = (a + g) / 2;
            g = std::sqrt(a * g);
            a = mean;
        }
        return 2 * std::acos(-1.) / a;
    };
    bool right = true;
    for (std::size_t i = 0; i < n; ++i)
        right = right && std::abs(results[i].integrator().get_time() - exact_period(angle(i))) < 0.02;
    std::printf("all periods are right to the size of a step: %s\n", right ? "yes" : "no");

    // How they ended, and one that was not asked to end well: x' = x^2 blows up at t = 1/x(0).
    std::printf("ended by the callback: %zu\n", brook::ensemble_outcomes(results)[brook::taylor_outcome::cb_stop]);
    const integrator blow_up({brook::prime(x) = x * x}, {0.});
    const auto mixed = brook::ensemble_propagate_until(
        blow_up, 1.5, 4, [](integrator &member, std::size_t i) { member.get_state_data()[0] = 0.25 * double(i); });
    for (const auto &[outcome, count] : brook::ensemble_outcomes(mixed))
        std::printf("%s: %zu\n", fmt::format("{}", outcome).c_str(), count);
    std::printf("the last one was lost near t = %.2f\n", mixed[3].integrator().get_time());

    // Along a grid: [point][equation] of each member.
    const auto rows = brook::ensemble_propagate_grid(pendulum, {0., 1., 2.}, n, begin);
    const double largest = std::max_element(rows.begin(), rows.end(), [](const auto &a, const auto &b) {
                               return a.output()[2] < b.output()[2];
                           })->output()[2];
    std::printf("the largest angle at t = 1: %.6f\n", largest);

    if (argc > 1) { // the name of a picture
        std::vector<picture::point> periods;
        for (std::size_t i = 0; i < n; ++i)
            periods.push_back({angle(i), results[i].integrator().get_time()});

        picture::panel panel{"The further a pendulum swings, the longer it takes", "amplitude (radians)", "period"};
        panel.curves = {
            {"2π / agm(1, cos(amplitude / 2))", picture::style::band, picture::points_of(exact_period, 0, 3.05)},
            {"members of the ensemble", picture::style::points, periods}};
        picture::draw(argv[1], {panel});
    }
}
