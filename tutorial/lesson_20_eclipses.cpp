// SPDX-License-Identifier: MPL-2.0
// Lesson 20: when a satellite is in the shadow of the Earth. The shadow is a function of the position whose zeros are
// entry and exit, however short an eclipse is.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <numbers>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

int main(int argc, char **argv) {
    using namespace brook;
    // A circular orbit of 400 km height, in km and s, in the plane of the equator.
    const double mu = 398600.4418, radius = 6378.1363, r = radius + 400, turn = std::numbers::pi / 180;
    const auto [x, y, z, u, v, w] = make_vars("x", "y", "z", "u", "v", "w");
    const auto pull = -mu * pow(x * x + y * y + z * z, -1.5);
    const std::vector equations{prime(x) = u,        prime(y) = v,        prime(z) = w,
                                prime(u) = x * pull, prime(v) = y * pull, prime(w) = z * pull};
    const double speed = std::sqrt(mu / r), rate = speed / r;
    const std::vector start{r, 0., 0., 0., speed, 0.};

    // The Sun stands at the angle beta above the plane of the orbit, given as the parameter 0. The shadow function is
    // negative in the shadow, and the recorder keeps the zeros: entries have the direction -1, exits 1.
    const std::vector to_the_sun{cos(par[0]), 0_dbl, sin(par[0])};
    callback::event_recorder<double> record;
    const nt_event<double> edge(event_functions::shadow({x, y, z}, to_the_sun, radius), record);
    const taylor_adaptive<double> satellite(equations, start, kw::nt_events = {edge});

    // Half of the angle in the shadow, of a circle: cos(half) = sqrt(1 - (radius / r)^2) / cos(beta).
    const auto duration = [&](double beta) {
        return 2 * std::acos(std::min(1., std::sqrt(1 - radius * radius / (r * r)) / std::cos(beta))) / rate;
    };
    // A day has 15 turns and a half. The last angle leaves an eclipse of one second in each.
    const double grazing = std::acos(std::sqrt(1 - radius * radius / (r * r)) / std::cos(0.5 * rate));
    for (const double beta : {0., 30 * turn, 60 * turn, grazing, 75 * turn}) {
        record.clear();
        auto day = satellite;
        day.get_pars_data()[0] = beta;
        const auto result = day.propagate_until(86400.);
        const auto &times = record.times();
        double error = 0;
        for (std::size_t i = 0; i + 1 < times.size(); i += 2)
            error = std::max(error, std::abs(times[i + 1] - times[i] - duration(beta)));
        std::printf(
            "Sun at %4.1f degrees: %zu eclipses of %.3f s, right to 1e-6 s: %s; steps longer than 3 minutes: %s\n",
            beta / turn, times.size() / 2, times.empty() ? 0. : times[1] - times[0], error < 1e-6 ? "yes" : "no",
            result.min_h() > 180 ? "yes" : "no");
    }

    // Through a year, from an inclined orbit: the direction to the Sun may be a function of time.
    const auto angle = 2 * std::numbers::pi / (365.25 * 86400) * brook::time;
    const double obliquity = 23.44 * turn, inclination = 51.6 * turn;
    callback::event_recorder<double> year;
    taylor_adaptive<double> inclined(
        equations, {r, 0., 0., 0., speed * std::cos(inclination), -speed * std::sin(inclination)},
        kw::nt_events = {nt_event<double>(
            event_functions::shadow(
                {x, y, z}, {cos(angle), sin(angle) * std::cos(obliquity), sin(angle) * std::sin(obliquity)}, radius),
            year)});
    inclined.propagate_until(365.25 * 86400);
    double longest = 0;
    for (std::size_t i = 0; i + 1 < year.n_events(); i += 2)
        longest = std::max(longest, year.times()[i + 1] - year.times()[i]);
    std::printf("in a year %zu eclipses, the longest of %.1f minutes\n", year.n_events() / 2, longest / 60);

    if (argc > 1) { // the name of a picture
        // The shadow function over two turns, with the Sun in the plane.
        record.clear();
        auto turns = satellite;
        const double end = 4 * std::numbers::pi / rate;
        auto solution = turns.propagate_until(end, kw::c_output = true).continuous_output().value();
        const auto function = [&](double t) {
            const auto &s = solution(t);
            return s[0] + std::sqrt(s[0] * s[0] + s[1] * s[1] + s[2] * s[2] - radius * radius);
        };
        picture::panel shadow{"Negative in the shadow", "minutes", "r . s + √(r . r - R^2) (km)"};
        shadow.curves = {{"shadow function", picture::style::line, {}}, {"entry and exit", picture::style::points, {}}};
        for (int i = 0; i <= 300; ++i)
            shadow.curves[0].points.push_back({end / 60 * i / 300, function(end * i / 300)});
        for (const double t : record.times())
            shadow.curves[1].points.push_back({t / 60, 0.});

        // The angle of the Sun above the plane, whose normal is (0, sin, cos) of the inclination.
        const auto minutes = [&](double day) {
            const double a = 2 * std::numbers::pi * day / 365.25;
            const double sine = std::sin(a) * std::sin(obliquity + inclination);
            return duration(std::asin(sine)) / 60;
        };
        picture::panel eclipses{"Eclipses of a year, 51.6° inclined", "day", "duration (minutes)"};
        eclipses.curves = {{"of a circle", picture::style::band, picture::points_of(minutes, 0, 365.25)},
                           {"found", picture::style::dots, {}}};
        for (std::size_t i = 0; i + 1 < year.n_events(); i += 2)
            eclipses.curves[1].points.push_back(
                {year.times()[i] / 86400, (year.times()[i + 1] - year.times()[i]) / 60});
        picture::draw(argv[1], {shadow, eclipses});
    }
}
