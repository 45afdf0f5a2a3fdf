// SPDX-License-Identifier: MPL-2.0
// Equations of motion from a Lagrangian or a Hamiltonian.
#pragma once

#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// The equations of motion of a mechanical system with the Lagrangian L(q, q', t), the coordinates `qs` and their
/// velocities `qdots`, as a system of first order: first q_i' = qdot_i, then the equations of the velocities, which
/// solve
///
///     d/dt (dL/dqdot_i) = dL/dq_i - dD/dqdot_i.
///
/// D is a dissipation function of Rayleigh: for friction -c qdot it is c qdot^2 / 2. L and D may contain parameters,
/// and the time. H. Goldstein, C. Poole and J. Safko, Classical Mechanics (2002), sections 1.4 and 1.5.
///
/// The accelerations follow from sum_j M_ij qdot_j' = ..., with the mass matrix M_ij = d^2L/dqdot_i dqdot_j, which is
/// taken apart into L D L^T symbolically. Coordinates that do not touch each other stay apart, and a mass matrix of
/// numbers costs nothing. If M is positive definite, as that of a kinetic energy, no divisor can vanish. If it is
/// indefinite, a divisor that is not identically zero may vanish on the way, as d would in M = ((d, 1), (1, 0)).
/// Whether an element is identically zero is found out by its values at points chosen at random.
///
/// Throws std::invalid_argument if there are no coordinates, or not as many velocities; if one of either is no
/// variable, has a name that begins with two underscores, or is given twice; if L or D has other variables; or if M is
/// singular, with the name of a coordinate whose acceleration is not determined. Throws not_implemented_error if L has
/// a function without derivatives, or if dL/dqdot depends on the time by another function than `time`.
BROOK_PUBLIC std::vector<std::pair<expression, expression>> lagrangian(const expression &L,
                                                                       const std::vector<expression> &qs,
                                                                       const std::vector<expression> &qdots,
                                                                       const expression &D = expression(0.));

/// The equations of motion of a system with the Hamiltonian H(q, p, t), the coordinates `qs` and their momenta `ps`:
/// first q_i' = dH/dp_i, then p_i' = -dH/dq_i. H may contain parameters, and the time. H. Goldstein, C. Poole and J.
/// Safko, Classical Mechanics (2002), section 8.1.
///
/// Throws std::invalid_argument if there are no coordinates, or not as many momenta; if one of either is no variable,
/// has a name that begins with two underscores, or is given twice; or if H has other variables. Throws
/// not_implemented_error if H has a function without derivatives.
BROOK_PUBLIC std::vector<std::pair<expression, expression>>
hamiltonian(const expression &H, const std::vector<expression> &qs, const std::vector<expression> &ps);

BROOK_END_NAMESPACE
