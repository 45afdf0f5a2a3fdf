// SPDX-License-Identifier: MPL-2.0
// Bodies that attract each other, in an inertial frame, or relative to one of them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/model/keywords.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/keyword_function.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct nbody_options {
    expression Gconst{1.};
    std::optional<std::vector<expression>> masses; ///< unset: all 1
};

using nbody_keywords =
    accepts<nbody_options, sets<kw::Gconst, &nbody_options::Gconst>, sets<kw::masses, &nbody_options::masses>>;

using number_of_bodies = integer_argument<std::uint32_t, "The number of bodies">;

BROOK_PUBLIC model_equations make_nbody(const nbody_options &options, number_of_bodies n);
BROOK_PUBLIC expression make_nbody_energy(const nbody_options &options, number_of_bodies n);
BROOK_PUBLIC expression make_nbody_potential(const nbody_options &options, number_of_bodies n);
BROOK_PUBLIC model_equations make_np1body(const nbody_options &options, number_of_bodies n);
BROOK_PUBLIC expression make_np1body_energy(const nbody_options &options, number_of_bodies n);
BROOK_PUBLIC expression make_np1body_potential(const nbody_options &options, number_of_bodies n);

} // namespace detail

namespace model {

/// `nbody(n, keywords...)`: n bodies that attract each other by Newton's law,
///
///     r_i'' = G sum_j m_j (r_j - r_i) / |r_j - r_i|^3.
///
/// The state is x_i, y_i, z_i, vx_i, vy_i, vz_i of one body after the other, with i = 0, ..., n - 1: positions and
/// velocities in an inertial frame. Keywords: Gconst (default 1), masses (default n times 1). Fewer masses than bodies
/// mean that the last bodies have none. What a pair exerts on both is computed once, and bodies whose mass is the
/// number 0 attract nobody and cost nothing; a mass that is a parameter may be 0 at run time. C. D. Murray and S. F.
/// Dermott, Solar System Dynamics (1999), section 2.
///
/// Throws std::invalid_argument if there are less than 2 bodies or more masses than bodies, if a mass is a number that
/// is negative or not finite, or if G is a number that is not finite.
inline constexpr detail::keyword_function<"nbody", detail::nbody_keywords, detail::make_nbody> nbody;

/// `nbody_energy(n, keywords...)`: kinetic energy plus potential of n bodies, sum_i m_i v_i^2 / 2 + nbody_potential.
/// Keywords and errors as for nbody.
inline constexpr detail::keyword_function<"nbody_energy", detail::nbody_keywords, detail::make_nbody_energy>
    nbody_energy;

/// `nbody_potential(n, keywords...)`: the potential energy of n bodies, -G sum_(i<j) m_i m_j / |r_j - r_i|. Keywords
/// and errors as for nbody.
inline constexpr detail::keyword_function<"nbody_potential", detail::nbody_keywords, detail::make_nbody_potential>
    nbody_potential;

/// `np1body(n, keywords...)`: n bodies in coordinates relative to the first of them, which has no place in the state:
///
///     r_i'' = -G (m_0 + m_i) r_i / |r_i|^3 + G sum_(j != i) m_j ((r_j - r_i) / |r_j - r_i|^3 - r_j / |r_j|^3).
///
/// The state is x_i, y_i, z_i, vx_i, vy_i, vz_i of one body after the other, with i = 1, ..., n - 1: positions and
/// velocities relative to body 0. Keywords: Gconst (default 1), masses, that of body 0 first (default n times 1); fewer
/// masses than bodies mean that the last bodies have none. C. D. Murray and S. F. Dermott, Solar System Dynamics
/// (1999), section 6.2.
///
/// Throws std::invalid_argument as nbody does.
inline constexpr detail::keyword_function<"np1body", detail::nbody_keywords, detail::make_np1body> np1body;

/// `np1body_energy(n, keywords...)`: the energy of the n bodies of np1body, in the frame of their centre of mass: with
/// w = sum_i m_i v_i / sum_i m_i it is m_0 w^2 / 2 + sum_(i>0) m_i (v_i - w)^2 / 2 + np1body_potential. Keywords and
/// errors as for nbody.
inline constexpr detail::keyword_function<"np1body_energy", detail::nbody_keywords, detail::make_np1body_energy>
    np1body_energy;

/// `np1body_potential(n, keywords...)`: the potential energy of the n bodies of np1body, -G sum_(i>0) m_0 m_i / |r_i| -
/// G sum_(0<i<j) m_i m_j / |r_j - r_i|. Keywords and errors as for nbody.
inline constexpr detail::keyword_function<"np1body_potential", detail::nbody_keywords, detail::make_np1body_potential>
    np1body_potential;

} // namespace model
BROOK_END_NAMESPACE
