// SPDX-License-Identifier: MPL-2.0
// A body without mass in the field of fixed points, in a rotating frame, or both.
#include <brook/model/fixed_centres.hpp>

#include <array>
#include <cstddef>
#include <utility>

#include <brook/math/functions.hpp>

#include "model/checks.hpp"
#include "model/vectors.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

void check(const char *model, const fixed_centres_options &options) {
    const auto &[G, masses, positions] = options;
    check_finite(model, "The constant of gravitation", G);
    if (positions.size() % 3 != 0 || positions.size() / 3 != masses.size())
        throw_invalid_argument("{}() needs three coordinates for each mass, but got {} masses and {} coordinates",
                               model, masses.size(), positions.size());
    for (std::size_t i = 0; i < masses.size(); ++i)
        check_finite(model, fmt::format("Mass {}", i), masses[i]);
    for (std::size_t i = 0; i < positions.size(); ++i)
        check_finite(model, fmt::format("Coordinate {} of centre {}", "xyz"[i % 3], i / 3), positions[i]);
}

void check(const char *model, const rotating_options &options) {
    const auto &omega = options.omega;
    if (!omega.empty() && omega.size() != 3)
        throw_invalid_argument("The angular velocity of {}() must have 3 coordinates, or none, but it has {}", model,
                               omega.size());
    for (std::size_t i = 0; i < omega.size(); ++i)
        check_finite(model, fmt::format("Coordinate {} of the angular velocity", "xyz"[i]), omega[i]);
}

void check(const char *model, const mascon_options &options) {
    check(model, static_cast<const fixed_centres_options &>(options));
    check(model, static_cast<const rotating_options &>(options));
}

// Calls f(mass, vector from r to the centre) for each centre that attracts.
template <typename F>
void for_each_centre(const fixed_centres_options &options, const model_vector &r, F f) {
    const auto &[G, masses, positions] = options;
    for (std::size_t i = 0; i < masses.size(); ++i)
        if (!is_number_zero(masses[i]))
            f(masses[i], difference({positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]}, r));
}

void add_attractions(force_terms &forces, const fixed_centres_options &options, const model_vector &r) {
    for_each_centre(options, r, [&](const expression &mass, const model_vector &d) {
        const auto f = inverse_square(d);
        for (std::size_t c = 0; c < 3; ++c)
            forces[c].push_back(options.Gconst * mass * f[c]);
    });
}

void add_potential(std::vector<expression> &terms, const fixed_centres_options &options, const model_vector &r) {
    for_each_centre(options, r, [&](const expression &mass, const model_vector &d) {
        terms.push_back(-options.Gconst * mass * pow(square_of(d), -0.5));
    });
}

model_vector omega_of(const rotating_options &options) {
    const auto &w = options.omega;
    return w.empty() ? model_vector() : model_vector{w[0], w[1], w[2]};
}

// The forces of Coriolis and of centrifugation, with the latter as the matrix |w|^2 1 - w w^T: where coordinates of w
// are 0 its elements vanish, and so do the terms.
void add_rotation(force_terms &forces, const rotating_options &options, const model_vector &r, const model_vector &v) {
    const auto w = omega_of(options);
    for (std::size_t c = 0; c < 3; ++c) {
        const auto next = (c + 1) % 3, last = (c + 2) % 3;
        forces[c].push_back(2. * w[last] * v[next]);
        forces[c].push_back(-2. * w[next] * v[last]);
        forces[c].push_back((w[next] * w[next] + w[last] * w[last]) * r[c]);
        forces[c].push_back(-(w[c] * w[next]) * r[next]);
        forces[c].push_back(-(w[c] * w[last]) * r[last]);
    }
}

// -|w x r|^2 / 2.
void add_potential(std::vector<expression> &terms, const rotating_options &options, const model_vector &r) {
    terms.push_back(-0.5 * square_of(cross(omega_of(options), r)));
}

template <typename... Fields>
expression potential(const model_vector &r, const Fields &...fields) {
    std::vector<expression> terms;
    (add_potential(terms, fields, r), ...);
    return sum(std::move(terms));
}

expression kinetic_energy() { return 0.5 * square_of(coordinates("v")); }

model_equations equations_of(force_terms &&forces) {
    model_equations equations;
    add_motion(equations, coordinates(), coordinates("v"), std::move(forces));
    return equations;
}

const fixed_centres_options &centres_of(const mascon_options &options) { return options; }
const rotating_options &rotation_of(const mascon_options &options) { return options; }

} // namespace

model_equations make_fixed_centres(const fixed_centres_options &options) {
    check("fixed_centres", options);
    force_terms forces;
    add_attractions(forces, options, coordinates());
    return equations_of(std::move(forces));
}

expression make_fixed_centres_energy(const fixed_centres_options &options) {
    check("fixed_centres_energy", options);
    return kinetic_energy() + potential(coordinates(), options);
}

expression make_fixed_centres_potential(const fixed_centres_options &options) {
    check("fixed_centres_potential", options);
    return potential(coordinates(), options);
}

model_equations make_rotating(const rotating_options &options) {
    check("rotating", options);
    force_terms forces;
    add_rotation(forces, options, coordinates(), coordinates("v"));
    return equations_of(std::move(forces));
}

expression make_rotating_energy(const rotating_options &options) {
    check("rotating_energy", options);
    return kinetic_energy() + potential(coordinates(), options);
}

expression make_rotating_potential(const rotating_options &options) {
    check("rotating_potential", options);
    return potential(coordinates(), options);
}

model_equations make_mascon(const mascon_options &options) {
    check("mascon", options);
    force_terms forces;
    add_attractions(forces, options, coordinates());
    add_rotation(forces, options, coordinates(), coordinates("v"));
    return equations_of(std::move(forces));
}

expression make_mascon_energy(const mascon_options &options) {
    check("mascon_energy", options);
    return kinetic_energy() + potential(coordinates(), centres_of(options), rotation_of(options));
}

expression make_mascon_potential(const mascon_options &options) {
    check("mascon_potential", options);
    return potential(coordinates(), centres_of(options), rotation_of(options));
}

} // namespace detail
BROOK_END_NAMESPACE
