// SPDX-License-Identifier: MPL-2.0
// The circular restricted three-body problem of the Earth and the Moon, in the rotating frame with canonical momenta
// (px = x' - y, py = y' + x): V. Szebehely, Theory of Orbits (1967).
#pragma once

#include <cmath>

#include "benchmark/support/problem.hpp"

namespace problems {

/// Mass of the Moon, where that of both bodies is 1.
inline constexpr double moon_mass = 0.01215;

/// An orbit around the Earth, inclined to the plane, that the Moon disturbs.
inline problem restricted_three_body() {
    constexpr double mu = moon_mass;
    const auto [x, y, z, px, py, pz] = brook::make_vars("x", "y", "z", "px", "py", "pz");
    const auto xe = x + mu, xm = x - (1 - mu), yz2 = y * y + z * z;
    const auto earth = (1 - mu) * pow(xe * xe + yz2, -1.5), moon = mu * pow(xm * xm + yz2, -1.5);
    return {"restricted three-body",
            {prime(x) = px + y, prime(y) = py - x, prime(z) = pz, prime(px) = py - earth * xe - moon * xm,
             prime(py) = -px - (earth + moon) * y, prime(pz) = -(earth + moon) * z},
            {0.4, 0., 0.05, 0., 1.5, 0.2}};
}

inline constexpr auto restricted_three_body_rhs = [](const auto &s, auto &d, double) {
    constexpr double mu = moon_mass;
    const double xe = s[0] + mu, xm = s[0] - (1 - mu), yz2 = s[1] * s[1] + s[2] * s[2];
    const double re2 = xe * xe + yz2, rm2 = xm * xm + yz2;
    const double earth = (1 - mu) / (re2 * std::sqrt(re2)), moon = mu / (rm2 * std::sqrt(rm2));
    d[0] = s[3] + s[1];
    d[1] = s[4] - s[0];
    d[2] = s[5];
    d[3] = s[4] - earth * xe - moon * xm;
    d[4] = -s[3] - (earth + moon) * s[1];
    d[5] = -(earth + moon) * s[2];
};

} // namespace problems
