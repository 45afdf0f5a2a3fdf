// SPDX-License-Identifier: MPL-2.0
// Makes function nodes, with their hashes and summaries, and destroys them.
#include <brook/expression/func.hpp>

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include <brook/expression/expression.hpp>
#include <brook/expression/rule.hpp>

#include "expression/structural_hash.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

std::uint64_t sum_of_sizes(std::uint64_t a, std::uint64_t b) noexcept {
    return a == 0 || b == 0 || a + b < a ? 0 : a + b;
}

// Everything about a node that depends on its arguments, in one pass over them: making nodes is what rebuilding a
// system of equations costs.
struct survey {
    structural_hasher hash;
    std::uint64_t equality;
    graph_summary sum;

    explicit survey(const function_rule &rule, std::size_t n_args) noexcept
        : hash(static_cast<std::uint64_t>(hash_tag::function) ^ n_args), equality(rule.name_hash) {
        hash.absorb(rule.name_hash, rule.name.size());
        sum.time_dependent = rule.time_dependent;
    }

    void add_equality(std::uint64_t h) noexcept {
        equality = (std::rotl(equality, 23) ^ h) * 0x9e3779b97f4a7c15u;
        equality ^= equality >> 32;
    }

    void operator()(const number &x) noexcept {
        hash.absorb(hash_words(x));
        add_equality(hash_value(x));
        sum.tree_size = sum_of_sizes(sum.tree_size, 1);
    }
    void operator()(const variable &v) noexcept {
        const auto h = v.structural_hash();
        hash.absorb(h);
        add_equality(h.lo);
        sum.tree_size = sum_of_sizes(sum.tree_size, 1);
        sum.has_variables = true;
    }
    void operator()(const param &p) noexcept {
        hash.absorb(hash_words(p.idx()));
        add_equality(p.idx());
        sum.tree_size = sum_of_sizes(sum.tree_size, 1);
        sum.param_end = std::max(sum.param_end, std::uint64_t(p.idx()) + 1);
    }
    void operator()(const func &f) noexcept {
        const auto &n = f.node();
        hash.absorb(n.hash);
        add_equality(n.equality_hash);
        sum.tree_size = sum_of_sizes(sum.tree_size, n.summary.tree_size);
        sum.param_end = std::max(sum.param_end, n.summary.param_end);
        sum.depth = std::max(sum.depth, n.summary.depth);
        sum.time_dependent |= n.summary.time_dependent;
        sum.has_variables |= n.summary.has_variables;
    }
};

} // namespace

func_node::func_node(const function_rule &r, std::vector<expression> a) : rule(&r), args(std::move(a)) {
    survey s(r, args.size());
    for (const auto &arg : args) {
        std::visit(s, arg.value());
    }
    hash = s.hash.finish();
    equality_hash = static_cast<std::size_t>(s.equality);
    summary = s.sum;
    summary.depth += summary.depth < std::numeric_limits<std::uint32_t>::max();
}

void func_node::destroy(func_node *node) noexcept {
    node->next_dead = nullptr;
    for (func_node *dead = node; dead != nullptr;) {
        func_node *const n = dead;
        dead = n->next_dead;
        for (auto &arg : n->args) {
            if (auto *f = std::get_if<func>(&arg.value_)) {
                func_node *const child = std::exchange(f->node_, nullptr);
                if (child->references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
                    child->next_dead = dead;
                    dead = child;
                }
            }
        }
        delete n;
    }
}

} // namespace detail

func::func(const function_rule &rule, std::vector<expression> args)
    : node_(new detail::func_node(rule, std::move(args))) {}

std::string func::get_name() const { return std::string(rule().name); }

bool func::is_time_dependent() const noexcept { return rule().time_dependent; }

std::vector<expression> func::gradient() const {
    if (rule().gradient == nullptr) {
        detail::throw_not_implemented("the function {} cannot be differentiated: its rule has no gradient",
                                      rule().name);
    }
    auto result = rule().gradient(*this);
    if (result.size() != args().size()) {
        detail::throw_invalid_argument("the gradient of {} has {} components, but the function has {} arguments",
                                       rule().name, result.size(), args().size());
    }
    return result;
}

func func::make_copy_with_new_args(std::vector<expression> new_args) const {
    if (new_args.size() != args().size()) {
        detail::throw_invalid_argument("{} new arguments were given to {}, which has {}", new_args.size(), rule().name,
                                       args().size());
    }
    return func(rule(), std::move(new_args));
}

BROOK_END_NAMESPACE
