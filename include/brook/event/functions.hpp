// SPDX-License-Identifier: MPL-2.0
// Event functions of mechanics, made from the coordinates of positions and velocities.
#pragma once

#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/math/functions.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Ready-made event functions, for nt_event, t_event and their batch forms.
///
/// Vectors are given by their coordinates, as many as there are dimensions, the same number in all arguments of a
/// function: `apsis({x, y, z}, {vx, vy, vz})`. Any expressions will do: state variables, differences of these,
/// functions of the time, parameters, numbers such as 1_dbl. Units are those of the coordinates. Otherwise the
/// functions throw std::invalid_argument.
///
/// Event functions count in the choice of the size of steps, each relative to its own size or, below 1, to 1. One that is
/// always far below 1 should be multiplied by a number: that changes no zero.
namespace event_functions {

/// r . v, where r is the position and v the velocity relative to the centre, that is, half the derivative of |r|^2. It
/// goes from - to + at a periapsis (event_direction::positive), from + to - at an apoapsis (negative). In units of
/// length^2 / time. On a circle it is 0 throughout, but for rounding.
BROOK_PUBLIC expression apsis(const std::vector<expression> &position, const std::vector<expression> &velocity);

/// |a - b|^2 - distance^2, for two positions: negative while they are closer than the distance. In units of length^2.
/// The distance may be a parameter. Throws std::invalid_argument if it is a number that is not positive.
BROOK_PUBLIC expression close_encounter(const std::vector<expression> &a, const std::vector<expression> &b,
                                        const expression &distance);
/// The same with a plain number as distance.
template <detail::floating_point_type T>
expression close_encounter(const std::vector<expression> &a, const std::vector<expression> &b, T distance) {
    return close_encounter(a, b, expression(distance));
}

/// (a - b) . (va - vb), for two positions and their velocities, that is, half the derivative of |a - b|^2. It goes from
/// - to + at a closest approach, from + to - where the distance is largest. In units of length^2 / time.
BROOK_PUBLIC expression closest_approach(const std::vector<expression> &a, const std::vector<expression> &va,
                                         const std::vector<expression> &b, const std::vector<expression> &vb);

/// n . r - offset, for a position r and a normal n of any length: zero in the plane of the points whose product with n
/// is the offset, positive on the side to which n points. In units of length, if n has none. Throws
/// std::invalid_argument if all coordinates of n are the number 0.
BROOK_PUBLIC expression plane_crossing(const std::vector<expression> &position, const std::vector<expression> &normal,
                                       const expression &offset = expression(0.));
/// The same with a plain number as offset.
template <detail::floating_point_type T>
expression plane_crossing(const std::vector<expression> &position, const std::vector<expression> &normal, T offset) {
    return plane_crossing(position, normal, expression(offset));
}

/// r . s + sqrt(r . r - R^2): negative exactly in the shadow of a ball with radius R around the origin, whose light
/// comes in parallel from the direction s = u / |u|. `position` is r, `to_the_light` is u, a vector of any length
/// towards the light; it may change in time. The zeros are entry (from + to -) and exit (from - to +), and nothing
/// else. In units of length.
///
/// The shadow is a half-cylinder: r . s < 0, and r . r - (r . s)^2 < R^2. Escobal's function of it (Methods of Orbit
/// Determination, Wiley 1965), R^2 + (r . s)^2 - r . r, is also zero where the line of sight grazes the ball in front
/// of it. As (r . s)^2 - w^2, where w^2 = r . r - R^2, it has the factors r . s - w and r . s + w, and it is the second
/// that vanishes behind the ball. Seen from r, w is the distance of the horizon: the condition says that the light is
/// below it.
///
/// It is analytic outside of the ball, r . r > R^2, and is not defined within: steps fail there (err_nf_state). Orbits
/// that touch the surface need small steps near it. Penumbras, which a light of finite size has (O. Montenbruck and E.
/// Gill, Satellite Orbits, Springer 2000), lie about the zeros. Throws std::invalid_argument if the radius is a number
/// that is not positive, or all coordinates of u are the number 0.
BROOK_PUBLIC expression shadow(const std::vector<expression> &position, const std::vector<expression> &to_the_light,
                               const expression &radius);
/// The same with a plain number as radius.
template <detail::floating_point_type T>
expression shadow(const std::vector<expression> &position, const std::vector<expression> &to_the_light, T radius) {
    return shadow(position, to_the_light, expression(radius));
}

} // namespace event_functions

BROOK_END_NAMESPACE
