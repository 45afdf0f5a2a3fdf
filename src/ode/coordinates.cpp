// SPDX-License-Identifier: MPL-2.0
// Checks the coordinates of a mechanical system.
#include "ode/coordinates.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <brook/expression/format.hpp>

#include "expression/walk.hpp"
#include "ode/checks.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

void add_names(std::vector<std::string> &names, std::string_view function, std::string_view what,
               const std::vector<expression> &variables) {
    for (std::size_t i = 0; i < variables.size(); ++i) {
        const auto *v = as_variable(variables[i]);
        if (v == nullptr)
            throw_invalid_argument("The {} of {}() must be variables, but number {} is '{}'", what, function, i,
                                   variables[i]);
        if (v->name().starts_with("__"))
            throw_invalid_argument("The names of the {} of {}() must not begin with '__', which is kept for internal "
                                   "variables, but that of number {} is '{}'",
                                   what, function, i, v->name());
        names.push_back(v->name());
    }
}

} // namespace

canonical_coordinates::canonical_coordinates(std::string_view function, std::string_view others,
                                             const std::vector<expression> &qs, const std::vector<expression> &ps)
    : function_(function), others_(others) {
    if (qs.empty())
        throw_invalid_argument("{}() needs at least one coordinate, but got none", function);
    if (qs.size() != ps.size())
        throw_invalid_argument("{}() needs as many {} as coordinates, but got {} and {}", function, others, ps.size(),
                               qs.size());
    add_names(names_, function, "coordinates", qs);
    add_names(names_, function, others, ps);
    if (const auto twin = find_repeated(names_))
        throw_invalid_argument("All coordinates and {} of {}() must be different variables, but '{}' is given {} times",
                               others, function, twin->name, twin->times);
    std::sort(names_.begin(), names_.end());
}

void canonical_coordinates::check_variables_of(std::string_view what, const expression &f) const {
    const auto used = get_variables(f); // sorted, too
    std::vector<std::string> strange;
    std::set_difference(used.begin(), used.end(), names_.begin(), names_.end(), std::back_inserter(strange));
    if (!strange.empty())
        throw_invalid_argument("The {} of {}() must be a function of coordinates, {}, parameters and time, but it "
                               "contains the variable '{}'",
                               what, function_, others_, strange[0]);
}

} // namespace detail
BROOK_END_NAMESPACE
