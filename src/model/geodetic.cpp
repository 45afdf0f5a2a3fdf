// SPDX-License-Identifier: MPL-2.0
// Geodetic coordinates.
#include <brook/model/geodetic.hpp>

#include <brook/math/functions.hpp>

#include "model/checks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

void check(const char *function, const geo2cart_options &options) {
    check_number(function, "ecc2", options.ecc2, "at least 0 and below 1", [](auto v) { return v >= 0 && v < 1; });
    check_positive(function, "R_eq", options.R_eq);
}

// Sine and cosine of an angle, without the angle: they have no singularity at the poles.
struct direction {
    expression s, c;
};

direction direction_of(const expression &s, const expression &c) {
    const auto w = pow(s * s + c * c, -0.5);
    return {s * w, c * w};
}

expression square(const expression &x) { return x * x; }

} // namespace

model_vector make_geo2cart(const geo2cart_options &options, const model_vector &geodetic) {
    check("geo2cart", options);
    const auto &[h, phi, lambda] = geodetic;
    const auto s = sin(phi), c = cos(phi);
    const auto n = options.R_eq * pow(1. - options.ecc2 * (s * s), -0.5); // radius of curvature across the meridian
    const auto from_axis = (n + h) * c;
    return {from_axis * cos(lambda), from_axis * sin(lambda), ((1. - options.ecc2) * n + h) * s};
}

// With the reduced latitude beta, tan(beta) = b/a tan(phi), the centre of curvature of the meridian below the point
// lies at (e^2 a cos(beta)^3, -e^2/(1 - e^2) b sin(beta)^3), and the normal through it and the point has the latitude
// phi.
model_vector make_cart2geo(const cart2geo_options &options, const model_vector &position) {
    check("cart2geo", options);
    if (options.n_iters == 0)
        throw_invalid_argument("cart2geo() needs at least one iteration, but n_iters is 0");
    const auto &[x, y, z] = position;
    const auto &e2 = options.ecc2, &a = options.R_eq;
    const auto axes = sqrt(1. - e2); // b/a
    const auto along = e2 * a / axes, across = e2 * a;
    const auto p = sqrt(x * x + y * y);
    auto beta = direction_of(z, axes * p);
    expression above, beside; // tan(phi) = above / beside
    for (std::uint32_t i = 0; i < options.n_iters; ++i) {
        above = z + along * (square(beta.s) * beta.s);
        beside = p - across * (square(beta.c) * beta.c);
        if (i + 1 < options.n_iters)
            beta = direction_of(axes * above, beside);
    }
    const auto phi = direction_of(above, beside);
    const auto h = p * phi.c + z * phi.s - a * sqrt(1. - e2 * square(phi.s));
    return {h, atan2(above, beside), atan2(y, x)};
}

} // namespace detail
BROOK_END_NAMESPACE
