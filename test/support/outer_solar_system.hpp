// SPDX-License-Identifier: MPL-2.0
// The outer Solar System: the Sun, Jupiter, Saturn, Uranus, Neptune and a Pluto with mass, as initial-value problem.
//
// Masses and initial conditions of J. H. Applegate, M. R. Douglas, Y. Gursel, G. J. Sussman and J. Wisdom, The outer
// Solar System for 200 million years, Astron. J. 92 (1986), in solar masses, astronomical units, and days; here with
// the year of 365 days as the unit of time.
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

// clang-format off

/// In solar masses; the Sun includes the inner planets.
inline constexpr std::array<double, n_bodies> masses{
    1.00000597682, 1 / 1047.355, 1 / 3501.6, 1. / 22869., 1. / 19314., 7.4074074e-09};

/// Constant of gravitation: the square of Gauss's constant.
inline constexpr double G = 0.01720209895 * 0.01720209895 * 365 * 365;

/// x, y, z, vx, vy, vz of each body, one body after the other.
inline constexpr std::array<double, 6 * n_bodies> initial_state{
    // Sun
    -4.06428567034226e-3, -6.08813756435987e-3, -1.66162304225834e-6,
    +6.69048890636161e-6 * 365, -6.33922479583593e-6 * 365, -3.13202145590767e-9 * 365,
    // Jupiter
    +3.40546614227466e+0, +3.62978190075864e+0, +3.42386261766577e-2,
    -5.59797969310664e-3 * 365, +5.51815399480116e-3 * 365, -2.66711392865591e-6 * 365,
    // Saturn
    +6.60801554403466e+0, +6.38084674585064e+0, -1.36145963724542e-1,
    -4.17354020307064e-3 * 365, +3.99723751748116e-3 * 365, +1.67206320571441e-5 * 365,
    // Uranus
    +1.11636331405597e+1, +1.60373479057256e+1, +3.61783279369958e-1,
    -3.25884806151064e-3 * 365, +2.06438412905916e-3 * 365, -2.17699042180559e-5 * 365,
    // Neptune
    -3.01777243405203e+1, +1.91155314998064e+0, -1.53887595621042e-1,
    -2.17471785045538e-4 * 365, -3.11361111025884e-3 * 365, +3.58344705491441e-5 * 365,
    // Pluto
    -2.13858977531573e+1, +3.20719104739886e+1, +2.49245689556096e+0,
    -1.76936577252484e-3 * 365, -2.06720938381724e-3 * 365, +6.58091931493844e-4 * 365};

// clang-format on

/// Equations of motion, in the order of the state.
inline std::vector<std::pair<brook::expression, brook::expression>> equations() {
    using brook::expression;
    const auto variable = [](const char *name, std::size_t body) { return expression(name + std::to_string(body)); };
    static constexpr std::array<const char *, 3> x{"x", "y", "z"}, v{"vx", "vy", "vz"};

    std::vector<std::array<std::vector<expression>, 3>> forces(n_bodies);
    for (std::size_t i = 0; i < n_bodies; ++i)
        for (std::size_t j = i + 1; j < n_bodies; ++j) {
            std::array<expression, 3> d;
            std::vector<expression> squares;
            for (std::size_t c = 0; c < 3; ++c) {
                d[c] = variable(x[c], j) - variable(x[c], i);
                squares.push_back(d[c] * d[c]);
            }
            const auto inverse_cube = brook::pow(brook::sum(squares), -1.5);
            for (std::size_t c = 0; c < 3; ++c) {
                forces[i][c].push_back(G * masses[j] * (d[c] * inverse_cube));
                forces[j][c].push_back(-G * masses[i] * (d[c] * inverse_cube));
            }
        }
    std::vector<std::pair<expression, expression>> result;
    for (std::size_t i = 0; i < n_bodies; ++i) {
        for (std::size_t c = 0; c < 3; ++c)
            result.emplace_back(variable(x[c], i), variable(v[c], i));
        for (std::size_t c = 0; c < 3; ++c)
            result.emplace_back(variable(v[c], i), brook::sum(forces[i][c]));
    }
    return result;
}

/// The squared distance of each pair of planets.
inline std::vector<brook::expression> squared_distances() {
    const auto system = equations();
    std::vector<brook::expression> all;
    for (std::size_t i = 1; i < n_bodies; ++i)
        for (std::size_t j = i + 1; j < n_bodies; ++j) {
            std::vector<brook::expression> squares;
            for (std::size_t c = 0; c < 3; ++c)
                squares.push_back(brook::pow(system[6 * j + c].first - system[6 * i + c].first, 2.));
            all.push_back(brook::sum(squares));
        }
    return all;
}

/// G times kinetic plus potential energy, summed in `Real`, so that its own rounding does not count, with the products
/// of G and the masses that an integration in the type of the state sees.
template <typename Real = long double, typename State>
Real energy(const State &s) {
    using std::sqrt;
    using value = typename State::value_type;
    const auto mu = [](std::size_t i) { return static_cast<Real>(static_cast<value>(G * masses[i])); };
    Real total = 0;
    for (std::size_t i = 0; i < n_bodies; ++i) {
        for (std::size_t c = 3; c < 6; ++c)
            total += mu(i) / 2 * s[6 * i + c] * s[6 * i + c];
        for (std::size_t j = i + 1; j < n_bodies; ++j) {
            Real square = 0;
            for (std::size_t c = 0; c < 3; ++c) {
                const Real d = static_cast<Real>(s[6 * i + c]) - s[6 * j + c];
                square += d * d;
            }
            total -= mu(i) * mu(j) / sqrt(square);
        }
    }
    return total;
}

} // namespace outer_solar_system
