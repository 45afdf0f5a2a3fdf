// SPDX-License-Identifier: MPL-2.0
// The different functions of a set of expressions, whatever is shared in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/expression/func_node.hpp>

#include "expression/structures.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

struct shared_graph {
    /// The index of what is no function.
    static constexpr std::uint32_t none = structures::none;

    std::vector<const func *> nodes;    ///< arguments before functions; borrowed from the expressions
    std::vector<std::uint32_t> uses;    ///< how often a node is an argument of different nodes, or a root
    structures indices;                 ///< of all objects below the roots
    std::vector<std::uint32_t> args;    ///< of all nodes, in their order: the indices of their arguments
    std::vector<std::size_t> first_arg; ///< of each node, in `args`; and the end

    std::uint32_t index(const func &f) const { return indices.find(f.node()); }
    std::span<const std::uint32_t> args_of(std::size_t node) const {
        return std::span(args).subspan(first_arg[node], first_arg[node + 1] - first_arg[node]);
    }
};

/// The graph below the roots, which must outlive it. Functions of equal structure are one node.
shared_graph share(std::span<const expression> roots);

} // namespace detail
BROOK_END_NAMESPACE
