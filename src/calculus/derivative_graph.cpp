// SPDX-License-Identifier: MPL-2.0
// Finds the node of a function by its structure, and makes edges from local derivatives.
#include "calculus/derivative_graph.hpp"

#include <algorithm>
#include <optional>

#include <brook/expression/rule.hpp>

#include "calculus/local_derivatives.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

bool is_one_or_minus_one(const expression &ex) {
    const number *x = as_number(ex);
    return x != nullptr && (is_one(*x) || is_negative_one(*x));
}

// Functions are equal if they are one object: those of nodes are.
bool are_identical(const expression &a, const expression &b) {
    if (a.value().index() != b.value().index())
        return false;
    if (const func *f = as_func(a))
        return &f->node() == &as_func(b)->node();
    if (const variable *v = as_variable(a))
        return *v == *as_variable(b);
    const number *x = as_number(a);
    return x != nullptr ? identical(*x, *as_number(b)) : *as_param(a) == *as_param(b);
}

bool are_identical(const func_node &f, const func_node &g) {
    return f.rule == g.rule && std::equal(f.args().begin(), f.args().end(), g.args().begin(), g.args().end(),
                                          [](const expression &a, const expression &b) { return are_identical(a, b); });
}

} // namespace

derivative_graph::derivative_graph(const std::vector<expression> &args)
    : n_args_(static_cast<std::uint32_t>(args.size())) {
    for (std::uint32_t i = 0; i < n_args_; ++i) {
        nodes_.push_back({args[i], i + 1, {0, 0}});
        if (const param *p = as_param(args[i]))
            params_.emplace(p->idx(), i);
        else if (const variable *v = as_variable(nodes_[i].ex))
            variables_.insert({v->structural_hash(), &v->name()}, i);
    }
}

std::uint32_t derivative_graph::node_of_leaf(const expression &leaf) const {
    if (const variable *v = as_variable(leaf))
        return variables_.find({v->structural_hash(), &v->name()});
    const param *p = as_param(leaf);
    const auto found = p != nullptr ? params_.find(p->idx()) : params_.end();
    return found != params_.end() ? found->second : none;
}

std::uint32_t derivative_graph::node_of_operand(const expression &arg) const {
    const func *f = as_func(arg);
    return f != nullptr ? find_object(f->node()) : node_of_leaf(arg);
}

std::uint32_t derivative_graph::find_object(const func_node &f) const {
    return functions_.find_if(f.hash.lo, [&f](const function_key &key) { return key.function == &f; });
}

// Of a function whose arguments are those of nodes, and leaves; `args_end` is that of the former.
std::uint32_t derivative_graph::insert(const func &f, std::uint32_t args_end) {
    const auto &n = f.node();
    const auto known = functions_.find_if(n.hash.lo, [&n](const function_key &key) {
        return key.function == &n || (key.function->hash == n.hash && are_identical(*key.function, n));
    });
    if (known != none)
        return known;
    for (const auto &arg : f.args())
        if (const auto leaf = as_func(arg) == nullptr ? node_of_leaf(arg) : none; leaf != none)
            args_end = std::max(args_end, leaf + 1);
    const auto index = size();
    nodes_.push_back({expression(f), is_flat(f.rule()) ? 0 : args_end});
    functions_.insert({&n}, index);
    return index;
}

// The node of a function whose arguments have nodes: it is made anew where these are other objects.
template <typename NodeOf>
std::uint32_t derivative_graph::settle(const func &f, NodeOf node_of) {
    const auto &old = f.args();
    std::vector<expression> args;
    std::uint32_t args_end = 0;
    bool changed = false;
    for (std::size_t i = 0; i < old.size(); ++i) {
        const func *g = as_func(old[i]);
        const auto operand = g != nullptr ? node_of(*g) : none;
        const auto &stands = operand != none ? nodes_[operand].ex : old[i];
        if (operand != none) {
            args_end = std::max(args_end, nodes_[operand].args_end);
            if (!changed && !are_identical(old[i], stands)) {
                changed = true;
                args.reserve(old.size());
                args.assign(old.begin(), old.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
        if (changed)
            args.push_back(stands);
    }
    if (!changed)
        return insert(f, args_end);
    const auto shared = f.shared_args();
    return insert(shared != nullptr ? func(f.rule(), func_args(settled_list(shared, std::move(args))))
                                    : func(f.rule(), std::move(args)),
                  args_end);
}

shared_args_t derivative_graph::settled_list(const shared_args_t &old, std::vector<expression> args) {
    auto &[kept_alive, made] = lists_[old.get()];
    if (made == nullptr) {
        kept_alive = old;
        made = std::make_shared<const std::vector<expression>>(std::move(args));
    }
    return made;
}

std::uint32_t derivative_graph::add_deep(const func &f, walk<std::uint32_t> &fresh) {
    if (const auto known = find_object(f.node()); known != none)
        return known;
    return fresh(
        f,
        [this](const func &g) {
            const auto known = find_object(g.node());
            return known != none ? std::optional(known) : std::nullopt;
        },
        [&](const func &g) { return settle(g, [&fresh](const func &arg) { return fresh.at(arg); }); });
}

std::uint32_t derivative_graph::add_shallow(const func &f) {
    const auto known = find_object(f.node());
    return known != none ? known : settle(f, [this](const func &arg) { return add_shallow(arg); });
}

std::vector<std::uint32_t> derivative_graph::add(const std::vector<expression> &exs) {
    walk<std::uint32_t> fresh;
    std::vector<std::uint32_t> nodes;
    nodes.reserve(exs.size());
    for (const auto &ex : exs) {
        const func *f = as_func(ex);
        nodes.push_back(f != nullptr ? add_deep(*f, fresh) : node_of_leaf(ex));
    }
    return nodes;
}

expression derivative_graph::kept(const expression &ex) {
    const func *f = as_func(ex);
    return f != nullptr ? nodes_[add_shallow(*f)].ex : ex;
}

derivative derivative_graph::kept(derivative d) {
    for (auto *ex : {&d.value, &d.where.condition})
        if (const func *f = as_func(*ex))
            *ex = nodes_[add_shallow(*f)].ex;
    return d;
}

derivative_graph::edge_range derivative_graph::edges(std::uint32_t node) {
    if (nodes_[node].edges.first == none)
        derive(node);
    return nodes_[node].edges;
}

void derivative_graph::derive(std::uint32_t node) {
    const func f = *as_func(nodes_[node].ex);
    const auto first = static_cast<std::uint32_t>(edges_.size());
    const auto local = local_derivatives(f);
    walk<std::uint32_t> fresh;
    const auto lasting = [&](const expression &ex) {
        const func *g = as_func(ex);
        return g != nullptr ? nodes_[add_deep(*g, fresh)].ex : ex;
    };
    for (const auto &l : local) {
        const auto child = node_of_operand(f.args()[l.position]);
        if (child == none || args_end(child) == 0 || l.where.is_nowhere())
            continue;
        auto condition = none;
        if (!l.where.is_everywhere()) {
            condition = static_cast<std::uint32_t>(supports_.size());
            supports_.push_back({lasting(l.where.condition), l.where.negated});
        }
        edges_.push_back({child, node, condition, !is_one_or_minus_one(l.outer), lasting(l.outer)});
    }
    nodes_[node].edges = {first, static_cast<std::uint32_t>(edges_.size())};
}

} // namespace detail
BROOK_END_NAMESPACE
