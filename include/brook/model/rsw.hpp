// SPDX-License-Identifier: MPL-2.0
// States relative to a reference orbit: radial, along the track and across it.
#pragma once

#include <array>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace model {

/// The state of a body relative to a reference orbit, {position, velocity}, in the RSW frame of the latter. That frame
/// has its origin at the reference, which is at r0 with velocity v0: R points along r0, W along r0 x v0, and S = W x R
/// completes them; on a circle it is the direction of the motion.
///
/// `pos` and `vel` are position and velocity of the body, `ref_pos` and `ref_vel` are r0 and v0; all four in one
/// inertial frame and in any units. The velocity is that which is seen in the frame, which rotates with (r0 x v0) /
/// r0^2: exactly, if no force on the reference is perpendicular to its orbit. D. A. Vallado, Fundamentals of
/// Astrodynamics and Applications (2013), section 3.3.3.
BROOK_PUBLIC std::array<std::array<expression, 3>, 2> state_to_rsw(const std::array<expression, 3> &pos,
                                                                   const std::array<expression, 3> &vel,
                                                                   const std::array<expression, 3> &ref_pos,
                                                                   const std::array<expression, 3> &ref_vel);

/// The inverse of state_to_rsw: the inertial {position, velocity} of a body that is at `pos` with velocity `vel` in the
/// RSW frame of the reference orbit.
BROOK_PUBLIC std::array<std::array<expression, 3>, 2> state_from_rsw(const std::array<expression, 3> &pos,
                                                                     const std::array<expression, 3> &vel,
                                                                     const std::array<expression, 3> &ref_pos,
                                                                     const std::array<expression, 3> &ref_vel);

/// As state_to_rsw, but the velocity is the difference of the inertial velocities, in the directions R, S, W: that
/// which is seen in a frame which has these axes at this instant and does not rotate.
BROOK_PUBLIC std::array<std::array<expression, 3>, 2> state_to_rsw_inertial(const std::array<expression, 3> &pos,
                                                                            const std::array<expression, 3> &vel,
                                                                            const std::array<expression, 3> &ref_pos,
                                                                            const std::array<expression, 3> &ref_vel);

/// The inverse of state_to_rsw_inertial.
BROOK_PUBLIC std::array<std::array<expression, 3>, 2> state_from_rsw_inertial(const std::array<expression, 3> &pos,
                                                                              const std::array<expression, 3> &vel,
                                                                              const std::array<expression, 3> &ref_pos,
                                                                              const std::array<expression, 3> &ref_vel);

} // namespace model
BROOK_END_NAMESPACE
