// SPDX-License-Identifier: MPL-2.0
// Order by order: each derivative is differentiated with respect to the last of its arguments and those behind it, so
// that each mixed derivative is computed once, and comes to stand where dtens wants it.
#include "calculus/tensors.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <brook/calculus/dtens.hpp>

#include "calculus/derivative_graph.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr auto none = derivative_graph::none;

// All derivatives of one order. Those of the next order that come from one of them stand side by side, one for each
// argument from its last one on.
struct tensor_level {
    std::vector<expression> derivatives;
    std::vector<std::uint32_t> last_arg; // 0 for the functions themselves
};

// A number has a zero of its own type as derivative.
expression zero_for(const expression &ex) {
    const number *x = as_number(ex);
    return x != nullptr ? expression(map(*x, [](auto) { return 0; })) : expression(0.);
}

// The derivatives that depend on an argument which they are differentiated by, each different one once.
struct distinct_outputs {
    std::vector<sweep_output> outputs;
    std::vector<std::vector<std::size_t>> places; // in the level, of each output

    distinct_outputs(derivative_graph &graph, const tensor_level &level) {
        const auto nodes = graph.add(level.derivatives);
        std::vector<std::uint32_t> output_of(graph.size(), none);
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const auto node = nodes[i], last = level.last_arg[i];
            if (node == none || graph.args_end(node) <= last)
                continue;
            if (output_of[node] == none) {
                output_of[node] = static_cast<std::uint32_t>(outputs.size());
                outputs.push_back({node, last});
                places.emplace_back();
            }
            auto &first = outputs[output_of[node]].first_arg;
            first = std::min(first, last);
            places[output_of[node]].push_back(i);
        }
    }
};

tensor_level next_order(derivative_graph &graph, const tensor_level &level, std::optional<sweep_direction> direction,
                        bool is_last_order) {
    tensor_level next;
    std::vector<std::size_t> begins;
    for (std::size_t i = 0; i < level.derivatives.size(); ++i) {
        begins.push_back(next.derivatives.size());
        for (auto arg = level.last_arg[i]; arg < graph.n_args(); ++arg) {
            next.derivatives.push_back(zero_for(level.derivatives[i]));
            next.last_arg.push_back(arg);
        }
    }
    const distinct_outputs distinct(graph, level);
    if (distinct.outputs.empty())
        return next;
    sweeps all(graph, distinct.outputs);
    all.run(direction ? *direction : all.cheaper(is_last_order),
            [&](std::size_t output, std::uint32_t arg, const expression &ex) {
                for (const auto i : distinct.places[output])
                    if (arg >= level.last_arg[i])
                        next.derivatives[begins[i] + arg - level.last_arg[i]] = ex;
            });
    return next;
}

} // namespace

std::size_t number_of_derivatives(std::size_t n_outs, std::size_t n_args, std::uint32_t order) {
    const auto largest = static_cast<long double>(std::vector<dtens::value_type>().max_size());
    const auto k = std::min<std::size_t>(n_args, order), n = n_args + order;
    auto count = static_cast<long double>(n_outs); // exact below 2^32, and a good estimate above
    for (std::size_t i = 1; i <= k && count <= largest; ++i)
        count = count * static_cast<long double>(n - k + i) / static_cast<long double>(i);
    if (count > largest)
        throw_error<std::overflow_error>("The derivatives of {} functions with respect to {} arguments up to order {} "
                                         "are more than memory can hold",
                                         n_outs, n_args, order);
    return static_cast<std::size_t>(count);
}

std::vector<expression> derivatives_up_to(const std::vector<expression> &fn, const std::vector<expression> &args,
                                          std::uint32_t order, std::optional<sweep_direction> direction) {
    std::vector<expression> all;
    all.reserve(number_of_derivatives(fn.size(), args.size(), order));
    derivative_graph graph(args);
    tensor_level level{fn, std::vector<std::uint32_t>(fn.size(), 0)};
    for (std::uint32_t k = 0; k < order; ++k) {
        auto next = next_order(graph, level, direction, k + 1 == order);
        std::move(level.derivatives.begin(), level.derivatives.end(), std::back_inserter(all));
        level = std::move(next);
    }
    std::move(level.derivatives.begin(), level.derivatives.end(), std::back_inserter(all));
    return all;
}

} // namespace detail
BROOK_END_NAMESPACE
