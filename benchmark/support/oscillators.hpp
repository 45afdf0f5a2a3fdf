// SPDX-License-Identifier: MPL-2.0
// Oscillators: the pendulum, many of them in a chain, van der Pol's, and that of Henon and Heiles.
#pragma once

#include <cmath>
#include <cstddef>

#include "benchmark/support/problem.hpp"

namespace problems {

inline problem pendulum() {
    const auto [x, v] = brook::make_vars("x", "v");
    return {"pendulum", {prime(x) = v, prime(v) = -9.8 * sin(x)}, {0.05, 0.025}};
}

inline constexpr auto pendulum_rhs = [](const auto &s, auto &d, double) {
    d[0] = s[1];
    d[1] = -9.8 * std::sin(s[0]);
};

/// Kinetic and potential energy, which stays.
inline constexpr auto pendulum_energy = [](const auto &s) { return s[1] * s[1] / 2 - 9.8 * std::cos(s[0]); };

/// B. van der Pol, Philosophical Magazine 2 (1926): x'' = mu (1 - x^2) x' - x with mu = 2.
inline problem van_der_pol() {
    const auto [x, v] = brook::make_vars("x", "v");
    return {"van der Pol", {prime(x) = v, prime(v) = 2. * (1. - x * x) * v - x}, {2., 0.}};
}

inline constexpr auto van_der_pol_rhs = [](const auto &s, auto &d, double) {
    d[0] = s[1];
    d[1] = 2 * (1 - s[0] * s[0]) * s[1] - s[0];
};

/// M. Henon and C. Heiles, Astronomical Journal 69 (1964), with the energy 0.08, below that of escape, 1/6.
inline problem henon_heiles() {
    const auto [x, y, u, v] = brook::make_vars("x", "y", "u", "v");
    return {"Henon-Heiles",
            {prime(x) = u, prime(y) = v, prime(u) = -x - 2. * x * y, prime(v) = y * y - x * x - y},
            {0., 0.1, 0.39, 0.}};
}

inline constexpr auto henon_heiles_rhs = [](const auto &s, auto &d, double) {
    d[0] = s[2];
    d[1] = s[3];
    d[2] = -s[0] - 2 * s[0] * s[1];
    d[3] = s[1] * s[1] - s[0] * s[0] - s[1];
};

/// n pendulums with springs between neighbours and free ends: x_i'' = -sin x_i + x_{i-1} - 2 x_i + x_{i+1}, where the
/// first and the last have one neighbour. All angles come first, then all velocities.
inline problem pendulum_chain(std::size_t n) {
    problem p{std::to_string(n) + " pendulums", {}, {}};
    for (std::size_t i = 0; i < n; ++i) {
        p.system.push_back(prime(variable("x", i)) = variable("v", i));
        p.state.push_back(1.5 * std::sin(1. + 3. * double(i)));
    }
    for (std::size_t i = 0; i < n; ++i) {
        const auto x = variable("x", i);
        std::vector<brook::expression> terms{-sin(x)};
        if (i > 0)
            terms.push_back(variable("x", i - 1) - x);
        if (i + 1 < n)
            terms.push_back(variable("x", i + 1) - x);
        p.system.push_back(prime(variable("v", i)) = brook::sum(terms));
        p.state.push_back(0.);
    }
    return p;
}

inline constexpr auto pendulum_chain_rhs = [](const auto &s, auto &d, double) {
    const std::size_t n = s.size() / 2;
    for (std::size_t i = 0; i < n; ++i) {
        d[i] = s[n + i];
        d[n + i] = -std::sin(s[i]);
    }
    for (std::size_t i = 0; i + 1 < n; ++i) {
        const double stretch = s[i + 1] - s[i];
        d[n + i] += stretch;
        d[n + i + 1] -= stretch;
    }
};

} // namespace problems
