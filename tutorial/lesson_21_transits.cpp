// SPDX-License-Identifier: MPL-2.0
// Lesson 21: when planets pass before their star. They pull at each other, so that transits come early and late: E.
// Agol et al., Monthly Notices of the RAS 359 (2005).
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <numbers>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

using namespace brook;

// A star and two planets in a plane, whose masses are parameters, in astronomical units, days, and masses of the Sun.
const std::vector x{"x0"_var, "x1"_var, "x2"_var}, y{"y0"_var, "y1"_var, "y2"_var};
const std::vector u{"u0"_var, "u1"_var, "u2"_var}, v{"v0"_var, "v1"_var, "v2"_var};
const double gravity = std::pow(0.01720209895, 2); // of Gauss

std::vector<std::pair<expression, expression>> three_bodies() {
    std::vector<std::pair<expression, expression>> equations;
    for (std::uint32_t i = 0; i < 3; ++i) {
        std::vector<expression> ax, ay;
        for (std::uint32_t j = 0; j < 3; ++j)
            if (j != i) {
                const auto dx = x[j] - x[i], dy = y[j] - y[i];
                const auto pull = gravity * par[j] * pow(dx * dx + dy * dy, -1.5);
                ax.push_back(dx * pull);
                ay.push_back(dy * pull);
            }
        for (const auto &equation :
             {prime(x[i]) = u[i], prime(y[i]) = v[i], prime(u[i]) = sum(ax), prime(v[i]) = sum(ay)})
            equations.push_back(equation);
    }
    return equations;
}

// By how many minutes times in days deviate from the straight line through them (least squares).
std::vector<double> minutes_off(std::vector<double> times) {
    const double n = double(times.size());
    double mean = 0, slope = 0;
    for (std::size_t k = 0; k < times.size(); ++k) {
        mean += times[k] / n;
        slope += times[k] * (double(k) - (n - 1) / 2) * 12 / (n * (n * n - 1));
    }
    for (std::size_t k = 0; k < times.size(); ++k)
        times[k] = 24 * 60 * (times[k] - mean - slope * (double(k) - (n - 1) / 2));
    return times;
}

int main(int argc, char **argv) {
    // Circles with periods of 10 and 20.4 days, near the resonance 2:1. The planets begin on both sides of the star,
    // as it is seen from the direction of x.
    std::vector<double> state(12);
    for (const std::size_t i : {1, 2}) {
        const double rate = (i == 1 ? 1 : -1) * 2 * std::numbers::pi / (i == 1 ? 10. : 20.4);
        const double distance = std::cbrt(gravity / (rate * rate));
        state[4 * i + 1] = i == 1 ? -distance : distance;
        state[4 * i + 2] = rate * distance;
    }

    // A planet crosses the line of sight before the star where y grows, and behind it where y falls.
    callback::event_recorder<double> transits[2];
    std::vector<nt_event<double>> events;
    for (const std::size_t i : {1, 2})
        events.emplace_back(event_functions::plane_crossing({x[i] - x[0], y[i] - y[0]}, {0_dbl, 1_dbl}),
                            transits[i - 1], kw::direction = event_direction::positive);
    const taylor_adaptive<double> start(three_bodies(), state, kw::nt_events = events);
    const auto observe = [&](double inner_mass, double outer_mass) {
        for (auto &of_planet : transits)
            of_planet.clear();
        auto system = start;
        std::ranges::copy(std::vector{1., inner_mass, outer_mass}, system.get_pars_data());
        system.propagate_until(1500.);
        return std::vector{minutes_off(transits[0].times()), minutes_off(transits[1].times())};
    };

    // Planets without mass do not feel each other.
    const auto alone = observe(0., 0.);
    std::printf("%zu and %zu transits, equally spaced to a millisecond: %s\n", alone[0].size(), alone[1].size(),
                std::ranges::max(alone[0]) < 1e-3 / 60 && std::ranges::max(alone[1]) < 1e-3 / 60 ? "yes" : "no");
    // With ten and twenty times the mass of the Earth they are early and late in turn, with a period in which the place
    // of their conjunctions goes round: 1 / |2 / 20.4 - 1 / 10| = 510 days.
    const auto together = observe(3e-5, 6e-5);
    std::printf("late by up to %.1f and %.1f minutes\n", std::ranges::max(together[0]), std::ranges::max(together[1]));

    if (argc > 1) { // the name of a picture
        picture::panel panel{"Transits of two planets that pull at each other", "day", "observed - linear (minutes)"};
        panel.curves = {{"inner planet", picture::style::points, {}}, {"outer planet", picture::style::points, {}}};
        for (std::size_t i = 0; i < 2; ++i)
            for (std::size_t k = 0; k < together[i].size(); ++k)
                panel.curves[i].points.push_back({transits[i].times()[k], together[i][k]});
        picture::draw(argv[1], {panel});
    }
}
