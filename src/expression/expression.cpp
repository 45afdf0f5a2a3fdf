// SPDX-License-Identifier: MPL-2.0
// Summaries and hashes of any expression, and the left-hand side of equations.
#include <brook/expression/expression.hpp>

#include <ostream>

#include "expression/structural_hash.hpp"
#include "expression/walk.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

graph_summary summary_of(const expression &ex) noexcept {
    graph_summary leaf;
    if (const func *f = as_func(ex))
        return f->node().summary;
    if (const param *p = as_param(ex))
        leaf.param_end = std::uint64_t(p->idx()) + 1;
    leaf.has_variables = as_variable(ex) != nullptr;
    return leaf;
}

namespace {

struct hash_of_expression {
    hash128 operator()(const number &x) const noexcept { return hash_words(x); }
    hash128 operator()(const variable &v) const noexcept { return v.structural_hash(); }
    hash128 operator()(const param &p) const noexcept { return hash_words(p.idx()); }
    hash128 operator()(const func &f) const noexcept { return f.node().hash; }
};

} // namespace

hash128 structural_hash(const expression &ex) noexcept { return std::visit(hash_of_expression{}, ex.value()); }

} // namespace detail

detail::prime_proxy prime(const expression &ex) {
    if (detail::as_variable(ex) == nullptr)
        detail::throw_invalid_argument("prime() needs a variable, but got {}", ex);
    return detail::prime_proxy(ex);
}

BROOK_END_NAMESPACE

std::size_t std::hash<brook::expression>::operator()(const brook::expression &ex) const noexcept {
    return std::visit(
        []<typename Kind>(const Kind &x) -> std::size_t {
            if constexpr (std::is_same_v<Kind, brook::func>)
                return x.node().equality_hash;
            else
                return std::hash<Kind>{}(x);
        },
        ex.value());
}
