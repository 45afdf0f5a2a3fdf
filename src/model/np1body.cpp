// SPDX-License-Identifier: MPL-2.0
// Bodies that attract each other, relative to the first of them.
#include <cstddef>

#include <brook/model/nbody.hpp>

#include "model/bodies.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// The potentials of all pairs; the first body is at the origin.
void add_all_potentials(std::vector<expression> &terms, const std::vector<body> &bodies, const expression &G) {
    if (!bodies[0].is_massless())
        for (std::size_t i = 1; i < bodies.size(); ++i)
            if (!bodies[i].is_massless())
                terms.push_back(-G * bodies[0].mass * bodies[i].mass * pow(square_of(bodies[i].position), -0.5));
    add_potentials(terms, bodies, G, 1);
}

// Kinetic energies in the frame of the centre of mass, in which body 0 has the velocity -w.
void add_kinetic_energies(std::vector<expression> &terms, const std::vector<body> &bodies) {
    std::vector<expression> masses;
    force_terms momentum;
    for (const auto &b : bodies)
        if (!b.is_massless())
            masses.push_back(b.mass);
    const auto mass = sum(std::move(masses));
    if (is_number_zero(mass))
        return;
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 1; i < bodies.size(); ++i)
            momentum[c].push_back(bodies[i].mass * bodies[i].velocity[c]);
    model_vector w;
    for (std::size_t c = 0; c < 3; ++c)
        w[c] = sum(std::move(momentum[c])) / mass;
    terms.push_back(0.5 * bodies[0].mass * square_of(w));
    for (std::size_t i = 1; i < bodies.size(); ++i)
        if (!bodies[i].is_massless())
            terms.push_back(0.5 * bodies[i].mass * square_of(difference(bodies[i].velocity, w)));
}

} // namespace

model_equations make_np1body(const nbody_options &options, number_of_bodies n) {
    const auto bodies = make_bodies("np1body", options, n);
    const auto &G = options.Gconst;
    std::vector<force_terms> forces(bodies.size());
    add_attractions(forces, bodies, G, 1);
    // What accelerates body 0 is the same term for all: sum_j m_j r_j / |r_j|^3, body i itself included.
    std::vector<model_vector> central(bodies.size());
    force_terms of_the_origin;
    for (std::size_t i = 1; i < bodies.size(); ++i) {
        central[i] = inverse_square(bodies[i].position);
        for (std::size_t c = 0; c < 3; ++c)
            of_the_origin[c].push_back(-G * bodies[i].mass * central[i][c]);
    }
    model_equations equations;
    for (std::size_t c = 0; c < 3; ++c) {
        const auto common = sum(std::move(of_the_origin[c]));
        for (std::size_t i = 1; i < bodies.size(); ++i) {
            forces[i][c].push_back(-G * bodies[0].mass * central[i][c]);
            forces[i][c].push_back(common);
        }
    }
    for (std::size_t i = 1; i < bodies.size(); ++i)
        add_motion(equations, bodies[i].position, bodies[i].velocity, std::move(forces[i]));
    return equations;
}

expression make_np1body_energy(const nbody_options &options, number_of_bodies n) {
    const auto bodies = make_bodies("np1body_energy", options, n);
    std::vector<expression> terms;
    add_kinetic_energies(terms, bodies);
    add_all_potentials(terms, bodies, options.Gconst);
    return sum(std::move(terms));
}

expression make_np1body_potential(const nbody_options &options, number_of_bodies n) {
    std::vector<expression> terms;
    add_all_potentials(terms, make_bodies("np1body_potential", options, n), options.Gconst);
    return sum(std::move(terms));
}

} // namespace detail
BROOK_END_NAMESPACE
