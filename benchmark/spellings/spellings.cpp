// SPDX-License-Identifier: MPL-2.0
// The same equations as different users write them: the slowest spelling of a system must not take more than 1.1 times
// the time of the fastest.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <vector>

#include "benchmark/support/mascons.hpp"
#include "benchmark/support/outer_solar_system.hpp"
#include "benchmark/support/restricted_three_body.hpp"
#include "benchmark/support/timing.hpp"

namespace {

using brook::expression;
using problems::equations;
using problems::variable;
using vector = std::array<expression, 3>;
using integrator = brook::taylor_adaptive<double>;

struct system_of_spellings {
    const char *name;
    std::vector<double> state;
    std::vector<equations> spellings;
};

// ---- attraction: c d / |d|^3, as a function of c and of the vector d from the body to the attracting one ----

expression square(const vector &d) { return d[0] * d[0] + d[1] * d[1] + d[2] * d[2]; }

vector times(const std::function<expression(const expression &)> &f, const vector &d) {
    return {f(d[0]), f(d[1]), f(d[2])};
}

using force = vector (*)(double G, double m, const vector &d);

const std::array<force, 8> forces{[](double G, double m, const vector &d) {
                                      const auto w = pow(square(d), -1.5);
                                      return times([&](const auto &x) { return G * m * (x * w); }, d);
                                  },
                                  [](double G, double m, const vector &d) {
                                      const auto w = pow(square(d), -1.5);
                                      return times([&](const auto &x) { return G * m * w * x; }, d);
                                  },
                                  [](double G, double m, const vector &d) {
                                      const auto r2 = square(d);
                                      return times([&](const auto &x) { return G * (m * x) / (r2 * sqrt(r2)); }, d);
                                  },
                                  [](double G, double m, const vector &d) {
                                      const auto r2 = square(d);
                                      const auto w = 1. / (r2 * sqrt(r2));
                                      return times([&](const auto &x) { return w * G * x * m; }, d);
                                  },
                                  [](double G, double m, const vector &d) {
                                      const auto r = sqrt(square(d));
                                      return times([&](const auto &x) { return G * m * x / (r * r * r); }, d);
                                  },
                                  [](double G, double m, const vector &d) {
                                      const auto r = sqrt(square(d));
                                      return times([&](const auto &x) { return x / pow(r, 3.) * G * m; }, d);
                                  },
                                  [](double G, double m, const vector &d) {
                                      const auto r3 = pow(pow(d[0], 2.) + pow(d[1], 2.) + pow(d[2], 2.), 1.5);
                                      return times([&](const auto &x) { return -(G * m) * -x / r3; }, d);
                                  },
                                  [](double G, double m, const vector &d) {
                                      const auto inverse = 1. / sqrt(square(d));
                                      const auto w = G * m * inverse * inverse * inverse;
                                      return times([&](const auto &x) { return x * w; }, d);
                                  }};

// ---- n bodies ----

vector position(std::size_t i) { return {variable("x", i), variable("y", i), variable("z", i)}; }

vector difference(const vector &a, const vector &b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

// Each body by itself, so that differences appear with both signs, or pairs of bodies.
equations n_bodies(force f, bool in_pairs) {
    namespace oss = ::outer_solar_system;
    const auto n = std::size_t(oss::n_bodies);
    std::vector<std::array<std::vector<expression>, 3>> sums(n);
    const auto add = [&](std::size_t i, const vector &v, bool negative) {
        for (std::size_t c = 0; c < 3; ++c)
            sums[i][c].push_back(negative ? -v[c] : v[c]);
    };
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = in_pairs ? i + 1 : 0; j < n; ++j) {
            if (i == j)
                continue;
            const auto d = difference(position(j), position(i));
            add(i, f(oss::G, oss::masses[j], d), false);
            if (in_pairs)
                add(j, f(oss::G, oss::masses[i], d), true);
        }
    }
    equations out;
    const std::array<const char *, 3> names{"x", "y", "z"}, velocities{"vx", "vy", "vz"};
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t c = 0; c < 3; ++c)
            out.push_back(prime(variable(names[c], i)) = variable(velocities[c], i));
        for (std::size_t c = 0; c < 3; ++c)
            out.push_back(prime(variable(velocities[c], i)) = brook::sum(sums[i][c]));
    }
    return out;
}

system_of_spellings all_n_bodies() {
    system_of_spellings s{"six bodies", problems::outer_solar_system().state, {}};
    for (const bool in_pairs : {true, false})
        for (const auto f : forces)
            s.spellings.push_back(n_bodies(f, in_pairs));
    return s;
}

// ---- restricted three bodies ----

system_of_spellings all_restricted() {
    constexpr double mu = problems::moon_mass;
    const auto [x, y, z, px, py, pz] = brook::make_vars("x", "y", "z", "px", "py", "pz");
    const auto reference = problems::restricted_three_body();
    system_of_spellings s{"restricted three-body", reference.state, {reference.system}};
    const auto add = [&](const expression &fx, const expression &fy, const expression &fz) {
        s.spellings.push_back({prime(x) = px + y, prime(y) = py - x, prime(z) = pz, prime(px) = py + fx,
                               prime(py) = -px + fy, prime(pz) = fz});
    };
    for (const auto f : forces) {
        const auto earth = f(1., 1 - mu, {-mu - x, -y, -z}), moon = f(1., mu, {1 - mu - x, -y, -z});
        add(earth[0] + moon[0], earth[1] + moon[1], earth[2] + moon[2]);
    }
    const auto r1 = sqrt(pow(x + mu, 2.) + pow(y, 2.) + pow(z, 2.)),
               r2 = sqrt(pow(x - 1. + mu, 2.) + pow(y, 2.) + pow(z, 2.));
    add(-(1 - mu) * (x + mu) / pow(r1, 3.) - mu * (x - 1. + mu) / pow(r2, 3.),
        -y * ((1 - mu) / pow(r1, 3.) + mu / pow(r2, 3.)), -z * ((1 - mu) / pow(r1, 3.) + mu / pow(r2, 3.)));
    add(-(1 - mu) * (x + mu) / pow(r1, 3.) - mu * (x - (1 - mu)) / pow(r2, 3.),
        -(1 - mu) * y / pow(r1, 3.) - mu * y / pow(r2, 3.), -(1 - mu) * z / pow(r1, 3.) - mu * z / pow(r2, 3.));
    return s;
}

// ---- a double pendulum ----

system_of_spellings all_double_pendulums() {
    constexpr double m1 = 1.2, m2 = 0.7, l1 = 1.1, l2 = 0.9, g = 9.81;
    const auto [a, b, u, v] = brook::make_vars("a", "b", "u", "v");
    system_of_spellings s{"double pendulum", {0.5, 0.7, 0., 0.}, {}};
    const auto add = [&](const expression &du, const expression &dv) {
        s.spellings.push_back({prime(a) = u, prime(b) = v, prime(u) = du, prime(v) = dv});
    };
    {
        const auto d = a - b, below = l1 * (2 * m1 + m2 - m2 * cos(2. * a - 2. * b));
        add((-g * (2 * m1 + m2) * sin(a) - m2 * g * sin(a - 2. * b) -
             2. * sin(d) * m2 * (v * v * l2 + u * u * l1 * cos(d))) /
                below,
            2. * sin(d) * (u * u * l1 * (m1 + m2) + g * (m1 + m2) * cos(a) + v * v * l2 * m2 * cos(d)) /
                (l2 * (2 * m1 + m2 - m2 * cos(2. * a - 2. * b))));
    }
    {
        const auto below = 2 * m1 + m2 - m2 * cos(2. * a - 2. * b);
        add((-g * (2 * m1 + m2) * sin(a) - m2 * g * sin(a - 2. * b) -
             2. * sin(a - b) * m2 * (pow(v, 2.) * l2 + pow(u, 2.) * l1 * cos(a - b))) /
                (l1 * below),
            2. * sin(a - b) *
                (pow(u, 2.) * l1 * (m1 + m2) + g * (m1 + m2) * cos(a) + pow(v, 2.) * l2 * m2 * cos(a - b)) /
                (l2 * below));
    }
    {
        const auto below = 2 * m1 + m2 - m2 * cos(2. * b - 2. * a);
        add(-(g * (2 * m1 + m2) * sin(a) + g * m2 * sin(a - 2. * b) +
              2. * m2 * sin(a - b) * (l2 * v * v + l1 * cos(b - a) * u * u)) /
                l1 / below,
            -2. * sin(b - a) * (l1 * (m1 + m2) * u * u + (m1 + m2) * g * cos(a) + l2 * m2 * cos(b - a) * v * v) / l2 /
                below);
    }
    {
        const auto s1 = sin(b - a), c1 = cos(b - a), inverse = 1. / (2 * m1 + m2 - m2 * cos(2. * (b - a)));
        add(inverse / l1 *
                (2. * m2 * s1 * (l2 * v * v + l1 * u * u * c1) - (2 * m1 + m2) * g * sin(a) + m2 * g * sin(2. * b - a)),
            inverse / l2 * -2. * s1 * ((m1 + m2) * (l1 * u * u + g * cos(a)) + m2 * l2 * v * v * c1));
    }
    {
        const auto d = a - b;
        const auto u2 = u * u, v2 = v * v, below = 2 * m1 + m2 - m2 * cos(2. * d);
        add((m2 * g * sin(2. * b - a) - 2. * m2 * l2 * v2 * sin(d) - 2. * m2 * l1 * u2 * sin(d) * cos(d) -
             g * (2 * m1 + m2) * sin(a)) /
                (l1 * below),
            (2. * l1 * (m1 + m2) * u2 * sin(d) + 2. * g * (m1 + m2) * sin(d) * cos(a) +
             2. * l2 * m2 * v2 * sin(d) * cos(d)) /
                (l2 * below));
    }
    {
        const auto below = 1. / (2 * m1 + m2 - cos(2. * a - 2. * b) * m2);
        add((sin(a) * (-g * (2 * m1 + m2)) - sin(a - 2. * b) * (m2 * g) -
             sin(a - b) * (v * v * l2 + u * u * cos(a - b) * l1) * (2. * m2)) *
                (1. / l1) * below,
            sin(a - b) * 2. * (cos(a) * (g * (m1 + m2)) + u * u * (l1 * (m1 + m2)) + v * v * cos(a - b) * (l2 * m2)) *
                (1. / l2) * below);
    }
    return s;
}

// ---- mascons ----

system_of_spellings all_mascons() {
    constexpr double omega = problems::mascons_rotation;
    const auto [x, y, z, u, v, w] = brook::make_vars("x", "y", "z", "u", "v", "w");
    const auto reference = problems::mascon_orbit();
    system_of_spellings s{"mascons", reference.state, {reference.system}};
    for (const auto f : forces) {
        for (const bool away : {true, false}) {
            std::array<std::vector<expression>, 3> sums;
            for (const auto &m : problems::mascons) {
                const auto a = away ? f(1., -1. / problems::n_mascons, {x - m[0], y - m[1], z - m[2]})
                                    : f(1., 1. / problems::n_mascons, {m[0] - x, m[1] - y, m[2] - z});
                for (std::size_t c = 0; c < 3; ++c)
                    sums[c].push_back(a[c]);
            }
            s.spellings.push_back({prime(x) = u, prime(y) = v, prime(z) = w,
                                   prime(u) = brook::sum(sums[0]) + 2 * omega * v + omega * omega * x,
                                   prime(v) = brook::sum(sums[1]) - 2 * omega * u + omega * omega * y,
                                   prime(w) = brook::sum(sums[2])});
        }
    }
    return s;
}

// ---- a rigid body, its attitude as a quaternion ----

system_of_spellings all_rigid_bodies() {
    constexpr double A = 1., B = 1.7, C = 2.3;
    const auto [p, q, r, a, b, c, d] = brook::make_vars("p", "q", "r", "a", "b", "c", "d");
    system_of_spellings s{"rigid body", {0.3, 1.1, -0.4, 1., 0., 0., 0.}, {}};
    const auto add = [&](const std::array<expression, 3> &torque, const std::array<expression, 4> &turn) {
        s.spellings.push_back({prime(p) = torque[0], prime(q) = torque[1], prime(r) = torque[2], prime(a) = turn[0],
                               prime(b) = turn[1], prime(c) = turn[2], prime(d) = turn[3]});
    };
    add({(B - C) / A * q * r, (C - A) / B * p * r, (A - B) / C * p * q},
        {-.5 * (b * p + c * q + d * r), .5 * (a * p + c * r - d * q), .5 * (a * q - b * r + d * p),
         .5 * (a * r + b * q - c * p)});
    add({(B - C) * (q * r) / A, (C - A) * (r * p) / B, (A - B) * (p * q) / C},
        {-.5 * b * p - .5 * c * q - .5 * d * r, .5 * a * p + .5 * c * r - .5 * d * q,
         .5 * a * q - .5 * b * r + .5 * d * p, .5 * a * r + .5 * b * q - .5 * c * p});
    add({(B * q * r - C * r * q) / A, (C * r * p - A * p * r) / B, (A * p * q - B * q * p) / C},
        {(-(b * p) - c * q - d * r) / 2., (p * a + r * c - q * d) / 2., (q * a - r * b + p * d) / 2.,
         (r * a + q * b - p * c) / 2.});
    add({q * r * ((B - C) / A), r * p * ((C - A) / B), p * q * ((A - B) / C)},
        {-(b * p + c * q + d * r) * .5, (a * p + c * r - d * q) * .5, (a * q - b * r + d * p) * .5,
         (a * r + b * q - c * p) * .5});
    add({-((C - B) / A) * r * q, -((A - C) / B) * p * r, -((B - A) / C) * q * p},
        {-(b * (p / 2.) + c * (q / 2.) + d * (r / 2.)), a * (p / 2.) + c * (r / 2.) - d * (q / 2.),
         a * (q / 2.) - b * (r / 2.) + d * (p / 2.), a * (r / 2.) + b * (q / 2.) - c * (p / 2.)});
    const auto hp = .5 * p, hq = .5 * q, hr = .5 * r;
    add({(q * B * r - r * C * q) * (1. / A), (r * C * p - p * A * r) * (1. / B), (p * A * q - q * B * p) * (1. / C)},
        {-b * hp - c * hq - d * hr, a * hp + c * hr - d * hq, a * hq - b * hr + d * hp, a * hr + b * hq - c * hp});
    return s;
}

std::vector<system_of_spellings> all() {
    return {all_n_bodies(), all_restricted(), all_double_pendulums(), all_mascons(), all_rigid_bodies()};
}

integrator build(const system_of_spellings &s, std::size_t i) { return integrator(s.spellings[i], s.state); }

// The order of roundings differs, and motions amplify that.
void check(const system_of_spellings &s) {
    std::vector<double> first;
    for (std::size_t i = 0; i < s.spellings.size(); ++i) {
        auto ta = build(s, i);
        ta.propagate_until(.5);
        if (i == 0)
            first = ta.get_state();
        timing::require(
            std::equal(first.begin(), first.end(), ta.get_state().begin(),
                       [](double x, double y) { return std::abs(x - y) < 1e-12 * std::max(1., std::abs(x)); }),
            s.name);
    }
}

double step_time(const system_of_spellings &s, integrator &ta) {
    constexpr int steps = 500;
    return timing::once([&] {
               std::copy(s.state.begin(), s.state.end(), ta.get_state_data());
               for (int i = 0; i < steps; ++i)
                   ta.step();
           }) /
           steps;
}

// In turns: what slows the machine down for a while slows all spellings.
bool measure(const system_of_spellings &s) {
    std::vector<integrator> all;
    for (std::size_t i = 0; i < s.spellings.size(); ++i)
        all.push_back(build(s, i));
    std::vector<double> times(all.size(), 1e9);
    for (int turn = 0; turn < 40; ++turn)
        for (std::size_t i = 0; i < all.size(); ++i)
            times[i] = std::min(times[i], step_time(s, all[i]));
    const auto [least, most] = std::minmax_element(times.begin(), times.end());
    std::printf("%-24s %4zu %10.3f %10.3f %8.2f  :", s.name, all.size(), *least, *most, *most / *least);
    for (const auto t : times)
        std::printf(" %.2f", t / *least);
    std::printf("\n");
    std::fflush(stdout);
    return *most <= 1.1 * *least;
}

} // namespace

int main(int argc, char **) {
    for (const auto &s : all())
        check(s);
    if (argc > 1)
        return 0;
    std::printf("%-24s %4s %10s %10s %8s  : each over the fastest\n", "step [us] of spellings", "", "fastest",
                "slowest", "ratio");
    bool equal = true;
    for (const auto &s : all())
        equal = measure(s) && equal;
    return equal ? 0 : 1;
}
