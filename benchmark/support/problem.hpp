// SPDX-License-Identifier: MPL-2.0
// What every benchmark integrates: a system with its initial state. The files beside this one hold the problems; a
// name that ends in _rhs is the same right-hand side by hand, as generic code that other integrators call.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

namespace problems {

using equations = std::vector<std::pair<brook::expression, brook::expression>>;

struct problem {
    std::string name;
    equations system;
    std::vector<double> state;
};

/// The variable number i of a family.
inline brook::expression variable(const std::string &family, std::size_t i) {
    return brook::expression(family + '_' + std::to_string(i));
}

} // namespace problems
