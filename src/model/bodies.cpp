// SPDX-License-Identifier: MPL-2.0
// Pairs of bodies.
#include "model/bodies.hpp"

#include "model/checks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

void check(const char *model, const nbody_options &options, std::uint32_t n) {
    if (n < 2)
        throw_invalid_argument("{}() needs at least 2 bodies, but got {}", model, n);
    check_finite(model, "The constant of gravitation", options.Gconst);
    if (!options.masses)
        return;
    const auto &masses = *options.masses;
    if (masses.size() > n)
        throw_invalid_argument("{}() takes at most one mass for each of its {} bodies, but got {}", model, n,
                               masses.size());
    for (std::size_t i = 0; i < masses.size(); ++i)
        check_not_negative(model, fmt::format("The mass of body {}", i), masses[i]);
}

} // namespace

std::vector<body> make_bodies(const char *model, const nbody_options &options, std::uint32_t n) {
    check(model, options, n);
    std::vector<body> bodies;
    bodies.reserve(n);
    for (std::uint32_t i = 0; i < n; ++i) {
        const auto index = "_" + std::to_string(i);
        const auto mass = !options.masses              ? expression(1.)
                          : i < options.masses->size() ? (*options.masses)[i]
                                                       : expression(0.);
        bodies.push_back({coordinates("", index), coordinates("v", index), mass});
    }
    return bodies;
}

void add_attractions(std::vector<force_terms> &forces, const std::vector<body> &bodies, const expression &G,
                     std::size_t first) {
    for (std::size_t i = first; i < bodies.size(); ++i) {
        for (std::size_t j = i + 1; j < bodies.size(); ++j) {
            const auto &a = bodies[i], &b = bodies[j];
            if (a.is_massless() && b.is_massless())
                continue;
            const auto f = inverse_square(difference(b.position, a.position));
            for (std::size_t c = 0; c < 3; ++c) {
                if (!b.is_massless())
                    forces[i][c].push_back(G * b.mass * f[c]);
                if (!a.is_massless())
                    forces[j][c].push_back(-G * a.mass * f[c]);
            }
        }
    }
}

void add_potentials(std::vector<expression> &terms, const std::vector<body> &bodies, const expression &G,
                    std::size_t first) {
    for (std::size_t i = first; i < bodies.size(); ++i) {
        for (std::size_t j = i + 1; j < bodies.size(); ++j) {
            const auto &a = bodies[i], &b = bodies[j];
            if (!a.is_massless() && !b.is_massless())
                terms.push_back(-G * a.mass * b.mass * pow(square_of(difference(b.position, a.position)), -0.5));
        }
    }
}

} // namespace detail
BROOK_END_NAMESPACE
