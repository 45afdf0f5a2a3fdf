// SPDX-License-Identifier: MPL-2.0
// Rebuilds a system around the names that stand for its variables.
#include "ode/stored_system.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include <brook/expression/rule.hpp>
#include <brook/support/made_once.hpp>

#include "expression/canonical.hpp"
#include "math/constant.hpp"
#include "math/dfun.hpp"
#include "math/polynomial_rows.hpp"
#include "ode/checks.hpp"
#include "ode/multi_indices.hpp"
#include "support/byte_codec.hpp"
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
    if (const auto *constant = find_constant(name))
        return constant;
    const auto *of_rows = find_row_rule(name);
    return of_rows != nullptr ? of_rows : find_unknown(name);
}

namespace {

// What ode_system writes before a canonical form, if anything.
variational_part read_variations(byte_reader &in) {
    variational_part v;
    v.order = static_cast<std::uint32_t>(std::min<std::uint64_t>(in.varint(), 1u << 20));
    if (v.order == 0)
        in.fail("variational equations have the order 0");
    for (auto n = in.varint_count(); n != 0; --n) {
        const auto kind = in.varint();
        if (kind > static_cast<std::uint64_t>(varied::kind::time))
            in.fail("an argument of variational equations is of no known kind");
        v.args.push_back({static_cast<varied::kind>(kind), static_cast<std::uint32_t>(in.varint())});
    }
    return v;
}

// Among so many variables. The number of multi-indices is compared before they are made.
std::size_t n_equations_of(const variational_part &v, std::size_t n_variables) {
    const auto count = multi_indices::count(v.args.size(), v.order);
    return count > static_cast<double>(n_variables) ? 0 : n_variables / static_cast<std::size_t>(count);
}

} // namespace

ode_system system_from(std::span<const std::byte> canonical_bytes) {
    variational_part variations;
    if (!canonical_bytes.empty() && canonical_bytes[0] == std::byte{0}) {
        byte_reader in(canonical_bytes.subspan(1), "system");
        variations = read_variations(in);
        canonical_bytes = in.rest();
    }
    auto graph = decode_canonical(canonical_bytes, rule_called);
    const auto n = n_equations_of(variations, graph.n_variables);
    if (n == 0 || graph.roots.size() < n)
        throw_runtime_error("The stored form is not that of a system: it has {} variables and {} equations",
                            graph.n_variables, graph.roots.size());
    std::vector<ode_system::equation> equations;
    equations.reserve(n);
    for (std::size_t i = 0; i < n; ++i)
        equations.emplace_back(expression(decoded_name(i)), std::move(graph.roots[i]));
    graph.roots.erase(graph.roots.begin(), graph.roots.begin() + static_cast<std::ptrdiff_t>(n));
    if (!std::all_of(graph.roots.begin(), graph.roots.end(), can_vary))
        throw_runtime_error("The stored form is not that of a system: an event function is constant");
    try {
        return ode_system(std::move(equations), false, std::move(graph.roots), std::move(variations));
    } catch (const std::invalid_argument &error) {
        throw_runtime_error("The stored form is not that of a system: {}", error.what());
    }
}

} // namespace detail
BROOK_END_NAMESPACE
