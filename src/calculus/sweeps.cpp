// SPDX-License-Identifier: MPL-2.0
// Traces the edges of a sweep, and adds up terms along them.
#include "calculus/sweeps.hpp"

#include <algorithm>
#include <utility>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr auto none = derivative_graph::none;

std::uint64_t traced(std::uint32_t place, std::uint32_t edge) { return std::uint64_t(place) << 32 | edge; }

std::uint32_t edge_of(std::uint64_t traced) { return static_cast<std::uint32_t>(traced); }

} // namespace

sweeps::sweeps(derivative_graph &graph, std::vector<sweep_output> outputs)
    : graph_(graph), outputs_(std::move(outputs)), n_nodes_(graph.size()), output_of_(n_nodes_, none),
      first_arg_(n_nodes_, none), visits_(n_nodes_, 0), values_(n_nodes_) {
    for (std::uint32_t i = 0; i < outputs_.size(); ++i) {
        output_of_[outputs_[i].node] = i;
        first_arg_[outputs_[i].node] = outputs_[i].first_arg;
    }
    choose_edges();
    index_parents();
}

// From the last node, which has no parents, to the first.
void sweeps::choose_edges() {
    for (auto node = n_nodes_; node-- > graph_.n_args();) {
        const auto first = first_arg_[node];
        if (first == none || graph_.args_end(node) <= first)
            continue;
        const auto [begin, end] = graph_.edges(node);
        for (auto e = begin; e < end; ++e) {
            const auto child = graph_.edge_at(e).child;
            if (graph_.args_end(child) <= first)
                continue;
            first_arg_[child] = std::min(first_arg_[child], first);
            edges_.push_back(e);
        }
    }
}

void sweeps::index_parents() {
    parents_.assign(n_nodes_ + 1, 0);
    for (const auto e : edges_)
        ++parents_[graph_.edge_at(e).child + 1];
    for (std::uint32_t node = 0; node < n_nodes_; ++node)
        parents_[node + 1] += parents_[node];
    in_edge_.resize(edges_.size());
    auto next = parents_;
    for (const auto e : edges_)
        in_edge_[next[graph_.edge_at(e).child]++] = e;
}

bool sweeps::visit_first(std::uint32_t node) { return std::exchange(visits_[node], visit_) != visit_; }

// The edges above an argument, in the order of the nodes that they lead to.
void sweeps::trace_up(std::uint32_t arg) {
    ++visit_;
    trace_.clear();
    stack_.assign(1, arg);
    while (!stack_.empty()) {
        const auto node = stack_.back();
        stack_.pop_back();
        for (auto i = parents_[node]; i < parents_[node + 1]; ++i) {
            const auto parent = graph_.edge_at(in_edge_[i]).parent;
            if (first_arg_[parent] > arg)
                continue;
            trace_.push_back(traced(parent, in_edge_[i]));
            if (visit_first(parent))
                stack_.push_back(parent);
        }
    }
}

// The edges below an output, in the reverse order.
void sweeps::trace_down(const sweep_output &output) {
    ++visit_;
    trace_.clear();
    stack_.assign(1, output.node);
    while (!stack_.empty()) {
        const auto node = stack_.back();
        stack_.pop_back();
        const auto [begin, end] = graph_.edges(node);
        for (auto e = begin; e < end; ++e) {
            const auto child = graph_.edge_at(e).child;
            if (graph_.args_end(child) <= output.first_arg)
                continue;
            trace_.push_back(traced(n_nodes_ - child, e));
            if (visit_first(child))
                stack_.push_back(child);
        }
    }
}

std::uint64_t sweeps::cost() const {
    std::uint64_t sum = 0;
    for (const auto t : trace_)
        sum += graph_.edge_at(edge_of(t)).costs_product ? 2 : 1;
    return sum;
}

// Whichever has cost less so far is counted on, until one is known and is the cheaper.
sweep_direction sweeps::cheaper(bool is_last_order) {
    std::uint64_t forward = 0, reverse = 0;
    std::uint32_t arg = 0;
    std::size_t output = 0;
    for (;;) {
        const bool forward_known = arg == graph_.n_args(), reverse_known = output == outputs_.size();
        if (forward_known && forward <= reverse)
            return sweep_direction::forward;
        if (reverse_known && reverse < forward)
            return sweep_direction::reverse;
        if (reverse_known || (!forward_known && forward <= reverse)) {
            trace_up(arg++);
            forward += cost();
        } else {
            trace_down(outputs_[output++]);
            reverse += is_last_order ? cost() : 2 * cost();
        }
    }
}

// Adds up along the edges that were traced, and calls visit(node, its derivative) for each node in turn.
template <typename Visit>
void sweeps::spread(std::uint32_t start, sweep_direction direction, Visit visit) {
    std::sort(trace_.begin(), trace_.end());
    values_[start] = {expression(1.), {}};
    visit(start, values_[start]);
    std::vector<chain_term> terms;
    for (std::size_t i = 0; i < trace_.size();) {
        const auto place = trace_[i] >> 32;
        std::uint32_t node = none;
        terms.clear();
        for (; i < trace_.size() && trace_[i] >> 32 == place; ++i) {
            const auto &e = graph_.edge_at(edge_of(trace_[i]));
            const bool up = direction == sweep_direction::forward;
            node = up ? e.parent : e.child;
            terms.push_back({&e.outer, &values_[up ? e.child : e.parent], &graph_.support_of(e)});
        }
        values_[node] = graph_.kept(sum_of(terms));
        visit(node, values_[node]);
    }
}

void sweeps::run(sweep_direction direction, const receiver &take) {
    if (direction == sweep_direction::forward) {
        for (std::uint32_t arg = 0; arg < graph_.n_args(); ++arg) {
            trace_up(arg);
            spread(arg, direction, [&](std::uint32_t node, const derivative &d) {
                if (const auto output = output_of_[node]; output != none && outputs_[output].first_arg <= arg)
                    take(output, arg, graph_.kept(d.whole()));
            });
        }
    } else {
        for (std::size_t i = 0; i < outputs_.size(); ++i) {
            trace_down(outputs_[i]);
            spread(outputs_[i].node, direction, [&](std::uint32_t node, const derivative &d) {
                if (node < graph_.n_args() && node >= outputs_[i].first_arg)
                    take(i, node, graph_.kept(d.whole()));
            });
        }
    }
}

} // namespace detail
BROOK_END_NAMESPACE
