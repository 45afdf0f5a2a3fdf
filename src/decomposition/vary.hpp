// SPDX-License-Identifier: MPL-2.0
// From a program to one that also computes the derivatives of the solution: variational equations of any order.
//
// A truncated power series in several variations, and one in time, are multiplied alike, and so are their homogeneous
// parts. The Euler operator, which multiplies the part of degree n with n, is a derivation as t d/dt is. So a
// recurrence that gives the Taylor coefficient n of a function from lower ones, n a_n = sum_j j b_j a_(n-j) for
// a = exp(b), gives its part of degree n as well (jet transport: D. Perez-Palau, J. J. Masdemont and G. Gomez, Celest.
// Mech. Dyn. Astron. 123 (2015); A. Gimeno, A. Jorba et al., J. Comput. Appl. Math. 430 (2023)). An emitter whose
// values are homogeneous polynomials writes it down as operations on the values of a program: variations follow its
// intermediate results, and no derivative of the equations is ever formed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <brook/number/fp_type.hpp>
#include <brook/ode/system.hpp>
#include <brook/support/visibility.hpp>

#include "decomposition/program.hpp"
#include "ode/multi_indices.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The program with the derivatives of all orders up to the highest of `indices` as state variables more. Its outputs
/// are those of `p`, in which the derivatives may be state variables already, of which only outputs know. Throws
/// not_implemented_error if an operation of a function of the user's calls a function that is none of brook's.
program vary(const program &p, std::span<const varied> args, const multi_indices &indices, fp_type type);

} // namespace detail
BROOK_END_NAMESPACE
