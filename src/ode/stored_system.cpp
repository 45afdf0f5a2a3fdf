// SPDX-License-Identifier: MPL-2.0
// Rebuilds a system around the names that stand for its variables.
#include "ode/stored_system.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <brook/expression/rule.hpp>

#include "expression/canonical.hpp"
#include "math/constant.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

const function_rule *rule_called(std::string_view name) {
    static const auto &rules = *new auto(function_registry());
    const auto found =
        std::lower_bound(rules.begin(), rules.end(), name, [](const auto *rule, auto n) { return rule->name < n; });
    return found != rules.end() && (*found)->name == name ? *found : find_constant(name);
}

} // namespace

ode_system system_from(std::span<const std::byte> canonical_bytes) {
    auto graph = decode_canonical(canonical_bytes, rule_called);
    if (graph.roots.empty() || graph.roots.size() != graph.n_variables)
        throw_runtime_error("The stored form is not that of a system: it has {} variables and {} equations",
                            graph.n_variables, graph.roots.size());
    std::vector<ode_system::equation> equations;
    equations.reserve(graph.roots.size());
    for (auto &root : graph.roots)
        equations.emplace_back(expression(decoded_name(equations.size())), std::move(root));
    return ode_system(std::move(equations));
}

} // namespace detail
BROOK_END_NAMESPACE
