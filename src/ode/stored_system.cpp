// SPDX-License-Identifier: MPL-2.0
// Rebuilds a system around the names that stand for its variables.
#include "ode/stored_system.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <brook/expression/rule.hpp>
#include <brook/support/made_once.hpp>

#include "expression/canonical.hpp"
#include "math/constant.hpp"
#include "math/dfun.hpp"
#include "ode/checks.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

const function_rule *rule_called(std::string_view name) {
    static constinit made_once<std::vector<const function_rule *>> all;
    const auto &rules = all.get(function_registry);
    const auto found =
        std::lower_bound(rules.begin(), rules.end(), name, [](const auto *rule, auto n) { return rule->name < n; });
    if (found != rules.end() && (*found)->name == name)
        return *found;
    const auto *constant = find_constant(name);
    return constant != nullptr ? constant : find_unknown(name);
}

ode_system system_from(std::span<const std::byte> canonical_bytes) {
    auto graph = decode_canonical(canonical_bytes, rule_called);
    if (graph.roots.empty() || graph.roots.size() < graph.n_variables)
        throw_runtime_error("The stored form is not that of a system: it has {} variables and {} equations",
                            graph.n_variables, graph.roots.size());
    std::vector<ode_system::equation> equations;
    equations.reserve(graph.n_variables);
    for (std::size_t i = 0; i < graph.n_variables; ++i)
        equations.emplace_back(expression(decoded_name(i)), std::move(graph.roots[i]));
    graph.roots.erase(graph.roots.begin(), graph.roots.begin() + static_cast<std::ptrdiff_t>(graph.n_variables));
    if (!std::all_of(graph.roots.begin(), graph.roots.end(), can_vary))
        throw_runtime_error("The stored form is not that of a system: an event function is constant");
    return ode_system(std::move(equations), false, std::move(graph.roots));
}

} // namespace detail
BROOK_END_NAMESPACE
