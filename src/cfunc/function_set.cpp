// SPDX-License-Identifier: MPL-2.0
// Checks functions and their variables.
#include "cfunc/function_set.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

#include "expression/canonical.hpp"
#include "expression/expand.hpp"
#include "ode/bind_tables.hpp"
#include "ode/checks.hpp"
#include "ode/stored_system.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

const std::string &name_of(const expression &ex, std::size_t index) {
    const auto *v = std::get_if<variable>(&ex.value());
    if (v == nullptr)
        throw_invalid_argument("A function is compiled for variables, but number {} in their list is '{}'", index, ex);
    return v->name();
}

void check_distinct(const std::vector<std::string> &names) {
    if (const auto twin = find_repeated(names))
        throw_invalid_argument("Each variable of a compiled function must be given once, but '{}' is given {} times",
                               twin->name, twin->times);
}

[[noreturn]] void throw_unknown(const std::vector<expression> &functions, const std::string &name) {
    throw_invalid_argument("Every variable of a compiled function must be in the list of its variables, but '{}' is "
                           "not; function {} uses it",
                           name, first_user(functions, name));
}

} // namespace

function_set::function_set(std::vector<expression> functions, std::vector<expression> variables)
    : functions_(std::move(functions)), variables_(std::move(variables)) {
    if (functions_.empty())
        throw_invalid_argument("There must be at least one function to compile, but none was given");
    for (const auto &v : variables_)
        names_.push_back(name_of(v, names_.size()));
    check_distinct(names_);
    auto bound = bind_tables(expand(functions_), std::nullopt);
    expanded_ = std::move(bound.expressions);
    tables_ = std::move(bound.tables);
    auto canonical = canonicalise(expanded_, names_);
    if (canonical.unknown_variable)
        throw_unknown(expanded_, *canonical.unknown_variable);
    canonical_bytes_ = std::move(canonical.bytes);
    n_pars_ = canonical.n_pars;
    time_dependent_ = canonical.time_dependent;
    identified_ = canonical.identified;
}

function_set functions_from(std::span<const std::byte> canonical_bytes) {
    auto graph = decode_canonical(canonical_bytes, rule_called);
    if (graph.roots.empty())
        throw_runtime_error("The stored form is not that of functions: there are none");
    std::vector<expression> variables;
    for (std::size_t i = 0; i < graph.n_variables; ++i)
        variables.emplace_back(decoded_name(i));
    return function_set(std::move(graph.roots), std::move(variables));
}

} // namespace detail
BROOK_END_NAMESPACE
