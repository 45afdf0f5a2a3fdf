// SPDX-License-Identifier: MPL-2.0
// Functions of several variables, checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/math/polynomial_table.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Functions g_j(x, par, t) of the variables x_i. Immutable: checked and brought into canonical form once, when it is
/// made.
class function_set {
public:
    /// Throws std::invalid_argument if there are no functions; if what is given for a variable is none, or is given
    /// twice; if a function uses another variable; if different rules of functions have one name; or if an expansion
    /// contains its own function.
    function_set(std::vector<expression> functions, std::vector<expression> variables);

    const std::vector<expression> &functions() const noexcept { return functions_; }
    const std::vector<expression> &variables() const noexcept { return variables_; }
    /// Names of the variables.
    const std::vector<std::string> &names() const noexcept { return names_; }
    /// The functions, in which those that stand for others (function_rule::expand) are expanded, and polynomials of
    /// rows stand for tables.
    const std::vector<expression> &expanded() const noexcept { return expanded_; }
    /// The tables whose numbers are the data of the code.
    const std::vector<polynomial_table> &tables() const noexcept { return tables_; }
    /// One more than the highest index of a parameter; 0 if there is none.
    std::uint32_t n_pars() const noexcept { return n_pars_; }
    /// True if a function reads the time.
    bool time_dependent() const noexcept { return time_dependent_; }
    /// True if the canonical bytes decide the machine code.
    bool identified() const noexcept { return identified_; }
    /// What the functions mean, up to the names of the variables.
    std::span<const std::byte> canonical_bytes() const noexcept { return canonical_bytes_; }

private:
    std::vector<expression> functions_, variables_, expanded_;
    std::vector<std::string> names_;
    std::vector<polynomial_table> tables_;
    std::vector<std::byte> canonical_bytes_;
    std::uint32_t n_pars_ = 0;
    bool time_dependent_ = false;
    bool identified_ = true;
};

/// The functions that have these canonical bytes; their variables are called x0, x1, ... Throws std::runtime_error if
/// the bytes are not those of functions, or if there are functions of the user's, which are only names there.
function_set functions_from(std::span<const std::byte> canonical_bytes);

} // namespace detail
BROOK_END_NAMESPACE
