// SPDX-License-Identifier: MPL-2.0
// The outer Solar System as a benchmark, whole and without the three outermost planets: equations, initial state and
// integrals of motion.
#pragma once

#include <cmath>

#include "benchmark/support/n_bodies.hpp"
#include "test/support/outer_solar_system.hpp"

namespace problems {

inline problem outer_solar_system() {
    namespace oss = ::outer_solar_system;
    const std::vector<double> masses(oss::masses.begin(), oss::masses.end());
    return {"outer Solar System", n_bodies(masses, oss::G), {oss::initial_state.begin(), oss::initial_state.end()}};
}

inline constexpr n_bodies_rhs<6> outer_solar_system_rhs(::outer_solar_system::masses, ::outer_solar_system::G);

/// The Sun, Jupiter and Saturn.
inline constexpr std::array<double, 3> planetary_masses{
    ::outer_solar_system::masses[0], ::outer_solar_system::masses[1], ::outer_solar_system::masses[2]};

inline problem planetary_three_bodies() {
    namespace oss = ::outer_solar_system;
    return {"planetary three-body",
            n_bodies({planetary_masses.begin(), planetary_masses.end()}, oss::G),
            {oss::initial_state.begin(), oss::initial_state.begin() + 18}};
}

inline constexpr n_bodies_rhs<3> planetary_three_bodies_rhs(planetary_masses, ::outer_solar_system::G);

/// Total energy, computed with extended precision.
inline long double outer_energy(const double *s) {
    namespace oss = ::outer_solar_system;
    long double e = 0;
    for (std::size_t i = 0; i < oss::n_bodies; ++i) {
        for (std::size_t c = 3; c < 6; ++c)
            e += .5L * oss::masses[i] * s[6 * i + c] * s[6 * i + c];
        for (std::size_t j = i + 1; j < oss::n_bodies; ++j) {
            long double r2 = 0;
            for (std::size_t c = 0; c < 3; ++c) {
                const long double d = static_cast<long double>(s[6 * i + c]) - s[6 * j + c];
                r2 += d * d;
            }
            e -= oss::G * oss::masses[i] * oss::masses[j] / std::sqrt(r2);
        }
    }
    return e;
}

} // namespace problems
