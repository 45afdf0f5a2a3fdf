// SPDX-License-Identifier: MPL-2.0
// Lesson 24: a Lagrangian of one's own. The equations of motion of a mechanical system follow from its kinetic and its
// potential energy, in whatever coordinates are convenient.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

using namespace brook;

int main(int argc, char **argv) {
    // A mass of 1 hangs on a spring whose length at rest is 1, and swings: r is its length, a its angle from the
    // vertical. The stiffness is a parameter. (A. Vitt and G. Gorelik, Zhurnal Tekhnicheskoi Fiziki 3 (1933).)
    const auto [r, a, vr, va] = make_vars("r", "a", "vr", "va");
    const auto T = 0.5 * (vr * vr + r * r * va * va);
    const auto V = 0.5 * par[0] * (r - 1.) * (r - 1.) - r * cos(a);
    const auto system = lagrangian(T - V, {r, a}, {vr, va});
    for (const auto &[variable, slope] : system)
        std::printf("%s\n", fmt::format("{}' = {}", variable, slope).c_str());

    // Bounces are twice as fast as swings where the stiffness is 3: then the energy goes to and fro between both.
    const double stiffness = 3, rest = 1 + 1 / stiffness;
    taylor_adaptive<double> ta(system, {rest + 0.2, 0.03, 0., 0.}, kw::pars = {stiffness});
    std::vector<double> times;
    for (int i = 0; i <= 3000; ++i)
        times.push_back(0.04 * i);
    const auto rows = ta.propagate_grid(times).output();

    // The energy T + V is conserved, whatever the coordinates.
    const cfunc<double> energy({T + V}, {r, a, vr, va});
    const auto energy_of = [&](std::size_t row) {
        std::vector<double> value(1);
        energy(value, std::vector(rows.begin() + std::ptrdiff_t(4 * row), rows.begin() + std::ptrdiff_t(4 * row + 4)),
               kw::pars = std::vector{stiffness});
        return value[0];
    };
    double drift = 0, widest = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        drift = std::max(drift, std::abs(energy_of(i) - energy_of(0)));
        widest = std::max(widest, std::abs(rows[4 * i + 1]));
    }
    std::printf("the energy is conserved to 1e-13: %s\n", drift < 1e-13 ? "yes" : "no");
    std::printf("an angle of 0.03 becomes one of %.2f\n", widest);

    // Friction is a dissipation function: D = c v^2 / 2, with the velocity of the mass.
    auto slow = taylor_adaptive<double>(lagrangian(T - V, {r, a}, {vr, va}, par[1] * T), {rest + 0.2, 0.03, 0., 0.},
                                        kw::pars = {stiffness, 0.05});
    slow.propagate_until(400.);
    std::printf("with friction it ends at r = %.4f, a = %.4f\n", slow.get_state()[0], std::abs(slow.get_state()[1]));

    if (argc > 1) { // the name of a picture
        picture::panel path{"A mass that swings on a spring", "x", "y"};
        path.curves = {{"", picture::style::line, {}}};
        path.commands = "set size ratio -1";
        picture::panel exchange{"Bouncing becomes swinging, and the other way round", "time", ""};
        exchange.curves = {{"length", picture::style::line, {}}, {"angle", picture::style::line, {}}};
        for (std::size_t i = 0; i < times.size(); ++i) {
            const double length = rows[4 * i], angle = rows[4 * i + 1];
            if (times[i] > 16 && times[i] < 40)
                path.curves[0].points.push_back({length * std::sin(angle), -length * std::cos(angle)});
            exchange.curves[0].points.push_back({times[i], length});
            exchange.curves[1].points.push_back({times[i], angle});
        }
        picture::draw(argv[1], {path, exchange});
    }
}
