// SPDX-License-Identifier: MPL-2.0
// Kepler's equation in high precision.
#pragma once

#include <limits>

#include "test/laws/real.hpp"

namespace brook::test {

/// x with x - c sin x + s (1 - cos x) = m, by Newton's method between bounds; a NaN unless s^2 + c^2 < 1. Infinite if m
/// is, and a zero with the sign of m.
inline real kepler_root(const real &s, const real &c, const real &m) {
    if (!(s * s + c * c < 1) || isnan(m))
        return std::numeric_limits<real>::quiet_NaN();
    if (m == 0 || abs(m) > real("1e40")) // of the digits of larger ones none are left behind the point
        return m;
    real low = m > 0 ? std::max(real(m - s - 1), real(0)) : real(m - s - 1),
         high = m < 0 ? std::min(real(m - s + 1), real(0)) : real(m - s + 1), x = m / (1 - c);
    for (int i = 0;; ++i) {
        if (!(x >= low && x <= high))
            x = (low + high) / 2;
        const real half = sin(real(x / 2)), sine = sin(x), versine = 2 * half * half;
        const real f = x - c * sine + s * versine - m;
        (f > 0 ? high : low) = x;
        const real step = f / (1 - c + c * versine + s * sine);
        if (abs(step) <= abs(x) * real("1e-42") || i == 1000)
            return x - step;
        x = i > 60 && i % 2 == 0 ? real((low + high) / 2) : real(x - step);
    }
}

/// The three forms.
inline real exact_kepE(const real &e, const real &m) {
    return e < 0 ? std::numeric_limits<real>::quiet_NaN() : kepler_root(0, e, m);
}
inline real exact_kepF(const real &h, const real &k, const real &lam) { return kepler_root(-h, k, lam - h); }
inline real exact_kepDE(const real &s0, const real &c0, const real &dm) { return kepler_root(s0, c0, dm); }

} // namespace brook::test
