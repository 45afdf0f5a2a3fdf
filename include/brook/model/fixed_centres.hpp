// SPDX-License-Identifier: MPL-2.0
// A body without mass in the field of fixed points, in a rotating frame, or both.
#pragma once

#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/model/keywords.hpp>
#include <brook/support/keyword_function.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct fixed_centres_options {
    expression Gconst{1.};
    std::vector<expression> masses, positions;
};
struct rotating_options {
    std::vector<expression> omega;
};
struct mascon_options : fixed_centres_options, rotating_options {};

template <typename Options>
using fixed_centres_keywords_of =
    accepts<Options, sets<kw::Gconst, &fixed_centres_options::Gconst>, sets<kw::masses, &fixed_centres_options::masses>,
            sets<kw::positions, &fixed_centres_options::positions>>;

using fixed_centres_keywords = fixed_centres_keywords_of<fixed_centres_options>;
using rotating_keywords = accepts<rotating_options, sets<kw::omega, &rotating_options::omega>>;
using mascon_keywords =
    also_accepts<fixed_centres_keywords_of<mascon_options>, sets<kw::omega, &rotating_options::omega>>::type;

BROOK_PUBLIC model_equations make_fixed_centres(const fixed_centres_options &options);
BROOK_PUBLIC expression make_fixed_centres_energy(const fixed_centres_options &options);
BROOK_PUBLIC expression make_fixed_centres_potential(const fixed_centres_options &options);
BROOK_PUBLIC model_equations make_rotating(const rotating_options &options);
BROOK_PUBLIC expression make_rotating_energy(const rotating_options &options);
BROOK_PUBLIC expression make_rotating_potential(const rotating_options &options);
BROOK_PUBLIC model_equations make_mascon(const mascon_options &options);
BROOK_PUBLIC expression make_mascon_energy(const mascon_options &options);
BROOK_PUBLIC expression make_mascon_potential(const mascon_options &options);

} // namespace detail

namespace model {

/// `fixed_centres(keywords...)`: a body in the field of N fixed points, r'' = G sum_j m_j (c_j - r) / |c_j - r|^3. The
/// state is x, y, z, vx, vy, vz. Keywords: Gconst (default 1), masses (N expressions, also negative ones), positions
/// (3 N expressions: x, y, z of the first centre, then of the second, ...); by default there are no centres. A. M.
/// Legendre, Traite des fonctions elliptiques (1825), has the motion around two of them.
///
/// Throws std::invalid_argument if there are not three times as many positions as masses, or if one of the numbers is
/// not finite.
inline constexpr detail::keyword_function<"fixed_centres", detail::fixed_centres_keywords, detail::make_fixed_centres>
    fixed_centres;

/// `fixed_centres_energy(keywords...)`: the energy of a body of mass 1, v^2 / 2 + fixed_centres_potential. Keywords and
/// errors as for fixed_centres.
inline constexpr detail::keyword_function<"fixed_centres_energy", detail::fixed_centres_keywords,
                                          detail::make_fixed_centres_energy>
    fixed_centres_energy;

/// `fixed_centres_potential(keywords...)`: the potential energy of a body of mass 1, -G sum_j m_j / |c_j - r|. Keywords
/// and errors as for fixed_centres.
inline constexpr detail::keyword_function<"fixed_centres_potential", detail::fixed_centres_keywords,
                                          detail::make_fixed_centres_potential>
    fixed_centres_potential;

/// `rotating(keywords...)`: a free body, seen in a frame that rotates uniformly, r'' = -2 omega x r' - omega x (omega x
/// r). The state is x, y, z, vx, vy, vz in that frame. Keyword: omega (3 expressions, in radians per unit of time; by
/// default there is no rotation). L. D. Landau and E. M. Lifshitz, Mechanics (1976), section 39.
///
/// Throws std::invalid_argument if omega has neither 3 elements nor none, or if one of them is a number that is not
/// finite.
inline constexpr detail::keyword_function<"rotating", detail::rotating_keywords, detail::make_rotating> rotating;

/// `rotating_energy(keywords...)`: what is conserved in the frame of rotating, v^2 / 2 + rotating_potential, for a mass
/// of 1. Keyword and errors as for rotating.
inline constexpr detail::keyword_function<"rotating_energy", detail::rotating_keywords, detail::make_rotating_energy>
    rotating_energy;

/// `rotating_potential(keywords...)`: the potential of the centrifugal force on a mass of 1, -|omega x r|^2 / 2.
/// Keyword and errors as for rotating.
inline constexpr detail::keyword_function<"rotating_potential", detail::rotating_keywords,
                                          detail::make_rotating_potential>
    rotating_potential;

/// `mascon(keywords...)`: a body in the field of an irregular body that consists of points (mass concentrations) and
/// rotates uniformly, in the frame that rotates with it: the accelerations of fixed_centres and rotating together. The
/// state is x, y, z, vx, vy, vz in that frame. Keywords: those of both. P. M. Muller and W. L. Sjogren, Mascons: lunar
/// mass concentrations, Science 161 (1968).
///
/// Throws std::invalid_argument as both do.
inline constexpr detail::keyword_function<"mascon", detail::mascon_keywords, detail::make_mascon> mascon;

/// `mascon_energy(keywords...)`: what is conserved in the frame of mascon, v^2 / 2 + mascon_potential, for a mass of 1.
/// Keywords and errors as for mascon.
inline constexpr detail::keyword_function<"mascon_energy", detail::mascon_keywords, detail::make_mascon_energy>
    mascon_energy;

/// `mascon_potential(keywords...)`: fixed_centres_potential + rotating_potential. Keywords and errors as for mascon.
inline constexpr detail::keyword_function<"mascon_potential", detail::mascon_keywords, detail::make_mascon_potential>
    mascon_potential;

} // namespace model
BROOK_END_NAMESPACE
