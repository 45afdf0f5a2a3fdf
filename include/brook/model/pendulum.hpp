// SPDX-License-Identifier: MPL-2.0
// The pendulum.
#pragma once

#include <brook/expression/expression.hpp>
#include <brook/model/keywords.hpp>
#include <brook/support/keyword_function.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct pendulum_options {
    expression gconst{1.}, length{1.};
};

using pendulum_keywords =
    accepts<pendulum_options, sets<kw::gconst, &pendulum_options::gconst>, sets<kw::length, &pendulum_options::length>>;

BROOK_PUBLIC model_equations make_pendulum(const pendulum_options &options);
BROOK_PUBLIC expression make_pendulum_energy(const pendulum_options &options);

} // namespace detail

/// Ready-made systems of equations, their energies and potentials, and other expressions of mechanics and astronomy.
///
/// All are functions that take keywords (model/keywords.hpp) where they say so. Numbers that make no sense, and sizes
/// that do not fit, give std::invalid_argument; wrong keywords do not compile. Units are those of the caller, who has
/// to choose them such that they agree, where nothing else is said.
namespace model {

/// `pendulum(keywords...)`: a mass point on a rod without mass, x' = v, v' = -g/l sin(x). The state is x, the angle
/// from the lowest point in radians, and v, its derivative. Keywords: gconst (g; default 1), length (l; default 1). L.
/// D. Landau and E. M. Lifshitz, Mechanics (1976), section 5.
///
/// Throws std::invalid_argument if g is a number that is not finite, or l a number that is not positive and finite.
inline constexpr detail::keyword_function<"pendulum", detail::pendulum_keywords, detail::make_pendulum> pendulum;

/// `pendulum_energy(keywords...)`: the energy of a pendulum for a mass of 1, l^2 v^2 / 2 + g l (1 - cos(x)), which is 0
/// at rest in the lowest point. Keywords and errors as for pendulum.
inline constexpr detail::keyword_function<"pendulum_energy", detail::pendulum_keywords, detail::make_pendulum_energy>
    pendulum_energy;

} // namespace model
BROOK_END_NAMESPACE
