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

const function_rule &checked(const function_rule &rule, std::size_t n_args) {
    if (rule.name.empty())
        throw_invalid_argument("the rule of a function must have a name, but it is empty");
    if (rule.arity != function_rule::any_number && rule.arity != n_args)
        throw_invalid_argument("the function {} takes {} arguments, but {} were given", rule.name, rule.arity, n_args);
    return rule;
}

// Everything about a node that depends on its arguments, in one pass over them: making nodes is what rebuilding a
// system of equations costs.
struct survey {
    structural_hasher hash;
    std::uint64_t equality;
    graph_summary sum;

    explicit survey(const function_rule &rule, std::size_t n_args) noexcept
        : hash(static_cast<std::uint64_t>(hash_tag::function) ^ n_args), equality(rule.name_hash) {
        // Different rules of one name are equal by ==, but no code must ever share them; so the hash tells them apart.
        hash.absorb(rule.name_hash, reinterpret_cast<std::uintptr_t>(&rule));
        sum.time_dependent = rule.time_dependent;
        sum.expands = rule.expand != nullptr;
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
        sum.expands |= n.summary.expands;
    }
};

// Functions that die while others are being deleted on this thread wait here; null: none are. The last function with
// shared arguments destroys their vector, which would otherwise recurse.
constinit thread_local func_node **deleting = nullptr;

// A function that dies lets go of its rule before it waits in the place of that.
func_node *without_rule(func_node *node) noexcept {
    if (node->rule->count != nullptr)
        node->rule->count->release();
    return node;
}

} // namespace

func_node::func_node(const function_rule &r, func_args a)
    : rule(&checked(r, a.get_args().size())), arguments(std::move(a)) {
    if (r.count != nullptr)
        r.count->retain();
    survey s(r, args().size());
    for (const auto &arg : args())
        std::visit(s, arg.value());
    hash = s.hash.finish();
    equality_hash = static_cast<std::size_t>(s.equality);
    summary = s.sum;
    summary.depth += summary.depth < std::numeric_limits<std::uint32_t>::max();
}

void func_node::destroy(func_node *node) noexcept {
    without_rule(node);
    if (deleting != nullptr) {
        node->next_dead = std::exchange(*deleting, node);
        return;
    }
    node->next_dead = nullptr;
    func_node *dead = node;
    deleting = &dead;
    while (dead != nullptr) {
        func_node *const n = dead;
        dead = n->next_dead;
        if (auto *own = std::get_if<std::vector<expression>>(&n->arguments.args_))
            release(*own, dead);
        delete n;
    }
    deleting = nullptr;
}

// Takes the functions out of arguments that are about to go, and adds to `dead` what nobody else refers to.
void func_node::release(std::vector<expression> &args, func_node *&dead) noexcept {
    for (auto &arg : args) {
        if (auto *f = std::get_if<func>(&arg.value_)) {
            func_node *const child = std::exchange(f->node_, nullptr);
            if (child->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
                without_rule(child)->next_dead = std::exchange(dead, child);
        }
    }
}

} // namespace detail

func::func(const function_rule &rule, std::vector<expression> args)
    : node_(new detail::func_node(rule, func_args(std::move(args)))) {}

func_args::func_args(std::vector<expression> args, bool shared) {
    if (shared)
        args_ = std::make_shared<const std::vector<expression>>(std::move(args));
    else
        args_ = std::move(args);
}

shared_args_t func_args::checked(shared_args_t args) {
    if (args == nullptr)
        detail::throw_invalid_argument("shared arguments must not be null");
    return args;
}

std::string func::get_name() const { return std::string(rule().name); }

bool func::is_time_dependent() const noexcept { return rule().time_dependent; }

std::vector<expression> func::gradient() const {
    if (rule().gradient == nullptr)
        detail::throw_not_implemented("the function {} cannot be differentiated: its rule has no gradient",
                                      rule().name);
    auto result = rule().gradient(*this);
    if (result.size() != args().size())
        detail::throw_invalid_argument("the gradient of {} has {} components, but the function has {} arguments",
                                       rule().name, result.size(), args().size());
    return result;
}

namespace {

void check_number(const func &f, std::size_t n_args) {
    if (n_args != f.args().size())
        detail::throw_invalid_argument("{} new arguments were given to {}, which has {}", n_args, f.rule().name,
                                       f.args().size());
}

} // namespace

func func::make_copy_with_new_args(std::vector<expression> new_args) const {
    if (shared_args() != nullptr)
        detail::throw_invalid_argument("the function {} shares its arguments: a shared vector of new ones is needed, "
                                       "but a plain one was given",
                                       rule().name);
    check_number(*this, new_args.size());
    return func(rule(), std::move(new_args));
}

func func::copy_with_shared_args(shared_args_t new_args) const {
    if (shared_args() == nullptr)
        detail::throw_invalid_argument("the function {} has arguments of its own: a plain vector of new ones is "
                                       "needed, but a shared one was given",
                                       rule().name);
    func_args checked(std::move(new_args));
    check_number(*this, checked.get_args().size());
    return func(rule(), std::move(checked));
}

BROOK_END_NAMESPACE
