// SPDX-License-Identifier: MPL-2.0
// The graph of expressions in which sums within sums, and products within products, are one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/expression/func_node.hpp>
#include <brook/number/number.hpp>

#include "decomposition/shared_graph.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A term of a sum, how often it appears, and whether it is subtracted.
struct flat_term {
    const expression *ex;
    std::uint32_t times;
    bool negative;
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

    /// Arguments before functions.
    const std::vector<const func *> &nodes() const { return graph_.nodes; }
    std::size_t index(const func &f) const { return graph_.index(f); }
    /// How often a node is an argument of different nodes, or a root.
    std::uint32_t uses(const func &f) const { return graph_.uses[index(f)]; }
    /// True for nodes that have no value of their own.
    bool dissolved(std::size_t node) const { return dissolved_[node]; }

    /// The terms of a sum, nested sums included, their signs changed where they are subtracted.
    flat_sum terms(const func &sum) const;
    /// The factors of a product, nested products included, in order.
    std::vector<const expression *> factors(const func &product) const;
    /// How many products there are that differ from this one in numbers only, such as the forces of two bodies on each
    /// other. If there are several, what they share is computed once and must not dissolve into a sum that uses it.
    std::uint32_t like(const func &product) const { return cores_.at(core(product)); }

private:
    using core_hash = std::pair<std::uint64_t, std::uint64_t>;

    const func *dissolvable(const expression &ex, const function_rule &rule) const;
    const func *negated_sum(const expression &ex) const;
    core_hash core(const func &product) const;
    void find_dissolved();
    void count_cores();

    shared_graph graph_;
    std::vector<bool> dissolved_;              // for each node: into the one node that uses it
    std::map<core_hash, std::uint32_t> cores_; // of products without numbers: how many
};

} // namespace detail
BROOK_END_NAMESPACE
