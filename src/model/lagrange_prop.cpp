// SPDX-License-Identifier: MPL-2.0
// The solution of the problem of two bodies on an ellipse.
#include <brook/model/lagrange_prop.hpp>

#include <cstddef>

#include <brook/math/functions.hpp>

#include "model/vectors.hpp"

BROOK_BEGIN_NAMESPACE
namespace model {
namespace {

detail::model_vector combined(const expression &f, const detail::model_vector &r, const expression &g,
                              const detail::model_vector &v) {
    detail::model_vector sum;
    for (std::size_t c = 0; c < 3; ++c)
        sum[c] = f * r[c] + g * v[c];
    return sum;
}

} // namespace

// With the semi-major axis a, mean motion n, and x for the change of the eccentric anomaly E:
//   e cos E0 = r0 v0^2 / mu - 1,   e sin E0 = r0.v0 / (n a^2),   r = a (1 - e cos E0 cos x + e sin E0 sin x)
//   position = f r0 + g v0,   f = 1 - a / r0 (1 - cos x),   g = (e sin E0 (1 - cos x) + r0 / a sin x) / n
//   velocity = f' r0 + g' v0,   f' = -n a^2 / (r r0) sin x,   g' = 1 - a / r (1 - cos x)
// 1 - cos x is written as a square, which keeps its digits where the time is short.
std::pair<std::array<expression, 3>, std::array<expression, 3>> lagrange_prop(const std::array<expression, 3> &pos0,
                                                                              const std::array<expression, 3> &vel0,
                                                                              const expression &mu,
                                                                              const expression &tm) {
    const auto r0 = sqrt(detail::square_of(pos0)), v2 = detail::square_of(vel0);
    const auto a = 1. / (2. / r0 - v2 / mu), n = sqrt(mu / (a * a * a)), na2 = sqrt(mu * a);
    const auto s0 = detail::dot(pos0, vel0) / na2, c0 = r0 * v2 / mu - 1.;
    const auto x = kepDE(s0, c0, n * tm);
    const auto s = sin(x), c = cos(x), half = sin(.5 * x), versine = 2. * (half * half);
    const auto r = a * (1. - c0 * c + s0 * s);
    return {combined(1. - a / r0 * versine, pos0, (s0 * versine + r0 / a * s) / n, vel0),
            combined(-(na2 / (r * r0)) * s, pos0, 1. - a / r * versine, vel0)};
}

} // namespace model
BROOK_END_NAMESPACE
