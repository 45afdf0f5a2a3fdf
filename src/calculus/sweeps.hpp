// SPDX-License-Identifier: MPL-2.0
// The next order of derivatives of many outputs with respect to many arguments, forward or in reverse.
//
// Forward, a sweep goes from one argument up to all outputs, and finds the derivative of each node by that argument. In
// reverse it goes from one output down to all arguments, and finds the derivative of the output by each node (A.
// Griewank and A. Walther, Evaluating Derivatives, SIAM 2008, chapter 3). Both add up the same terms along the same
// edges: of each edge, what is known at its one end times the local derivative counts at its other end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <brook/expression/expression.hpp>

#include "calculus/derivative.hpp"
#include "calculus/derivative_graph.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

enum class sweep_direction { forward, reverse };

/// A node that is differentiated with respect to the arguments from number `first_arg` on.
struct sweep_output {
    std::uint32_t node, first_arg;
};

/// Knows which edges matter: those between a node and an argument which some output above the node is differentiated
/// by. Refers to the graph, which grows.
class sweeps {
public:
    /// Takes the number of an output, of an argument, and a derivative that is not zero by itself.
    using receiver = std::function<void(std::size_t output, std::uint32_t arg, const expression &derivative)>;

    /// All outputs are different nodes. Throws as func::gradient() if a function that matters cannot be differentiated.
    sweeps(derivative_graph &graph, std::vector<sweep_output> outputs);

    /// The direction that takes fewer operations, which are counted: each edge of each sweep is an addition, and unless
    /// the local derivative is 1 or -1, a product. Where the derivatives are to be differentiated again, reverse counts
    /// twice: what is found forward has more in common. (Those of three bodies to order 3 are 3,950 functions forward
    /// throughout, and 5,980 after a first order in reverse, which was cheaper by 5 %.) Takes time like the cheaper
    /// one, even if the other is far dearer.
    sweep_direction cheaper(bool is_last_order);
    /// All derivatives.
    void run(sweep_direction direction, const receiver &take);

private:
    void choose_edges();
    void index_parents();
    void trace_up(std::uint32_t arg);
    void trace_down(const sweep_output &output);
    std::uint64_t cost() const;
    template <typename Visit>
    void spread(std::uint32_t start, sweep_direction direction, Visit visit);
    bool visit_first(std::uint32_t node);

    derivative_graph &graph_;
    std::vector<sweep_output> outputs_;
    std::uint32_t n_nodes_;                        // later ones are no part of what is differentiated
    std::vector<std::uint32_t> output_of_;         // by node, or none
    std::vector<std::uint32_t> first_arg_;         // by node: the first one that some output above is differentiated by
    std::vector<std::uint32_t> edges_;             // that matter
    std::vector<std::uint32_t> parents_, in_edge_; // by child: where its edges begin in in_edge_
    std::vector<std::uint32_t> visits_, stack_;
    std::uint32_t visit_ = 0;
    std::vector<std::uint64_t> trace_; // edges of a sweep, behind the order in which their ends are reached
    std::vector<derivative> values_;   // of a sweep, by node
};

} // namespace detail
BROOK_END_NAMESPACE
