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
#include <brook/support/visibility.hpp>

#include "decomposition/multi_indices.hpp"
#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// With respect to what the solution is differentiated: the initial value of a state variable, or a parameter.
struct varied {
    enum class kind : std::uint8_t { state, parameter };
    kind what = kind::state;
    std::uint32_t index = 0; ///< of the state variable, or of the parameter
};

/// Of n state variables: the number of the state variable that is the derivative of state variable i whose multi-index
/// has the number `index`. The first n are the state variables themselves; then come the derivatives by degree, of each
/// degree by state variable.
std::uint32_t variational_state(const multi_indices &indices, std::uint32_t n, std::uint32_t i, std::uint32_t index);

/// The program with the derivatives of all orders up to the highest of `indices` as state variables more. Its outputs
/// are those of `p`. Throws not_implemented_error if an operation of a function of the user's calls a function that is
/// none of brook's.
program vary(const program &p, std::span<const varied> args, const multi_indices &indices, fp_type type);

} // namespace detail
BROOK_END_NAMESPACE
