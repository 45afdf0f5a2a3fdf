// SPDX-License-Identifier: MPL-2.0
// Lesson 27: derivatives of solutions. Halo orbits, in the restricted three-body problem, are found by Newton's method,
// and their monodromy matrix tells whether they are stable: K. C. Howell, Celestial Mechanics 32 (1984).
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

using namespace brook;

// Two bodies of masses 0.96 and 0.04 stand still at x = 0.04 and x = -0.96, in the frame that rotates with them. A halo
// orbit goes around a point between them, and is symmetric to the plane y = 0: it crosses that at a right angle, twice.
// So it is enough to follow one half.
struct halo {
    double x, z, py, half_period; // where it begins; y, px and pz are 0 there
};

// The solution of three linear equations, by Cramer's rule.
std::array<double, 3> solve(const std::array<std::array<double, 3>, 3> &columns, const std::array<double, 3> &right) {
    const auto determinant = [](const auto &a, const auto &b, const auto &c) {
        return a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0]) +
               a[2] * (b[0] * c[1] - b[1] * c[0]);
    };
    const auto &[a, b, c] = columns;
    const double all = determinant(a, b, c);
    return {determinant(right, b, c) / all, determinant(a, right, c) / all, determinant(a, b, right) / all};
}

// Changes x, py and the time until y, px and pz are 0 at the end of the half.
halo corrected(halo orbit) {
    // The derivatives of all variables with respect to three arguments, two of them initial values. By the initial time
    // it is minus the velocity at the begin, which the integrator sees to.
    const var_ode_sys sys(model::cr3bp(kw::mu = 0.04), {"x"_var, "py"_var, brook::time});
    for (int newton = 0; newton < 20; ++newton) {
        taylor_adaptive<double> half(sys, std::vector{orbit.x, 0., orbit.z, 0., orbit.py, 0.});
        half.propagate_until(orbit.half_period);
        std::array<std::array<double, 3>, 3> columns{};
        std::array<double, 3> miss{};
        for (std::size_t row = 0; row < 3; ++row) {
            const std::uint32_t variable = std::array{1u, 3u, 5u}[row]; // y, px, pz
            miss[row] = half.get_state()[variable];
            for (std::size_t column = 0; column < 3; ++column)
                columns[column][row] = half.get_state()[half.get_vslice(variable, 1).first + column];
        }
        const auto change = solve(columns, miss);
        orbit.x -= change[0];
        orbit.py -= change[1];
        orbit.half_period += change[2]; // to begin later is to end earlier
        if (std::abs(change[0]) + std::abs(change[1]) + std::abs(change[2]) < 1e-12)
            break;
    }
    return orbit;
}

// The six eigenvalues of the monodromy matrix M, the Floquet multipliers, are 1, 1, a, 1/a, b and 1/b, because the flow
// is symplectic and has an integral. (a + 1/a)/2 and (b + 1/b)/2 follow from the traces of M and M^2; the orbit is
// stable, to first order, if both are between -1 and 1.
std::pair<double, double> stability(const halo &orbit) {
    const var_ode_sys sys(model::cr3bp(kw::mu = 0.04), var_args::vars);
    taylor_adaptive<double> ta(sys, std::vector{orbit.x, 0., orbit.z, 0., orbit.py, 0.});
    ta.propagate_until(2 * orbit.half_period);
    const auto m = [&](std::uint32_t i, std::uint32_t j) { return ta.get_state()[ta.get_vslice(i, 1).first + j]; };
    double trace = 0, of_square = 0;
    for (std::uint32_t i = 0; i < 6; ++i) {
        trace += m(i, i);
        for (std::uint32_t j = 0; j < 6; ++j)
            of_square += m(i, j) * m(j, i);
    }
    const double mean = (trace - 2) / 4, root = std::sqrt((of_square + 2) / 8 - mean * mean);
    return {mean + root, mean - root};
}

// Along the whole orbit, as points of the plane (y, z).
std::vector<picture::point> path(const halo &orbit) {
    taylor_adaptive<double> ta(model::cr3bp(kw::mu = 0.04), std::vector{orbit.x, 0., orbit.z, 0., orbit.py, 0.});
    std::vector<double> times;
    for (int i = 0; i <= 200; ++i)
        times.push_back(2 * orbit.half_period * i / 200);
    const auto states = ta.propagate_grid(times).output();
    std::vector<picture::point> points;
    for (std::size_t i = 0; i < states.size(); i += 6)
        points.push_back({states[i + 1], states[i + 2]});
    return points;
}

int main(int argc, char **argv) {
    // Howell's first orbit, to three digits. Each next one begins a bit higher; the two before tell where about.
    halo orbit = corrected({-0.723, 0.04, -0.921, 1.3}), before = orbit;
    const halo least_stable = orbit;
    std::vector<picture::series> paths;
    std::vector<picture::point> first, second;
    std::printf("%6s %9s %9s %11s %11s\n", "z", "x", "period", "(a+1/a)/2", "(b+1/b)/2");
    for (int i = 16; i <= 124; ++i) {
        const halo guess{2 * orbit.x - before.x, i / 400., 2 * orbit.py - before.py,
                         2 * orbit.half_period - before.half_period};
        before = std::exchange(orbit, corrected(guess));
        const auto [a, b] = stability(orbit);
        first.push_back({orbit.z, a});
        second.push_back({orbit.z, b});
        if (i % 25 == 16) { // the last one of these is stable
            std::printf("%6.4f %9.5f %9.5f %11.4f %11.4f\n", orbit.z, orbit.x, 2 * orbit.half_period, a, b);
            paths.push_back({"", picture::style::line, path(orbit)});
        }
    }

    // From the least stable one, a displacement of 1e-9 grows by a in each turn. The map of one turn, composed with
    // itself, is that of two.
    orbit = least_stable;
    taylor_adaptive<double> turn(var_ode_sys(model::cr3bp(kw::mu = 0.04), var_args::vars),
                                 std::vector{orbit.x, 0., orbit.z, 0., orbit.py, 0.});
    turn.propagate_until(2 * orbit.half_period);
    const taylor_map once(turn);
    const auto twice = compose(once, once);
    const auto away = [&](const taylor_map<double> &map) {
        return map({1e-9, 0., 0., 0., 0., 0.})[0] - map({0., 0., 0., 0., 0., 0.})[0];
    };
    std::printf("the second turn takes a displacement %.0f times as far away as the first one\n",
                away(twice) / away(once));

    if (argc > 1) { // the name of a picture
        picture::panel orbits{"Halo orbits, seen from the smaller body", "y", "z", paths},
            stable{"Stable where both are between the bands", "z at the begin", ""};
        stable.commands = "set yrange [-3:6]\nset xrange [0.04:0.31]";
        stable.curves = {{"", picture::style::band, {{.04, 1.}, {.31, 1.}}},
                         {"", picture::style::band, {{.04, -1.}, {.31, -1.}}},
                         {"(a + 1/a)/2", picture::style::line, first},
                         {"(b + 1/b)/2", picture::style::line, second}};
        picture::draw(argv[1], {orbits, stable});
    }
}
