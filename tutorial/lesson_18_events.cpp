// SPDX-License-Identifier: MPL-2.0
// Lesson 18: events. Where a function of the state is zero something happens: it is told, or the integration stops.
// Such zeros are also what a Poincare section is made of: here that of M. Henon and C. Heiles, Astronomical Journal 69
// (1964).
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

int main(int argc, char **argv) {
    using namespace brook;
    // A star in a galaxy, with the energy (px^2 + py^2 + x^2 + y^2) / 2 + x^2 y - y^3 / 3.
    const auto [x, y, px, py] = make_vars("x", "y", "px", "py");
    const std::vector equations{prime(x) = px, prime(y) = py, prime(px) = -x - 2. * x * y,
                                prime(py) = y * y - y - x * x};
    const auto energy = [](const double *s) {
        return (s[2] * s[2] + s[3] * s[3] + s[0] * s[0] + s[1] * s[1]) / 2 + s[0] * s[0] * s[1] -
               s[1] * s[1] * s[1] / 3;
    };
    // On the section x = 0, where px follows from the energy.
    const auto on_section = [](double energy, double y, double py) {
        return std::vector{0., y, std::sqrt(2 * energy - py * py - y * y + 2 * y * y * y / 3), py};
    };
    const auto start = on_section(1. / 12, 0.1, 0.05);

    // A non-terminal event calls a function for each zero, also at the begin, and changes nothing. Its direction tells
    // whether x grew.
    int up = 0, down = 0;
    const nt_event<double> crossing(x, [&](auto &, double, int direction) { ++(direction > 0 ? up : down); });
    taylor_adaptive<double> told(equations, start, kw::nt_events = {crossing});
    told.propagate_until(100.);
    std::printf("x was 0 %d times while it grew, and %d times while it fell\n", up, down);

    // A terminal event ends the step at the zero, and without a callback the propagation, too. Here y is largest.
    taylor_adaptive<double> stops(equations, start,
                                  kw::t_events = {t_event<double>(py, kw::direction = event_direction::negative)});
    const auto stopped = stops.propagate_until(100.);
    std::printf("%s: py is %.6f, y is %.6f\n", fmt::format("{}", stopped.outcome()).c_str(),
                std::abs(stops.get_state()[3]), stops.get_state()[1]);

    // A recorder is a callback that keeps times and states.
    callback::event_recorder<double> recorder;
    taylor_adaptive<double> recorded(
        equations, start, kw::nt_events = {nt_event<double>(x, recorder, kw::direction = event_direction::positive)});
    recorded.propagate_until(100.);
    std::printf("%zu crossings were recorded, the second at (y, py) = (%.6f, %.6f)\n", recorder.n_events(),
                recorder.states()[5], recorder.states()[7]);

    // A Poincare map goes from one crossing to the next. A begin on the section does not count.
    const poincare_map<double> map(equations, x);
    const auto [state, time, outcome] = map(start);
    std::printf("the map needs the time %.6f, and gives (y, py) = (%.6f, %.6f)\n", time, state[1], state[3]);
    const auto orbit = map.iterate(start, 100);
    double off_section = 0, off_energy = 0;
    for (std::size_t i = 0; i < orbit.states.size(); i += 4) {
        off_section = std::max(off_section, std::abs(orbit.states[i]));
        off_energy = std::max(off_energy, std::abs(energy(&orbit.states[i]) - 1. / 12));
    }
    std::printf("100 crossings with errors of x and the energy below 1e-14: %s\n",
                off_section < 1e-14 && off_energy < 1e-14 ? "yes" : "no");

    // Two stars that begin 1e-9 apart, at the energies 1/12 and 1/8: order, and chaos.
    for (const double h : {1. / 12, 1. / 8}) {
        const auto a = map.iterate(on_section(h, -0.15, 0.), 100),
                   b = map.iterate(on_section(h, -0.15 + 1e-9, 0.), 100);
        std::printf("energy 1/%.0f: after 100 crossings they are %s\n", 1 / h,
                    std::abs(a.states[397] - b.states[397]) < 1e-5 ? "side by side" : "far apart");
    }

    if (argc > 1) { // the name of a picture
        // Orbits from these points (y, py) of the section.
        using picture::point;
        const auto section = [&](double h, const char *title, const std::vector<point> &starts, std::size_t n) {
            picture::panel panel{
                title, "y", "p_y", {}, "set bmargin 3.4; set xtics 0.2; set offsets graph 0.03, graph 0.03"};
            for (const auto &from : starts) {
                const auto states = map.iterate(on_section(h, from.x, from.y), n).states;
                picture::series orbit{"", picture::style::dots, {}};
                for (std::size_t i = 0; i < states.size(); i += 4)
                    orbit.points.push_back({states[i + 1], states[i + 3]});
                panel.curves.push_back(orbit);
            }
            return panel;
        };
        const std::vector<point> order{{-.36, 0}, {-.2, 0}, {-.06, 0}, {0, 0},  {.1, 0},
                                       {.2, 0},   {.4, 0},  {0, .15},  {0, .3}, {0, -.15}};
        const std::vector<point> islands{{.1, 0}, {.2, 0},  {.5, 0},  {-.35, 0}, {0, .2},
                                         {0, .3}, {0, -.2}, {0, -.3}, {.2, .1},  {-.3, .2}};
        auto chaos = section(1. / 8, "Energy 1/8: islands in a sea", islands, 60);
        chaos.curves.push_back(section(1. / 8, "", {{-.15, 0}}, 300).curves[0]);
        picture::draw(argv[1], {section(1. / 12, "Energy 1/12: curves", order, 80), chaos});
    }
}
