// SPDX-License-Identifier: MPL-2.0
// The Sun and the five outer planets (Pluto counts here) as an initial-value problem, with its conserved quantities.
//
// Masses, positions and velocities: J. H. Applegate, M. R. Douglas, Y. Gursel, G. J. Sussman and J. Wisdom, Astron. J.
// 92 (1986) 176. Units: the mass of the Sun, the astronomical unit, and a year of 365 days. The x-y plane is the
// ecliptic; the origin is the centre of mass.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/math/functions.hpp>

namespace outer_solar_system {

inline constexpr std::size_t n_bodies = 6;
inline constexpr std::array<const char *, n_bodies> names{"Sun", "Jupiter", "Saturn", "Uranus", "Neptune", "Pluto"};

/// The Sun contains the inner planets.
inline constexpr std::array<double, n_bodies> masses{1.00000597682, 1. / 1047.355, 1. / 3501.6,
                                                     1. / 22869.,   1. / 19314.,   7.4074074e-09};

inline constexpr double days_per_year = 365.;
/// The square of Gauss's constant.
inline constexpr double gravity = 0.01720209895 * 0.01720209895 * days_per_year * days_per_year;

/// Three coordinates (au) and three components of the velocity (au per day) of each body.
inline constexpr std::array<std::array<double, 6>, n_bodies> table{
    {{-4.06428567034226e-3, -6.08813756435987e-3, -1.66162304225834e-6, +6.69048890636161e-6, -6.33922479583593e-6,
      -3.13202145590767e-9},
     {+3.40546614227466e+0, +3.62978190075864e+0, +3.42386261766577e-2, -5.59797969310664e-3, +5.51815399480116e-3,
      -2.66711392865591e-6},
     {+6.60801554403466e+0, +6.38084674585064e+0, -1.36145963724542e-1, -4.17354020307064e-3, +3.99723751748116e-3,
      +1.67206320571441e-5},
     {+1.11636331405597e+1, +1.60373479057256e+1, +3.61783279369958e-1, -3.25884806151064e-3, +2.06438412905916e-3,
      -2.17699042180559e-5},
     {-3.01777243405203e+1, +1.91155314998064e+0, -1.53887595621042e-1, -2.17471785045538e-4, -3.11361111025884e-3,
      +3.58344705491441e-5},
     {-2.13858977531573e+1, +3.20719104739886e+1, +2.49245689556096e+0, -1.76936577252484e-3, -2.06720938381724e-3,
      +6.58091931493844e-4}}};

/// x, y, z, vx, vy, vz of each body, one body after the other.
inline std::vector<double> initial_state() {
    std::vector<double> state;
    for (const auto &row : table)
        for (std::size_t c = 0; c < 6; ++c)
            state.push_back(c < 3 ? row[c] : row[c] * days_per_year);
    return state;
}

/// Newton's equations, in the order of the state. The vector between two bodies, and the force along it, are written
/// once for each pair.
inline std::vector<std::pair<brook::expression, brook::expression>> equations() {
    using brook::expression;
    constexpr std::array<const char *, 6> letters{"x", "y", "z", "vx", "vy", "vz"};
    const auto variable = [&](std::size_t body, std::size_t c) {
        return expression(letters[c] + std::to_string(body));
    };

    std::array<std::array<std::vector<expression>, 3>, n_bodies> pulls;
    for (std::size_t i = 0; i < n_bodies; ++i) {
        for (std::size_t j = i + 1; j < n_bodies; ++j) {
            std::array<expression, 3> d;
            for (std::size_t c = 0; c < 3; ++c)
                d[c] = variable(j, c) - variable(i, c);
            const auto inverse_cube = pow(brook::sum({d[0] * d[0], d[1] * d[1], d[2] * d[2]}), -1.5);
            for (std::size_t c = 0; c < 3; ++c) {
                const auto along = d[c] * inverse_cube;
                pulls[i][c].push_back(gravity * masses[j] * along);
                pulls[j][c].push_back(-gravity * masses[i] * along);
            }
        }
    }

    std::vector<std::pair<expression, expression>> result;
    for (std::size_t i = 0; i < n_bodies; ++i) {
        for (std::size_t c = 0; c < 3; ++c)
            result.push_back(brook::prime(variable(i, c)) = variable(i, c + 3));
        for (std::size_t c = 0; c < 3; ++c)
            result.push_back(brook::prime(variable(i, c + 3)) = brook::sum(pulls[i][c]));
    }
    return result;
}

/// Energy and angular momentum, computed with more digits than the state has, so that only the state's errors show.
struct invariants {
    long double energy = 0;
    std::array<long double, 3> momentum{};
};

inline invariants invariants_of(const std::vector<double> &state) {
    invariants result;
    for (std::size_t i = 0; i < n_bodies; ++i) {
        const double *x = &state[6 * i], *v = x + 3;
        const long double m = masses[i];
        for (std::size_t c = 0; c < 3; ++c) {
            const std::size_t a = (c + 1) % 3, b = (c + 2) % 3;
            result.energy += m * v[c] * v[c] / 2;
            result.momentum[c] += m * x[a] * v[b] - m * x[b] * v[a];
        }
        for (std::size_t j = i + 1; j < n_bodies; ++j) {
            long double r2 = 0;
            for (std::size_t c = 0; c < 3; ++c) {
                const auto d = static_cast<long double>(state[6 * j + c]) - x[c];
                r2 += d * d;
            }
            result.energy -= gravity * m * masses[j] / std::sqrt(r2);
        }
    }
    return result;
}

inline double relative_energy_error(const invariants &now, const invariants &start) {
    return static_cast<double>(std::fabs((now.energy - start.energy) / start.energy));
}

/// Length of the change of the vector over the length of the vector.
inline double relative_momentum_error(const invariants &now, const invariants &start) {
    long double change = 0, length = 0;
    for (std::size_t c = 0; c < 3; ++c) {
        change += (now.momentum[c] - start.momentum[c]) * (now.momentum[c] - start.momentum[c]);
        length += start.momentum[c] * start.momentum[c];
    }
    return static_cast<double>(std::sqrt(change / length));
}

} // namespace outer_solar_system
