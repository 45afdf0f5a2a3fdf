// SPDX-License-Identifier: MPL-2.0
// What is asked of systems and functions before they are accepted.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A name that a list has more than once.
struct repeated_name {
    std::string_view name;
    std::size_t times;
};

/// The first of them in alphabetical order, if there is one. Borrows from the list.
inline std::optional<repeated_name> find_repeated(const std::vector<std::string> &names) {
    std::vector<std::string_view> sorted(names.begin(), names.end());
    std::sort(sorted.begin(), sorted.end());
    const auto twin = std::adjacent_find(sorted.begin(), sorted.end());
    if (twin == sorted.end())
        return std::nullopt;
    return repeated_name{*twin, static_cast<std::size_t>(std::count(sorted.begin(), sorted.end(), *twin))};
}

/// The index of the first expression that has the variable; the number of expressions if there is none. Linear in
/// all, whatever they share.
inline std::size_t first_user(const std::vector<expression> &exs, const std::string &name) {
    walk<char> has_it; // no vector<bool>, which has no references
    const auto is_it = [&](const expression &leaf) {
        const auto *v = as_variable(leaf);
        return v != nullptr && v->name() == name;
    };
    const auto uses_it = [&](const expression &ex) {
        const auto *root = as_func(ex);
        return root == nullptr ? is_it(ex) : has_it(*root, [&](const func &f) {
            return std::any_of(f.args().begin(), f.args().end(), [&](const expression &arg) {
                const auto *g = as_func(arg);
                return g == nullptr ? is_it(arg) : has_it.at(*g);
            });
        });
    };
    return static_cast<std::size_t>(std::find_if(exs.begin(), exs.end(), uses_it) - exs.begin());
}

/// True if the value of an event function can change along a solution.
inline bool can_vary(const expression &event) {
    const auto s = summary_of(event);
    return s.has_variables || s.time_dependent;
}

} // namespace detail
BROOK_END_NAMESPACE
