// SPDX-License-Identifier: MPL-2.0
// The equations of Euler and Lagrange.
#include <cstddef>

#include <brook/calculus/diff.hpp>
#include <brook/math/functions.hpp>
#include <brook/ode/mechanics.hpp>

#include "ode/coordinates.hpp"
#include "ode/mass_matrix.hpp"
#include "ode/time_derivative.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

detail::expression_matrix mass_matrix(const std::vector<expression> &momenta, const std::vector<expression> &qdots) {
    const auto n = momenta.size();
    detail::expression_matrix M(n, std::vector<expression>(n));
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i; j < n; ++j)
            M[i][j] = diff(momenta[i], qdots[j]);
    return M;
}

// dL/dq_i - dD/dqdot_i - sum_j d^2L/dqdot_i dq_j qdot_j - d^2L/dqdot_i dt.
std::vector<expression> forces(const expression &L, const std::vector<expression> &momenta,
                               const std::vector<expression> &qs, const std::vector<expression> &qdots,
                               const expression &D) {
    std::vector<expression> f;
    for (std::size_t i = 0; i < qs.size(); ++i) {
        std::vector<expression> terms{diff(L, qs[i]), -diff(D, qdots[i])};
        for (std::size_t j = 0; j < qs.size(); ++j)
            terms.push_back(-(diff(momenta[i], qs[j]) * qdots[j]));
        terms.push_back(-detail::diff_by_time(momenta[i], "lagrangian()", "momentum"));
        f.push_back(sum(std::move(terms)));
    }
    return f;
}

} // namespace

std::vector<std::pair<expression, expression>> lagrangian(const expression &L, const std::vector<expression> &qs,
                                                          const std::vector<expression> &qdots, const expression &D) {
    const detail::canonical_coordinates coordinates("lagrangian", "velocities", qs, qdots);
    coordinates.check_variables_of("Lagrangian", L);
    coordinates.check_variables_of("dissipation function", D);
    std::vector<expression> momenta;
    for (const auto &qdot : qdots)
        momenta.push_back(diff(L, qdot));
    const auto accelerations = detail::solve_symmetric(mass_matrix(momenta, qdots), forces(L, momenta, qs, qdots, D));
    if (accelerations.undefined)
        detail::throw_invalid_argument("The mass matrix of lagrangian() must not be singular, but the Lagrangian does "
                                       "not determine the acceleration of '{}'",
                                       qs[*accelerations.undefined]);
    std::vector<std::pair<expression, expression>> equations;
    for (std::size_t i = 0; i < qs.size(); ++i)
        equations.emplace_back(qs[i], qdots[i]);
    for (std::size_t i = 0; i < qs.size(); ++i)
        equations.emplace_back(qdots[i], accelerations.x[i]);
    return equations;
}

BROOK_END_NAMESPACE
