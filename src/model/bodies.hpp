// SPDX-License-Identifier: MPL-2.0
// Bodies, their masses, and what pairs of them exert on each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/math/functions.hpp>
#include <brook/model/nbody.hpp>

#include "expression/walk.hpp"
#include "model/vectors.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

struct body {
    model_vector position, velocity;
    expression mass;

    /// The number 0 as mass: it attracts nobody.
    bool is_massless() const { return is_number_zero(mass); }
};

/// n bodies, whose variables end in their indices. Throws std::invalid_argument if the options, or n, make no sense.
std::vector<body> make_bodies(const char *model, const nbody_options &options, std::uint32_t n);

/// Adds what bodies from `first` on exert on each other.
void add_attractions(std::vector<force_terms> &forces, const std::vector<body> &bodies, const expression &G,
                     std::size_t first);

/// -G m_i m_j / |r_j - r_i| of the pairs of bodies from `first` on.
void add_potentials(std::vector<expression> &terms, const std::vector<body> &bodies, const expression &G,
                    std::size_t first);

} // namespace detail
BROOK_END_NAMESPACE
