// SPDX-License-Identifier: MPL-2.0
// Hamilton's equations.
#include <cstddef>

#include <brook/calculus/diff.hpp>
#include <brook/math/functions.hpp>
#include <brook/ode/mechanics.hpp>

#include "ode/coordinates.hpp"

BROOK_BEGIN_NAMESPACE

std::vector<std::pair<expression, expression>> hamiltonian(const expression &H, const std::vector<expression> &qs,
                                                           const std::vector<expression> &ps) {
    detail::canonical_coordinates("hamiltonian", "momenta", qs, ps).check_variables_of("Hamiltonian", H);
    std::vector<std::pair<expression, expression>> equations;
    for (std::size_t i = 0; i < qs.size(); ++i)
        equations.emplace_back(qs[i], diff(H, ps[i]));
    for (std::size_t i = 0; i < qs.size(); ++i)
        equations.emplace_back(ps[i], -diff(H, qs[i]));
    return equations;
}

BROOK_END_NAMESPACE
