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

/// A term of a sum, how often it appears, and what it is multiplied with in all.
struct flat_term {
    const expression *ex;
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
    std::size_t index(const func &f) const { return graph_.index(f); }
    /// How often a node is an argument of different nodes, or a root.
    std::uint32_t uses(const func &f) const { return graph_.uses[index(f)]; }
    /// True for nodes that have no value of their own.
    bool dissolved(std::size_t node) const { return dissolved_[node]; }

    /// True for 2^k s and -2^k s, with a sum s that nobody else uses, unless they are factors of a product: the
    /// coefficient goes into the terms, exactly.
    bool is_multiple_of_sum(const func &f) const { return multiples_[index(f)]; }
    /// The terms of a sum, or of a multiple of a sum; nested ones included.
    flat_sum terms(const func &sum) const;
    /// The factors of a product, nested products included, in order, but pairs that other products have, too, stand
    /// first: the most frequent ones before the others.
    std::vector<const expression *> factors(const func &product) const;
    /// How many products there are that differ from this one in numbers only, such as the forces of two bodies on each
    /// other. If there are several, what they share is computed once and must not dissolve into a sum that uses it.
    std::uint32_t like(const func &product) const { return like_[index(product)]; }

private:
    using core_hash = std::pair<std::uint64_t, std::uint64_t>;
    struct place_of_hash {
        std::size_t operator()(const core_hash &h) const noexcept { return h.first; }
    };

    const func *dissolvable(const expression &ex, const function_rule &rule) const;
    const func *multiple_of_sum(const expression &ex) const;
    core_hash core(const func &product) const;
    void find_multiples();
    void find_dissolved();
    void count_cores();
    void count_pairs();
    std::vector<const expression *> changing_factors(const func &product) const;
    std::vector<const expression *> written_factors(const func &product) const;

    shared_graph graph_;
    std::vector<bool> dissolved_;     // for each node: into the one node that uses it
    std::vector<bool> multiples_;     // of sums, among the nodes
    std::vector<std::uint32_t> like_; // for each product
    // Of factors of products with more than two: in how many products they are.
    std::unordered_map<core_hash, std::uint32_t, place_of_hash> pairs_;
};

} // namespace detail
BROOK_END_NAMESPACE
