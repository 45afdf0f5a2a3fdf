// SPDX-License-Identifier: MPL-2.0
// The shared object behind func, with all that is computed once when a function is made.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/expression/func.hpp>
#include <brook/expression/func_args.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

/// What is known of an expression without walking through it.
struct graph_summary {
    std::uint64_t tree_size = 1; ///< nodes, shared ones counted each time; 0: beyond 64 bits
    std::uint64_t param_end = 0; ///< one more than the highest index of a parameter
    std::uint32_t depth = 0;     ///< functions on the longest way to a leaf, at most 2^32 - 1
    bool time_dependent = false; ///< a function that depends on the time by itself appears
    bool has_variables = false;  ///< a variable appears
    bool expands = false;        ///< a function that stands for others appears (function_rule::expand)
};

/// A function with its arguments; immutable, counted by reference.
struct BROOK_PUBLIC func_node {
    std::atomic<std::size_t> references{1};
    union {
        const function_rule *rule;
        func_node *next_dead; ///< once nobody refers to the node, and until it is deleted
    };
    func_args arguments;
    hash128 hash;              ///< of the structure, bits of numbers included
    std::size_t equality_hash; ///< equal for expressions that are equal by ==
    graph_summary summary;

    /// Throws std::invalid_argument as func does.
    func_node(const function_rule &r, func_args a);
    const std::vector<expression> &args() const noexcept { return arguments.get_args(); }
    /// Drops the last reference. Functions that only this one kept alive go with it, without recursion.
    static void destroy(func_node *node) noexcept;

private:
    static void release(std::vector<expression> &args, func_node *&dead) noexcept;
};

/// The summary of any expression.
BROOK_PUBLIC graph_summary summary_of(const expression &ex) noexcept;
/// The structural hash of any expression.
BROOK_PUBLIC hash128 structural_hash(const expression &ex) noexcept;

} // namespace detail

inline func::func(const func &other) noexcept : node_(other.node_) {
    node_->references.fetch_add(1, std::memory_order_relaxed);
}

inline func::~func() {
    if (node_ != nullptr && node_->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
        detail::func_node::destroy(node_);
}

template <std::same_as<func_args> Args>
func::func(const function_rule &rule, Args args) : node_(new detail::func_node(rule, std::move(args))) {}

inline const std::vector<expression> &func::args() const noexcept { return node_->args(); }
inline shared_args_t func::shared_args() const noexcept { return node_->arguments.get_shared_args(); }
inline const func_args &func::get_func_args() const noexcept { return node_->arguments; }
inline const function_rule &func::rule() const noexcept { return *node_->rule; }

BROOK_END_NAMESPACE
