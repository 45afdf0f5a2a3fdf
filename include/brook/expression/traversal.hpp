// SPDX-License-Identifier: MPL-2.0
// Questions to expressions, and substitutions in them. Everything here takes time proportional to the number of
// distinct nodes, keeps shared what was shared (between the elements of a vector too), and uses no more stack for deep
// graphs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// The same expression with new function objects throughout.
BROOK_PUBLIC expression copy(const expression &ex);
/// The same for several expressions. What they share, their copies share.
BROOK_PUBLIC std::vector<expression> copy(const std::vector<expression> &exs);

/// Names of the variables, sorted.
BROOK_PUBLIC std::vector<std::string> get_variables(const expression &ex);
/// Names of the variables of several expressions, sorted.
BROOK_PUBLIC std::vector<std::string> get_variables(const std::vector<expression> &exs);

/// The parameters, as expressions sorted by index.
BROOK_PUBLIC std::vector<expression> get_params(const expression &ex);
/// The parameters of several expressions, as expressions sorted by index.
BROOK_PUBLIC std::vector<expression> get_params(const std::vector<expression> &exs);

/// One more than the highest index of a parameter, 0 if there is none. Throws std::system_error (value too large) if
/// that does not fit.
BROOK_PUBLIC std::uint32_t get_param_size(const expression &ex);
/// The same for several expressions.
BROOK_PUBLIC std::uint32_t get_param_size(const std::vector<expression> &exs);

/// True if the time, or another function that depends on it by itself, appears.
BROOK_PUBLIC bool is_time_dependent(const expression &ex) noexcept;
/// True if any of the expressions is.
BROOK_PUBLIC bool is_time_dependent(const std::vector<expression> &exs) noexcept;

/// Renames variables, all at once. Names without an entry stay, and so does all else: nothing is folded.
BROOK_PUBLIC expression rename_variables(const expression &ex,
                                         const std::unordered_map<std::string, std::string> &names);
/// The same for several expressions.
BROOK_PUBLIC std::vector<expression> rename_variables(const std::vector<expression> &exs,
                                                      const std::unordered_map<std::string, std::string> &names);

/// Replaces variables by expressions, all at once. Functions whose arguments change are made as if they had been
/// written with the new ones: what folds then folds here, as pow(x, y) does where y becomes 0.
BROOK_PUBLIC expression subs(const expression &ex, const std::unordered_map<std::string, expression> &values);
/// The same for several expressions.
BROOK_PUBLIC std::vector<expression> subs(const std::vector<expression> &exs,
                                          const std::unordered_map<std::string, expression> &values);
// A list of names is a map of expressions, too, to compilers that rank explicit conversions with the others. To become
// a std::initializer_list is better than to become either map.
/// The same with the replacements written in place, as in `subs(ex, {{"x", y}})`.
inline expression subs(const expression &ex, std::initializer_list<std::pair<const std::string, expression>> values) {
    return subs(ex, std::unordered_map<std::string, expression>(values));
}
/// The same for several expressions.
inline std::vector<expression> subs(const std::vector<expression> &exs,
                                    std::initializer_list<std::pair<const std::string, expression>> values) {
    return subs(exs, std::unordered_map<std::string, expression>(values));
}
/// Replaces whole subexpressions, of which the outermost that matches counts, and folds likewise. What has been put in
/// is not searched again.
BROOK_PUBLIC expression subs(const expression &ex, const std::map<expression, expression> &values);
/// The same for several expressions.
BROOK_PUBLIC std::vector<expression> subs(const std::vector<expression> &exs,
                                          const std::map<expression, expression> &values);

/// Number of nodes of the tree, shared ones counted each time; 0 if that overflows. Takes constant time.
BROOK_PUBLIC std::size_t get_n_nodes(const expression &ex) noexcept;

BROOK_END_NAMESPACE
