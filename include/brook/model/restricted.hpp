// SPDX-License-Identifier: MPL-2.0
// Restricted problems: a body without mass among bodies on circles.
#pragma once

#include <brook/expression/expression.hpp>
#include <brook/model/keywords.hpp>
#include <brook/support/keyword_function.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct cr3bp_options {
    expression mu{1e-3};
};

using cr3bp_keywords = accepts<cr3bp_options, sets<kw::mu, &cr3bp_options::mu>>;

struct bcp_options {
    expression mu{0.012150582}, mu_s{328900.54}, rho_s{388.81114}, omega_s{0.925195985520347};
};

using bcp_keywords = accepts<bcp_options, sets<kw::mu, &bcp_options::mu>, sets<kw::mu_s, &bcp_options::mu_s>,
                             sets<kw::rho_s, &bcp_options::rho_s>, sets<kw::omega_s, &bcp_options::omega_s>>;

BROOK_PUBLIC model_equations make_cr3bp(const cr3bp_options &options);
BROOK_PUBLIC expression make_cr3bp_jacobi(const cr3bp_options &options);
BROOK_PUBLIC model_equations make_bcp(const bcp_options &options);
BROOK_PUBLIC expression make_bcp_hamiltonian(const bcp_options &options);

} // namespace detail

namespace model {

/// `cr3bp(keywords...)`: the circular restricted three-body problem. A body without mass moves in the field of two
/// bodies that circle each other, in the frame that rotates with them, around their centre of mass. Their distance,
/// their mass together, the constant of gravitation and the angular velocity are 1. The larger one, of mass 1 - mu, is
/// at (mu, 0, 0), the smaller one, of mass mu, at (mu - 1, 0, 0).
///
/// The state is x, y, z, px, py, pz: position and momenta, px = x' - y, py = y' + x, pz = z'. The equations are
/// Hamilton's for cr3bp_jacobi. Keyword: mu (default 1e-3). V. Szebehely, Theory of Orbits (1967).
///
/// Throws std::invalid_argument if mu is a number that is not between 0 and 0.5.
inline constexpr detail::keyword_function<"cr3bp", detail::cr3bp_keywords, detail::make_cr3bp> cr3bp;

/// `cr3bp_jacobi(keywords...)`: the Hamiltonian of cr3bp, (px^2 + py^2 + pz^2) / 2 + y px - x py - (1 - mu) / r_1 - mu
/// / r_2, with the distances r_1 and r_2 from the larger and the smaller body. It is conserved; what is often called
/// the constant of Jacobi is -2 times this. Keyword and errors as for cr3bp.
inline constexpr detail::keyword_function<"cr3bp_jacobi", detail::cr3bp_keywords, detail::make_cr3bp_jacobi>
    cr3bp_jacobi;

/// `bcp(keywords...)`: the bicircular problem, which is cr3bp with a Sun. Two bodies circle each other, their centre of
/// mass and a third one circle each other, too, in one plane, and all three attract a body without mass. Units, frame
/// and places of the two are those of cr3bp; at time t, with theta = omega_s t, the Sun is at
/// rho_s (cos(theta), -sin(theta), 0).
///
/// The state is x, y, z, px, py, pz, as in cr3bp. The equations are Hamilton's for bcp_hamiltonian. Keywords: mu
/// (default 0.012150582), mu_s (the mass of the Sun; default 328900.54), rho_s (its distance; default 388.81114),
/// omega_s (default 0.925195985520347): by default the Earth, the Moon and the Sun. C. Simo, G. Gomez, A. Jorba and
/// J. Masdemont, The bicircular model near the triangular libration points of the RTBP, in From Newton to Chaos (1995).
///
/// Throws std::invalid_argument if mu is a number that is not between 0 and 0.5, or if among the numbers mu_s is
/// negative, rho_s is not positive, or one is not finite.
inline constexpr detail::keyword_function<"bcp", detail::bcp_keywords, detail::make_bcp> bcp;

/// `bcp_hamiltonian(keywords...)`: the Hamiltonian of bcp, cr3bp_jacobi - mu_s / r_s - mu_s / rho_s^2 (y sin(theta) - x
/// cos(theta)), with the distance r_s from the Sun. It depends on the time, and is not conserved. Keywords and errors
/// as for bcp.
inline constexpr detail::keyword_function<"bcp_hamiltonian", detail::bcp_keywords, detail::make_bcp_hamiltonian>
    bcp_hamiltonian;

} // namespace model
BROOK_END_NAMESPACE
