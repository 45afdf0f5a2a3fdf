// SPDX-License-Identifier: MPL-2.0
// The solution of the problem of two bodies on an ellipse, as a function of the initial state and the time.
#pragma once

#include <array>
#include <utility>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace model {

/// Position and velocity, as a pair, a time `tm` after they were `pos0` and `vel0`, of a body that is attracted by a
/// point at the origin: r'' = -mu r / |r|^3. `mu` is the gravitational parameter, the constant of gravity times the sum
/// of both masses; units are any that fit each other. `tm` may be negative, and of any number of revolutions.
///
/// The orbit must be an ellipse, also a circle, but not a straight line; otherwise values are NaNs. The state is a
/// combination of the initial position and velocity, with the coefficients of Lagrange as functions of the change of
/// the eccentric anomaly, which is kepDE(): R. H. Battin, An Introduction to the Mathematics and Methods of
/// Astrodynamics (1999), section 4.3. Derivatives with respect to the initial state are the state transition matrix.
BROOK_PUBLIC std::pair<std::array<expression, 3>, std::array<expression, 3>>
lagrange_prop(const std::array<expression, 3> &pos0, const std::array<expression, 3> &vel0, const expression &mu,
              const expression &tm);

} // namespace model
BROOK_END_NAMESPACE
