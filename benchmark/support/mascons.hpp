// SPDX-License-Identifier: MPL-2.0
// An orbit around an irregular body that is modelled by equal point masses (mass concentrations) and rotates uniformly;
// in the frame that rotates with it.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "benchmark/support/problem.hpp"

namespace problems {

inline constexpr std::size_t n_mascons = 100;
inline constexpr double mascons_rotation = 0.5;

/// Points in an ellipsoid with semi-axes 1, 0.7 and 0.5, spread by the fractional parts of multiples of 1/g, 1/g^2 and
/// 1/g^3, g^4 = g + 1: M. Roberts, The unreasonable effectiveness of quasirandom sequences (2018).
inline const auto mascons = [] {
    std::array<std::array<double, 3>, n_mascons> points;
    constexpr double g = 1.2207440846057596;
    const auto fraction = [](double x) { return x - std::floor(x); };
    for (std::size_t i = 0; i < n_mascons; ++i) {
        const double k = double(i + 1), r = std::cbrt(fraction(k / g));
        const double z = 2 * fraction(k / (g * g)) - 1, rho = std::sqrt(1 - z * z);
        const double phi = 2 * std::numbers::pi * fraction(k / (g * g * g));
        points[i] = {r * rho * std::cos(phi), 0.7 * r * rho * std::sin(phi), 0.5 * r * z};
    }
    return points;
}();

/// Position and velocity in the rotating frame; the body has mass 1. The orbit runs against the rotation, which keeps
/// it stable.
inline problem mascon_orbit() {
    const auto [x, y, z, u, v, w] = brook::make_vars("x", "y", "z", "u", "v", "w");
    constexpr double omega = mascons_rotation;
    std::vector<brook::expression> fx{2 * omega * v, omega * omega * x}, fy{-2 * omega * u, omega * omega * y}, fz;
    for (const auto &m : mascons) {
        const auto dx = m[0] - x, dy = m[1] - y, dz = m[2] - z;
        const auto g = 1. / n_mascons * pow(dx * dx + dy * dy + dz * dz, -1.5);
        fx.push_back(g * dx);
        fy.push_back(g * dy);
        fz.push_back(g * dz);
    }
    return {"mascons",
            {prime(x) = u, prime(y) = v, prime(z) = w, prime(u) = brook::sum(fx), prime(v) = brook::sum(fy),
             prime(w) = brook::sum(fz)},
            {2., 0., 0.2, 0., -1.7, 0.1}};
}

inline constexpr auto mascon_orbit_rhs = [](const auto &s, auto &d, double) {
    constexpr double omega = mascons_rotation;
    double fx = 0, fy = 0, fz = 0;
    for (const auto &m : mascons) {
        const double dx = m[0] - s[0], dy = m[1] - s[1], dz = m[2] - s[2];
        const double r2 = dx * dx + dy * dy + dz * dz, g = 1 / (r2 * std::sqrt(r2));
        fx += g * dx;
        fy += g * dy;
        fz += g * dz;
    }
    d[0] = s[3];
    d[1] = s[4];
    d[2] = s[5];
    d[3] = fx / n_mascons + 2 * omega * s[4] + omega * omega * s[0];
    d[4] = fy / n_mascons - 2 * omega * s[3] + omega * omega * s[1];
    d[5] = fz / n_mascons;
};

} // namespace problems
