// SPDX-License-Identifier: MPL-2.0
// Questions that are answered by the summaries of the roots, or by visiting every distinct function.
#include <brook/expression/traversal.hpp>

#include <algorithm>
#include <limits>
#include <set>
#include <span>
#include <system_error>

#include "expression/structures.hpp"
#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

using detail::as_func;

// Calls visit(leaf) for the leaves of all distinct functions, except below functions that `skip` says hold nothing new.
template <typename Skip, typename Visit>
void visit_leaves(std::span<const expression> roots, Skip skip, Visit visit) {
    detail::walk<detail::visited> walk;
    const auto enter = [&](const func &f) {
        return skip(f.node().summary) ? std::optional(detail::visited{}) : std::nullopt;
    };
    const auto leave = [&](const func &f) {
        for (const auto &arg : f.args()) {
            if (as_func(arg) == nullptr)
                visit(arg);
        }
        return detail::visited{};
    };
    for (const auto &root : roots)
        if (const func *f = as_func(root))
            walk(*f, enter, leave);
        else
            visit(root);
}

std::vector<std::string> variables_of(std::span<const expression> roots) {
    detail::index_table<detail::variable_key> known;
    std::vector<std::string> names;
    visit_leaves(
        roots, [](const detail::graph_summary &s) { return !s.has_variables; },
        [&](const expression &leaf) {
            const auto *v = detail::as_variable(leaf);
            if (v == nullptr)
                return;
            const detail::variable_key key{v->structural_hash(), &v->name()};
            if (known.find(key) == known.none) {
                known.insert(key, 0);
                names.push_back(v->name());
            }
        });
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<expression> params_of(std::span<const expression> roots) {
    std::set<std::uint32_t> indices;
    visit_leaves(
        roots, [](const detail::graph_summary &s) { return s.param_end == 0; },
        [&](const expression &leaf) {
            if (const auto *p = detail::as_param(leaf))
                indices.insert(p->idx());
        });
    std::vector<expression> result;
    for (const auto i : indices)
        result.emplace_back(param(i));
    return result;
}

} // namespace

std::uint32_t detail::param_size_of(std::span<const expression> roots) {
    std::uint64_t end = 0;
    for (const auto &root : roots)
        end = std::max(end, summary_of(root).param_end);
    if (end > std::numeric_limits<std::uint32_t>::max())
        throw std::system_error(std::make_error_code(std::errc::value_too_large),
                                "the number of parameters does not fit 32 bits");
    return static_cast<std::uint32_t>(end);
}

std::vector<std::string> get_variables(const expression &ex) { return variables_of({&ex, 1}); }
std::vector<std::string> get_variables(const std::vector<expression> &exs) { return variables_of(exs); }

std::vector<expression> get_params(const expression &ex) { return params_of({&ex, 1}); }
std::vector<expression> get_params(const std::vector<expression> &exs) { return params_of(exs); }

std::uint32_t get_param_size(const expression &ex) { return detail::param_size_of({&ex, 1}); }
std::uint32_t get_param_size(const std::vector<expression> &exs) { return detail::param_size_of(exs); }

bool is_time_dependent(const expression &ex) noexcept { return detail::summary_of(ex).time_dependent; }
bool is_time_dependent(const std::vector<expression> &exs) noexcept {
    return std::any_of(exs.begin(), exs.end(), [](const expression &ex) { return is_time_dependent(ex); });
}

std::size_t get_n_nodes(const expression &ex) noexcept {
    const auto size = detail::summary_of(ex).tree_size;
    return size > std::numeric_limits<std::size_t>::max() ? 0 : static_cast<std::size_t>(size);
}

BROOK_END_NAMESPACE
