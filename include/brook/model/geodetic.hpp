// SPDX-License-Identifier: MPL-2.0
// Geodetic coordinates: height, latitude and longitude with respect to an ellipsoid.
#pragma once

#include <array>
#include <cstdint>

#include <brook/expression/expression.hpp>
#include <brook/model/keywords.hpp>
#include <brook/support/keyword_function.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// WGS 84: National Imagery and Mapping Agency, TR8350.2 (2000). Flattening 1/298.257223563.
struct geo2cart_options {
    expression ecc2{0.0066943799901413165}, R_eq{6378137.};
};
struct cart2geo_options : geo2cart_options {
    std::uint32_t n_iters = 4;
};

template <typename Options>
using ellipsoid_keywords_of =
    accepts<Options, sets<kw::ecc2, &geo2cart_options::ecc2>, sets<kw::R_eq, &geo2cart_options::R_eq>>;

using geo2cart_keywords = ellipsoid_keywords_of<geo2cart_options>;
using cart2geo_keywords =
    also_accepts<ellipsoid_keywords_of<cart2geo_options>, sets<kw::n_iters, &cart2geo_options::n_iters>>::type;

BROOK_PUBLIC model_vector make_geo2cart(const geo2cart_options &options, const model_vector &geodetic);
BROOK_PUBLIC model_vector make_cart2geo(const cart2geo_options &options, const model_vector &position);

} // namespace detail

namespace model {

/// `cart2geo({x, y, z}, keywords...)`: the geodetic coordinates {h, phi, lambda} of a position in the frame that
/// rotates with the ellipsoid: height above it, in the unit of its radius; latitude, from -pi/2 to pi/2, and longitude,
/// from -pi to pi, in radians. Keywords: ecc2 and R_eq (default: WGS 84, 6378137 metres), n_iters (default 4).
///
/// Each iteration is one of Bowring's formula for the latitude: B. R. Bowring, Transformation from spatial to
/// geographical coordinates, Survey Review 23 (1976). With the ellipsoid of the Earth one is wrong by 1e-9 radians at
/// most, two have all digits of a double, at every height from 1000 km above the centre on; four do so near it and with
/// flatter ellipsoids, too. The longitude jumps at x < 0, y = 0, and at the poles there is none.
///
/// Throws std::invalid_argument if ecc2 is a number that is not in [0, 1), or R_eq one that is not positive and finite,
/// or if n_iters is 0.
inline constexpr detail::keyword_function<"cart2geo", detail::cart2geo_keywords, detail::make_cart2geo> cart2geo;

/// `geo2cart({h, phi, lambda}, keywords...)`: the inverse, {x, y, z}. Keywords: ecc2 and R_eq; errors as for cart2geo.
inline constexpr detail::keyword_function<"geo2cart", detail::geo2cart_keywords, detail::make_geo2cart> geo2cart;

} // namespace model
BROOK_END_NAMESPACE
