// SPDX-License-Identifier: MPL-2.0
// The gravity field of a body in spherical harmonics.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/model/keywords.hpp>
#include <brook/support/keyword_function.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct sh_gravity_options {
    expression mu, a;
    std::vector<expression> sh_coefficients;
    std::optional<std::uint32_t> max_degree, max_order;
};

using sh_gravity_keywords =
    accepts<sh_gravity_options, needs<kw::mu, &sh_gravity_options::mu>, needs<kw::a, &sh_gravity_options::a>,
            needs<kw::sh_coefficients, &sh_gravity_options::sh_coefficients>,
            sets<kw::max_degree, &sh_gravity_options::max_degree>, sets<kw::max_order, &sh_gravity_options::max_order>>;

BROOK_PUBLIC expression make_sh_gravity_pot(const sh_gravity_options &options, const model_vector &position);
BROOK_PUBLIC model_vector make_sh_gravity_acc(const sh_gravity_options &options, const model_vector &position);

} // namespace detail

namespace model {

/// `sh_gravity_pot({x, y, z}, keywords...)`: the potential of gravity, in the sign of geodesy: positive, so that its
/// gradient is the acceleration,
///
///     U = mu/r sum_(n, m <= n) (a/r)^n P_nm(sin(phi)) (C_nm cos(m lambda) + S_nm sin(m lambda)),
///
/// where r, phi and lambda are distance, latitude and longitude of the position in the frame that is fixed in the body,
/// and P_nm are the associated Legendre functions, without the factor (-1)^m and fully normalised (their squares have
/// the mean 1 over the sphere when multiplied with the cosine). Units are those of mu and a; in metres and seconds U is
/// in m^2/s^2.
///
/// Keywords: mu (G m of the body), a (the radius to which the coefficients belong) and sh_coefficients must be given;
/// max_degree and max_order cut the sum off. The coefficients are C_00, S_00, C_10, S_10, C_11, S_11, C_20, ..., as
/// read_gfc() has them: numbers, parameters, or functions of the time, such as tides. C_00 is 1 usually.
///
/// What is computed are the solid harmonics (a/r)^(n+1) P_nm cos(m lambda) and their sines, in Cartesian coordinates:
/// by recurrence in n, after Cunningham, which is stable for all degrees and has no singularity at the poles. L. E.
/// Cunningham, Celestial Mechanics 2 (1970); O. Montenbruck and E. Gill, Satellite Orbits (2000), section 3.2.4; fully
/// normalised, so that degrees in the thousands do not overflow: S. A. Holmes and W. E. Featherstone, Journal of
/// Geodesy 76 (2002). About n^2 recurrences of two products for degree n.
///
/// Throws std::invalid_argument if mu or a is a number that is not positive and finite; if there are no coefficients,
/// or as many as no degree has, or a number that is not finite among them; if max_degree is above the highest degree,
/// or max_order above max_degree.
inline constexpr detail::keyword_function<"sh_gravity_pot", detail::sh_gravity_keywords, detail::make_sh_gravity_pot>
    sh_gravity_pot;

/// `sh_gravity_acc({x, y, z}, keywords...)`: the acceleration of gravity, {ax, ay, az}, in the frame that is fixed in
/// the body: the gradient of sh_gravity_pot, as sums of the solid harmonics of degrees up to one more (Montenbruck and
/// Gill, section 3.2.5). In an inertial frame the position has to be rotated first, and the acceleration back; in the
/// frame itself `rotating` has what is missing. Keywords and errors as for sh_gravity_pot.
inline constexpr detail::keyword_function<"sh_gravity_acc", detail::sh_gravity_keywords, detail::make_sh_gravity_acc>
    sh_gravity_acc;

} // namespace model
BROOK_END_NAMESPACE
