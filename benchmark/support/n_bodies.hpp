// SPDX-License-Identifier: MPL-2.0
// Bodies that attract each other: x y z vx vy vz for each, one body after the other.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "benchmark/support/problem.hpp"

namespace problems {

/// Equations of n bodies. What a pair exerts on both is written once.
inline equations n_bodies(const std::vector<double> &masses, double G) {
    const auto n = masses.size();
    static const char *const positions[] = {"x", "y", "z"}, *const velocities[] = {"vx", "vy", "vz"};
    std::vector<std::vector<brook::expression>> forces(3 * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) {
            std::vector<brook::expression> d, squares;
            for (const auto *p : positions) {
                d.push_back(variable(p, j) - variable(p, i));
                squares.push_back(d.back() * d.back());
            }
            const auto w = pow(brook::sum(squares), -1.5);
            for (std::size_t c = 0; c < 3; ++c) {
                const auto f = d[c] * w;
                forces[3 * i + c].push_back(G * masses[j] * f);
                forces[3 * j + c].push_back(-G * masses[i] * f);
            }
        }
    }
    equations out;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t c = 0; c < 3; ++c)
            out.push_back(prime(variable(positions[c], i)) = variable(velocities[c], i));
        for (std::size_t c = 0; c < 3; ++c)
            out.push_back(prime(variable(velocities[c], i)) = brook::sum(forces[3 * i + c]));
    }
    return out;
}

template <std::size_t N>
struct n_bodies_rhs {
    std::array<double, N> gm{};

    constexpr n_bodies_rhs(const std::array<double, N> &masses, double G) {
        for (std::size_t i = 0; i < N; ++i)
            gm[i] = G * masses[i];
    }

    template <typename State>
    void operator()(const State &s, State &d, double) const {
        for (std::size_t i = 0; i < 6 * N; i += 6) {
            for (std::size_t c = 0; c < 3; ++c) {
                d[i + c] = s[i + 3 + c];
                d[i + 3 + c] = 0;
            }
        }
        for (std::size_t i = 0; i < N; ++i) {
            for (std::size_t j = i + 1; j < N; ++j) {
                const double x = s[6 * j] - s[6 * i], y = s[6 * j + 1] - s[6 * i + 1], z = s[6 * j + 2] - s[6 * i + 2];
                const double r2 = x * x + y * y + z * z, w = 1 / (r2 * std::sqrt(r2));
                const double a = w * gm[j], b = w * gm[i];
                d[6 * i + 3] += a * x;
                d[6 * i + 4] += a * y;
                d[6 * i + 5] += a * z;
                d[6 * j + 3] -= b * x;
                d[6 * j + 4] -= b * y;
                d[6 * j + 5] -= b * z;
            }
        }
    }
};

/// Two equal bodies in a plane: eccentricity 1/2, semi-major axis 1, period 2 pi, starting where they are closest.
inline problem two_bodies() {
    const double v = std::sqrt(3.) / 2;
    return {"two bodies, e = 0.5", n_bodies({.5, .5}, 1.), {-.25, 0., 0., 0., -v, 0., .25, 0., 0., 0., v, 0.}};
}

inline constexpr n_bodies_rhs<2> two_bodies_rhs({.5, .5}, 1.);

/// Bodies of mass 1.
inline problem equal_bodies(std::vector<double> state) {
    const auto n = state.size() / 6;
    return {std::to_string(n) + " bodies", n_bodies(std::vector<double>(n, 1.), 1.), std::move(state)};
}

template <std::size_t N>
n_bodies_rhs<N> equal_bodies_rhs() {
    std::array<double, N> masses;
    masses.fill(1.);
    return {masses, 1.};
}

/// Spread over a cube with sides of 20 and with velocities of up to 10.
inline problem twenty_bodies() {
    std::vector<double> state;
    for (int i = 0; i < 120; ++i)
        state.push_back(10 * std::sin(1. + 3. * i));
    return equal_bodies(std::move(state));
}

/// Any number of bodies, spread over a cube with sides of 80 and with velocities of up to 10. The square in the phase
/// keeps bodies apart that would nearly coincide without it: 18 times 37 is nearly a multiple of 2 pi.
inline problem scattered_bodies(std::size_t n) {
    std::vector<double> state;
    for (std::size_t i = 0; i < 6 * n; ++i)
        state.push_back((i % 6 < 3 ? 40. : 10.) * std::sin(1. + 3. * double(i) + 0.01 * double(i * i)));
    return equal_bodies(std::move(state));
}

} // namespace problems
