// SPDX-License-Identifier: MPL-2.0
// Expressions, and what their derivatives consist of, as one graph in which equal functions are one node.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>

#include "calculus/derivative.hpp"
#include "expression/index_table.hpp"
#include "expression/structures.hpp"
#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The nodes are the arguments of differentiation, with the indices that they have among themselves, and functions,
/// each behind its own arguments. Edges are made when they are asked for, since a function without a derivative is an
/// error only if it matters.
class derivative_graph {
public:
    static constexpr std::uint32_t none = ~std::uint32_t(0);

    /// A term outer * (derivative of `child`) of the derivative of `parent`, where the condition says so.
    struct edge {
        std::uint32_t child, parent;
        std::uint32_t condition; ///< among the supports; none: everywhere
        bool costs_product;      ///< `outer` is neither 1 nor -1
        expression outer;
    };
    /// From edge number `first` to before `last`.
    struct edge_range {
        std::uint32_t first, last;
    };

    /// `args` are different variables and parameters.
    explicit derivative_graph(const std::vector<expression> &args);

    std::uint32_t n_args() const { return n_args_; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }

    /// The node of each expression; none for leaves that are no arguments. What they consist of becomes nodes, too.
    std::vector<std::uint32_t> add(const std::vector<expression> &exs);
    /// The expression that is to be used instead of `ex`: that of a node, if it is a function. The parts of `ex` that
    /// are no nodes must be few, since they are visited by recursion, and once for each use.
    expression kept(const expression &ex);
    derivative kept(derivative d);

    const expression &operator[](std::uint32_t node) const { return nodes_[node].ex; }
    /// One more than the last argument of differentiation that the node depends on, 0 if there is none.
    std::uint32_t args_end(std::uint32_t node) const { return nodes_[node].args_end; }

    /// The edges from the node to those that its derivative depends on, in the order of the arguments. Throws as
    /// func::gradient().
    edge_range edges(std::uint32_t node);
    const edge &edge_at(std::uint32_t i) const { return edges_[i]; }
    const support &support_of(const edge &e) const {
        return e.condition == none ? everywhere_ : supports_[e.condition];
    }

private:
    struct node {
        expression ex;
        std::uint32_t args_end;
        edge_range edges{none, none};
    };
    struct function_key {
        const func_node *function;
        friend std::uint64_t place_of(const function_key &key) noexcept { return key.function->hash.lo; }
    };

    std::uint32_t node_of_leaf(const expression &leaf) const;
    std::uint32_t node_of_operand(const expression &arg) const;
    std::uint32_t find_object(const func_node &f) const;
    std::uint32_t insert(const func &f, std::uint32_t args_end);
    template <typename NodeOf>
    std::uint32_t settle(const func &f, NodeOf node_of);
    shared_args_t settled_list(const shared_args_t &old, std::vector<expression> args);
    std::uint32_t add_deep(const func &f, walk<std::uint32_t> &fresh);
    std::uint32_t add_shallow(const func &f);
    void derive(std::uint32_t node);

    std::uint32_t n_args_;
    std::deque<node> nodes_; // a vector would move functions about
    std::vector<edge> edges_;
    std::vector<support> supports_;
    support everywhere_;
    index_table<function_key> functions_;
    index_table<variable_key> variables_;
    std::unordered_map<std::uint32_t, std::uint32_t> params_;
    // Lists of arguments that functions share, and what stands for them; both live on.
    std::unordered_map<const std::vector<expression> *, std::pair<shared_args_t, shared_args_t>> lists_;
};

} // namespace detail
BROOK_END_NAMESPACE
