// SPDX-License-Identifier: MPL-2.0
// The graph of expressions in which sums within sums, and products within products, are one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/expression/func_node.hpp>
#include <brook/number/number.hpp>

#include "decomposition/shared_graph.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The exponent of a power, if that is a number; else null.
const number *exponent_of(const expression &ex);

/// An argument of a function, and its node: none of shared_graph if it is no function.
struct flat_argument {
    const expression *ex;
    std::uint32_t node;
};

/// A term of a sum, how often it appears, and what it is multiplied with in all.
struct flat_term {
    flat_argument term;
    std::uint32_t times;
    number coefficient;
};

/// The terms of a sum that are no numbers, in order of appearance, and the sum of those that are, if any.
struct flat_sum {
    std::optional<number> offset;
    std::vector<flat_term> terms;
};

/// A chain of n additions would otherwise take 1 + 2 + ... + n terms. Only what one place alone uses may dissolve into
/// it: a shared value is computed once.
class flat_graph {
public:
    /// The roots must outlive it.
    explicit flat_graph(std::span<const expression> roots);
    /// Finds what products have in common, for factors() and like().
    void compare_products();

    /// Arguments before functions.
    const std::vector<const func *> &nodes() const { return graph_.nodes; }
    std::uint32_t index(const func &f) const { return graph_.index(f); }
    /// The nodes of the arguments of a node, or none of shared_graph.
    std::span<const std::uint32_t> args_of(std::size_t node) const { return graph_.args_of(node); }
    /// How often a node is an argument of different nodes, or a root.
    std::uint32_t uses(std::size_t node) const { return graph_.uses[node]; }
    /// True for nodes that have no value of their own.
    bool dissolved(std::size_t node) const { return dissolved_[node]; }

    /// True for 2^k s and -2^k s, with a sum s that nobody else uses, unless they are factors of a product: the
    /// coefficient goes into the terms, exactly.
    bool is_multiple_of_sum(std::size_t node) const { return multiples_[node]; }
    /// The terms of a sum, or of a multiple of a sum; nested ones included.
    flat_sum terms(std::size_t sum) const;
    /// The factors of a product, nested products included, in order, but pairs that other products have, too, stand
    /// first: the most frequent ones before the others.
    std::vector<flat_argument> factors(std::size_t product) const;
    /// How many products there are that differ from this one in numbers only, such as the forces of two bodies on each
    /// other. If there are several, what they share is computed once and must not dissolve into a sum that uses it.
    std::uint32_t like(std::size_t product) const { return like_[product]; }

private:
    using core_hash = std::pair<std::uint64_t, std::uint64_t>;
    struct place_of_hash {
        std::size_t operator()(const core_hash &h) const noexcept { return h.first; }
    };

    bool has_rule(std::size_t node, const function_rule &rule) const { return &nodes()[node]->rule() == &rule; }
    bool dissolvable(std::uint32_t node, const function_rule &rule) const;
    bool dissolvable_multiple(std::uint32_t node) const;
    core_hash core(std::size_t product) const;
    void find_multiples();
    void find_dissolved();
    void count_cores();
    void count_pairs();
    std::vector<const expression *> changing_factors(std::size_t product) const;
    template <typename Place, typename Enter, typename Use>
    void each_argument(Place at, Enter enter, Use use) const;
    template <typename Use>
    void each_factor(std::size_t product, Use use) const;
    template <typename Use>
    void each_term(std::size_t sum, Use use) const;

    shared_graph graph_;
    std::vector<bool> dissolved_;     // for each node: into the one node that uses it
    std::vector<bool> multiples_;     // of sums, among the nodes
    std::vector<std::uint32_t> like_; // for each product
    // Of factors of products with more than two: in how many products they are.
    std::unordered_map<core_hash, std::uint32_t, place_of_hash> pairs_;
};

} // namespace detail
BROOK_END_NAMESPACE
