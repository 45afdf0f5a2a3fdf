// SPDX-License-Identifier: MPL-2.0
// First-order variational equations: how the solution depends on its initial state. Behind the variables x_i stand the
// derivatives s_ij of x_i with respect to the initial value of x_j, row by row: s_ij' = sum_k (df_i/dx_k) s_kj.
#pragma once

#include <map>
#include <vector>

#include "benchmark/support/outer_solar_system.hpp"

namespace problems {

/// A system of n equations becomes one of n + n^2. Column j of the variations changes by the derivative of the
/// right-hand sides in its direction, d/de f(x + e s_j) at e = 0. What it needs of the unvaried system, all columns
/// share.
inline equations with_variations(const equations &system) {
    const auto n = system.size();
    const brook::expression e("e");
    const auto s = [n](std::size_t i, std::size_t j) { return variable("s", n * i + j); };
    std::vector<brook::expression> f;
    for (const auto &[x, rhs] : system)
        f.push_back(rhs);
    std::vector<std::vector<brook::expression>> columns;
    for (std::size_t j = 0; j < n; ++j) {
        std::map<brook::expression, brook::expression> varied, unvaried;
        for (std::size_t i = 0; i < n; ++i) {
            const auto x = system[i].first;
            varied.emplace(x, x + e * s(i, j));
            unvaried.emplace(x + e * s(i, j), x);
        }
        columns.push_back(brook::subs(brook::diff(brook::subs(f, varied), e), unvaried));
    }
    auto out = system;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            out.push_back(prime(s(i, j)) = columns[j][i]);
    return out;
}

inline problem variational_three_bodies() {
    auto p = planetary_three_bodies();
    p.name = "variational three-body";
    p.system = with_variations(p.system);
    const std::size_t n = p.state.size();
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            p.state.push_back(i == j ? 1. : 0.);
    return p;
}

/// The variations of N bodies: those of positions change by those of velocities, and those of velocities by the
/// gradient of the accelerations, a matrix of 3 N x 3 N, times those of positions. For a pair at the distance d, the
/// attraction G m d / r^3 has the gradient G m (1 / r^3 - 3 d d^T / r^5).
template <std::size_t N>
struct variational_rhs {
    static constexpr std::size_t n = 6 * N;

    n_bodies_rhs<N> bodies;

    template <typename State>
    void operator()(const State &s, State &d, double t) const {
        bodies(s, d, t);
        double gradient[3 * N][3 * N] = {};
        for (std::size_t i = 0; i < N; ++i)
            for (std::size_t j = i + 1; j < N; ++j)
                add_pair(s, i, j, gradient);
        for (std::size_t row = 0; row < 3 * N; ++row) {
            const auto *const velocity = &s[n + n * index(row, 3)];
            auto *const d_position = &d[n + n * index(row, 0)], *const d_velocity = &d[n + n * index(row, 3)];
            for (std::size_t j = 0; j < n; ++j) {
                d_position[j] = velocity[j];
                d_velocity[j] = 0;
            }
            for (std::size_t column = 0; column < 3 * N; ++column) {
                const auto *const position = &s[n + n * index(column, 0)];
                for (std::size_t j = 0; j < n; ++j)
                    d_velocity[j] += gradient[row][column] * position[j];
            }
        }
    }

private:
    // Where component number c of all positions (offset 0) or velocities (offset 3) is in the state of the bodies.
    static constexpr std::size_t index(std::size_t c, std::size_t offset) { return 6 * (c / 3) + c % 3 + offset; }

    template <typename State>
    void add_pair(const State &s, std::size_t i, std::size_t j, double (&gradient)[3 * N][3 * N]) const {
        const double d[] = {s[6 * j] - s[6 * i], s[6 * j + 1] - s[6 * i + 1], s[6 * j + 2] - s[6 * i + 2]};
        const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2], w = 1 / (r2 * std::sqrt(r2));
        for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t b = 0; b < 3; ++b) {
                const double tide = w * ((a == b ? 1. : 0.) - 3 * d[a] * d[b] / r2);
                gradient[3 * i + a][3 * j + b] += bodies.gm[j] * tide;
                gradient[3 * i + a][3 * i + b] -= bodies.gm[j] * tide;
                gradient[3 * j + a][3 * i + b] += bodies.gm[i] * tide;
                gradient[3 * j + a][3 * j + b] -= bodies.gm[i] * tide;
            }
        }
    }
};

inline constexpr variational_rhs<3> variational_three_bodies_rhs{planetary_three_bodies_rhs};

} // namespace problems
