// SPDX-License-Identifier: MPL-2.0
// Bodies that attract each other, in an inertial frame.
#include <brook/model/nbody.hpp>

#include "model/bodies.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

model_equations make_nbody(const nbody_options &options, number_of_bodies n) {
    const auto bodies = make_bodies("nbody", options, n);
    std::vector<force_terms> forces(bodies.size());
    add_attractions(forces, bodies, options.Gconst, 0);
    model_equations equations;
    for (std::size_t i = 0; i < bodies.size(); ++i)
        add_motion(equations, bodies[i].position, bodies[i].velocity, std::move(forces[i]));
    return equations;
}

expression make_nbody_energy(const nbody_options &options, number_of_bodies n) {
    const auto bodies = make_bodies("nbody_energy", options, n);
    std::vector<expression> terms;
    for (const auto &b : bodies)
        if (!b.is_massless())
            terms.push_back(0.5 * b.mass * square_of(b.velocity));
    add_potentials(terms, bodies, options.Gconst, 0);
    return sum(std::move(terms));
}

expression make_nbody_potential(const nbody_options &options, number_of_bodies n) {
    std::vector<expression> terms;
    add_potentials(terms, make_bodies("nbody_potential", options, n), options.Gconst, 0);
    return sum(std::move(terms));
}

} // namespace detail
BROOK_END_NAMESPACE
