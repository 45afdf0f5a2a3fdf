// SPDX-License-Identifier: MPL-2.0
// Twelve small systems, each written once: with expressions it is a system for brook, with numbers a right-hand side.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "benchmark/support/problem.hpp"

namespace small {

/// Nanoseconds a step of heyoka 7.12 on two virtual cores of an AMD Zen 5 with AVX-512: published figures, which a
/// machine of its own scales.
struct peer_times {
    double alone, lane_of_8, single, loose;
};

/// Right-hand sides take the state and the time, both of a type that can be computed with, and give the derivatives.
template <std::size_t N, typename F>
struct small_system {
    std::string name;
    std::array<double, N> state;
    peer_times peer;
    F f;

    problems::problem problem() const {
        std::array<brook::expression, N> x;
        for (std::size_t i = 0; i < N; ++i)
            x[i] = problems::variable("x", i);
        const auto derivatives = f(x, brook::time);
        problems::problem p{name, {}, {state.begin(), state.end()}};
        for (std::size_t i = 0; i < N; ++i)
            p.system.push_back(prime(x[i]) = derivatives[i]);
        return p;
    }
};

template <std::size_t N, typename F>
small_system<N, F> system(const char *name, const std::array<double, N> &state, const peer_times &peer, F f) {
    return {name, state, peer, f};
}

template <typename T, std::size_t N>
using values = std::array<T, N>;

inline const auto pendulum =
    system<2>("pendulum", {1., 0.5}, {254, 48, 101, 158}, []<typename T>(const values<T, 2> &s, const T &) {
        using std::sin;
        return values<T, 2>{s[1], -9.8 * sin(s[0])};
    });

inline const auto forced_pendulum =
    system<2>("forced pendulum", {0.5, 0.1}, {312, 72, 126, 180}, []<typename T>(const values<T, 2> &s, const T &t) {
        using std::cos, std::sin;
        return values<T, 2>{s[1], -9.8 * sin(s[0]) + 0.2 * cos(t)};
    });

inline const auto van_der_pol =
    system<2>("van der Pol", {2., 0.}, {237, 42, 98, 143}, []<typename T>(const values<T, 2> &s, const T &) {
        return values<T, 2>{s[1], 2. * (1. - s[0] * s[0]) * s[1] - s[0]};
    });

inline const auto henon_heiles = system<4>(
    "Henon-Heiles", {0., 0.1, 0.39, 0.}, {219, 43, 91, 134}, []<typename T>(const values<T, 4> &s, const T &) {
        return values<T, 4>{s[2], s[3], -s[0] - 2. * s[0] * s[1], s[1] * s[1] - s[0] * s[0] - s[1]};
    });

inline const auto lorenz =
    system<3>("Lorenz", {1., 1., 20.}, {256, 44, 110, 174}, []<typename T>(const values<T, 3> &s, const T &) {
        return values<T, 3>{10. * (s[1] - s[0]), s[0] * (28. - s[2]) - s[1], s[0] * s[1] - 8. / 3. * s[2]};
    });

inline const auto kepler = system<6>("Kepler", {1., 0., 0.1, 0., 1.1, 0.1}, {403, 95, 152, 226},
                                     []<typename T>(const values<T, 6> &s, const T &) {
                                         using std::pow;
                                         const T a = -pow(s[0] * s[0] + s[1] * s[1] + s[2] * s[2], -1.5);
                                         return values<T, 6>{s[3], s[4], s[5], a * s[0], a * s[1], a * s[2]};
                                     });

inline const auto restricted_three_body = system<6>(
    "CR3BP", {0.4, 0., 0.05, 0., 1.5, 0.2}, {1140, 236, 197, 299}, []<typename T>(const values<T, 6> &s, const T &) {
        using std::pow;
        constexpr double mu = 0.01215;
        const T xe = s[0] + mu, xm = s[0] - (1 - mu), yz2 = s[1] * s[1] + s[2] * s[2];
        const T earth = (1 - mu) * pow(xe * xe + yz2, -1.5), moon = mu * pow(xm * xm + yz2, -1.5);
        return values<T, 6>{
            s[3] + s[1],           s[4] - s[0], s[5], s[4] - earth * xe - moon * xm, -s[3] - (earth + moon) * s[1],
            -(earth + moon) * s[2]};
    });

// Two equal pendulums of mass and length 1: angles and angular velocities.
inline const auto double_pendulum = system<4>(
    "double pendulum", {0.5, 0.7, 0., 0.1}, {1281, 218, 279, 411}, []<typename T>(const values<T, 4> &s, const T &) {
        using std::cos, std::sin;
        const double g = 9.8;
        const T d = s[0] - s[1], sd = sin(d), cd = cos(d), scale = 3. - cos(2. * d);
        return values<T, 4>{
            s[2], s[3],
            (-3. * g * sin(s[0]) - g * sin(s[0] - 2. * s[1]) - 2. * sd * (s[3] * s[3] + s[2] * s[2] * cd)) / scale,
            2. * sd * (2. * s[2] * s[2] + 2. * g * cos(s[0]) + s[3] * s[3] * cd) / scale};
    });

inline const auto lotka_volterra =
    system<2>("Lotka-Volterra", {1.5, 1.}, {222, 40, 95, 143}, []<typename T>(const values<T, 2> &s, const T &) {
        return values<T, 2>{s[0] * (1. - s[1]), s[1] * (s[0] - 0.7)};
    });

// Euler's equations with principal moments 1, 2 and 3.
inline const auto rigid_body =
    system<3>("rigid body", {0.3, 1., 0.2}, {307, 56, 115, 174}, []<typename T>(const values<T, 3> &s, const T &) {
        return values<T, 3>{-1. * s[1] * s[2], 1. * s[2] * s[0], -1. / 3. * s[0] * s[1]};
    });

inline const auto duffing =
    system<2>("Duffing", {1., 0.}, {281, 59, 129, 188}, []<typename T>(const values<T, 2> &s, const T &t) {
        using std::cos;
        return values<T, 2>{s[1], s[0] - s[0] * s[0] * s[0] - 0.25 * s[1] + 0.3 * cos(1.2 * t)};
    });

inline const auto morse =
    system<2>("Morse", {0.4, 0.1}, {290, 58, 138, 193}, []<typename T>(const values<T, 2> &s, const T &) {
        using std::exp;
        const T e = exp(-s[0]);
        return values<T, 2>{s[1], -2. * e * (1. - e)};
    });

/// Calls `use` with each of them, as they are listed in the table of peers.
template <typename Use>
void for_each_system(Use use) {
    use(pendulum);
    use(forced_pendulum);
    use(van_der_pol);
    use(henon_heiles);
    use(lorenz);
    use(kepler);
    use(restricted_three_body);
    use(double_pendulum);
    use(lotka_volterra);
    use(rigid_body);
    use(duffing);
    use(morse);
}

} // namespace small
