// SPDX-License-Identifier: MPL-2.0
// The keyword arguments of models, and what they may be given.
//
// Wherever a keyword takes an expression it takes a floating-point number, too; a range has elements of one type, so
// that numbers among expressions are written 1_dbl. Numbers are checked when a model is made; what a parameter or
// another expression will be is not.
#pragma once

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace kw {

/// The acceleration of gravity (an expression; default 1).
inline constexpr detail::keyword<"gconst"> gconst;
/// A length (an expression; default 1).
inline constexpr detail::keyword<"length"> length;
/// The constant of gravitation (an expression; default 1).
inline constexpr detail::keyword<"Gconst"> Gconst;
/// The masses of bodies or centres (a range of expressions; see the model for what is missing).
inline constexpr detail::keyword<"masses"> masses;
/// The positions of centres: x, y, z of the first, then of the second, and so on (a range of expressions).
inline constexpr detail::keyword<"positions"> positions;
/// The angular velocity of a frame (a range of 3 expressions, or an empty one: no rotation; default empty).
inline constexpr detail::keyword<"omega"> omega;
/// The mass of the smaller one of two bodies, where both have mass 1 together; or the gravitational parameter G m of a
/// body (an expression).
inline constexpr detail::keyword<"mu"> mu;
/// The mass of the Sun, in units of the mass of two bodies (an expression).
inline constexpr detail::keyword<"mu_s"> mu_s;
/// The distance of the Sun, in units of the distance of two bodies (an expression).
inline constexpr detail::keyword<"rho_s"> rho_s;
/// The angular velocity of the Sun in the frame of two bodies, clockwise (an expression).
inline constexpr detail::keyword<"omega_s"> omega_s;
/// The square of the eccentricity of an ellipsoid (an expression; default that of WGS 84).
inline constexpr detail::keyword<"ecc2"> ecc2;
/// The equatorial radius of an ellipsoid (an expression; default that of WGS 84, in metres).
inline constexpr detail::keyword<"R_eq"> R_eq;
/// How many iterations a formula makes (an integer).
inline constexpr detail::keyword<"n_iters"> n_iters;

/// The radius to which the coefficients of a gravity field belong (an expression).
inline constexpr detail::keyword<"a"> a;
/// The coefficients of a gravity field: C_00, S_00, C_10, S_10, C_11, S_11, C_20, ..., those of order 0 to n for each
/// degree n in turn, fully normalised (a range of expressions).
inline constexpr detail::keyword<"sh_coefficients"> sh_coefficients;
/// The highest degree of a gravity field that is used (an integer; default the highest that there is).
inline constexpr detail::keyword<"max_degree"> max_degree;
/// The highest order of a gravity field that is used (an integer; default the highest degree).
inline constexpr detail::keyword<"max_order"> max_order;

/// The inputs of a network (a range of expressions).
inline constexpr detail::keyword<"inputs"> inputs;
/// The numbers of neurons in the hidden layers of a network (a range of integers, which may be empty).
inline constexpr detail::keyword<"nn_hidden"> nn_hidden;
/// The number of outputs of a network (an integer).
inline constexpr detail::keyword<"n_out"> n_out;
/// What the neurons of a layer make of their sums, for each hidden layer and the last one (a range of functions
/// expression(const expression &)).
inline constexpr detail::keyword<"activations"> activations;
/// The weights and biases of a network (a range of expressions; default par[0], par[1], ...).
inline constexpr detail::keyword<"nn_wb"> nn_wb;

} // namespace kw

namespace detail {

/// Members that are expressions take whatever makes one.
template <>
inline constexpr std::string_view what_makes<expression> = "a number or an expression";

/// The equations of a model, as integrators take them.
using model_equations = std::vector<std::pair<expression, expression>>;

/// The coordinates of a vector in space.
using model_vector = std::array<expression, 3>;

} // namespace detail
BROOK_END_NAMESPACE
