// SPDX-License-Identifier: MPL-2.0
// Lesson 22: what a trajectory depends on. Variational equations give its derivatives by initial values, parameters and
// the initial time, of any order, beside the trajectory itself.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <string>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

using namespace brook;

// A comet on an ellipse around the Sun; the pull of the Sun is a parameter.
std::vector<std::pair<expression, expression>> comet() {
    const auto [x, y, u, v] = make_vars("x", "y", "u", "v");
    const auto pull = -par[0] * pow(x * x + y * y, -1.5);
    return {prime(x) = u, prime(y) = v, prime(u) = pull * x, prime(v) = pull * y};
}

int main(int argc, char **argv) {
    const auto [u, v] = make_vars("u", "v");
    const std::vector<double> start{1., 0., 0., 1.2};
    const double end = 10.;

    // First derivatives by the initial velocity and the parameter. They are state variables behind the others.
    taylor_adaptive<double> ta(var_ode_sys(comet(), {u, v, par[0]}), start, kw::pars = {1.});
    ta.propagate_until(end);
    const auto x_by = ta.get_vslice(0, 1).first; // where those of x begin
    std::printf("%u equations; x = %.3f\n", unsigned(ta.get_dim()), ta.get_state()[0]);
    std::printf("dx/du = %.2f, dx/dv = %.2f, dx/dpull = %.2f\n", ta.get_state()[x_by], ta.get_state()[x_by + 1],
                ta.get_state()[x_by + 2]);

    // The velocity was not measured well: it may be anywhere on a small circle. Derivatives of higher order tell where
    // all of these comets are, without propagating them: a Taylor map is a polynomial in the displacements.
    const taylor_adaptive<double> plain(comet(), start, kw::pars = {1.});
    const double radius = 0.02;
    const auto on_circle = [&](int k) {
        const double angle = 2 * std::numbers::pi * k / 60;
        return std::vector{radius * std::cos(angle), radius * std::sin(angle)};
    };
    std::vector<picture::point> truth;
    for (int k = 0; k <= 60; ++k) {
        auto other = plain;
        const auto d = on_circle(k);
        other.get_state_data()[2] += d[0];
        other.get_state_data()[3] += d[1];
        other.propagate_until(end);
        truth.push_back({other.get_state()[0], other.get_state()[1]});
    }
    std::vector<picture::series> maps;
    for (const unsigned order : {1u, 2u, 5u}) {
        taylor_adaptive<double> varied(var_ode_sys(comet(), {u, v}, order), start, kw::pars = {1.});
        varied.propagate_until(end);
        maps.push_back({"order " + std::to_string(order), picture::style::line, {}});
        double worst = 0;
        for (int k = 0; k <= 60; ++k) {
            const auto &told = varied.eval_taylor_map(on_circle(k));
            maps.back().points.push_back({told[0], told[1]});
            worst = std::max(worst, std::hypot(told[0] - truth[std::size_t(k)].x, told[1] - truth[std::size_t(k)].y));
        }
        std::printf("a map of order %u is wrong by up to %.4f\n", order, worst);
    }

    if (argc > 1) { // the name of a picture
        picture::panel orbit{"A comet, and where it may be", "x", "y"};
        auto path = plain;
        std::vector<double> times;
        for (int k = 0; k <= 300; ++k)
            times.push_back(end * k / 300);
        const auto rows = path.propagate_grid(times).output();
        orbit.curves = {{"", picture::style::line, {}}, {"after 10 units of time", picture::style::points, truth}};
        for (std::size_t k = 0; k < times.size(); ++k)
            orbit.curves[0].points.push_back({rows[4 * k], rows[4 * k + 1]});
        orbit.curves.push_back({"the Sun", picture::style::points, {{0, 0}}});
        orbit.commands = "set size ratio -1";
        picture::panel close{"Maps of a circle of velocities", "x", "y"};
        close.curves = {{"propagated", picture::style::points, truth}};
        close.curves.insert(close.curves.end(), maps.begin(), maps.end());
        picture::draw(argv[1], {orbit, close});
    }
}
