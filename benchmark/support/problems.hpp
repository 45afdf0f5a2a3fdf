// SPDX-License-Identifier: MPL-2.0
// The systems that benchmarks integrate.
#pragma once

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

namespace problems {

using equations = std::vector<std::pair<brook::expression, brook::expression>>;

struct problem {
    std::string name;
    equations system;
    std::vector<double> state;
};

inline problem pendulum() {
    const auto [x, v] = brook::make_vars("x", "v");
    return {"pendulum", {prime(x) = v, prime(v) = -9.8 * sin(x)}, {0.05, 0.025}};
}

/// Equations of n bodies, x y z vx vy vz for each, one body after the other. What a pair exerts on both is written once.
inline equations n_bodies(const std::vector<double> &masses, double G) {
    const auto n = masses.size();
    const auto var = [](const char *what, std::size_t body) {
        return brook::expression(what + std::string("_") + std::to_string(body));
    };
    static const char *const positions[] = {"x", "y", "z"}, *const velocities[] = {"vx", "vy", "vz"};
    std::vector<std::vector<brook::expression>> forces(3 * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i + 1; j < n; ++j) {
            std::vector<brook::expression> d, squares;
            for (const auto *p : positions) {
                d.push_back(var(p, j) - var(p, i));
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
        for (std::size_t c = 0; c < 3; ++c) {
            out.push_back(prime(var(positions[c], i)) = var(velocities[c], i));
        }
        for (std::size_t c = 0; c < 3; ++c) {
            out.push_back(prime(var(velocities[c], i)) = brook::sum(forces[3 * i + c]));
        }
    }
    return out;
}

/// 20 bodies of mass 1, spread over a cube with sides of 20 and with velocities of up to 10.
inline problem twenty_bodies() {
    problem p{"20 bodies", n_bodies(std::vector<double>(20, 1.), 1.), {}};
    for (int i = 0; i < 120; ++i) {
        p.state.push_back(10 * std::sin(1. + 3. * i));
    }
    return p;
}

} // namespace problems
