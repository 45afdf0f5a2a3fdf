// SPDX-License-Identifier: MPL-2.0
// Which direction derivatives are taken in, and that both lead to the same.
#include "calculus/sweeps.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"

using namespace brook;
using detail::derivative_graph;
using detail::sweep_direction;
using detail::sweep_output;
using detail::sweeps;

namespace {

std::vector<expression> numbered(const std::string &family, std::size_t n) {
    std::vector<expression> all;
    for (std::size_t i = 0; i < n; ++i)
        all.emplace_back(family + std::to_string(i));
    return all;
}

sweep_direction cheaper(const std::vector<expression> &fn, const std::vector<expression> &args, bool is_last = true) {
    derivative_graph graph(args);
    std::vector<sweep_output> outputs;
    for (const auto node : graph.add(fn))
        outputs.push_back({node, 0});
    return sweeps(graph, outputs).cheaper(is_last);
}

using found = std::map<std::pair<std::size_t, std::uint32_t>, double>;

// The values at .1, .2, ... of what is found, with respect to the arguments from first_arg on.
found derivatives(const std::vector<expression> &fn, const std::vector<expression> &args,
                  const std::vector<std::uint32_t> &first_arg, sweep_direction direction) {
    test::surroundings<double> at;
    for (std::size_t i = 0; i < args.size(); ++i)
        at.variables.emplace(detail::as_variable(args[i])->name(), .1 * double(i + 1));
    derivative_graph graph(args);
    const auto nodes = graph.add(fn);
    std::vector<sweep_output> outputs;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        outputs.push_back({nodes[i], first_arg[i]});
    found all;
    sweeps(graph, outputs).run(direction, [&](std::size_t output, std::uint32_t arg, const expression &ex) {
        const bool is_new = all.emplace(std::pair(output, arg), test::evaluate(ex, at)).second;
        CHECK(is_new);
    });
    return all;
}

} // namespace

TEST_CASE("one output of many arguments goes in reverse, many of one forward", "[sweeps]") {
    const auto v = numbered("v", 100);
    CHECK(cheaper({sin(prod(v))}, v) == sweep_direction::reverse);
    std::vector<expression> many;
    for (int i = 0; i < 100; ++i)
        many.push_back(sin(double(i + 1) * exp(v[0])));
    CHECK(cheaper(many, {v[0]}) == sweep_direction::forward);
    // Of many and many, what they have between them decides: a narrow place near the arguments, or near the outputs.
    std::vector<expression> fan, funnel;
    for (int i = 0; i < 90; ++i)
        fan.push_back(cos(double(i + 1) + sin(exp(v[0] * v[1]))));
    for (int i = 0; i < 3; ++i)
        funnel.push_back(pow(sin(prod(v)), double(i + 2)));
    CHECK(cheaper(fan, {v[0], v[1]}) == sweep_direction::forward);
    CHECK(cheaper(funnel, v) == sweep_direction::reverse);
    CHECK(cheaper({v[0]}, {v[0]}) == sweep_direction::forward);
    // Forward if more orders follow and there is little in it.
    CHECK(cheaper({sin(exp(prod(v)))}, v, false) == sweep_direction::reverse);
    CHECK(cheaper(funnel, v, false) == sweep_direction::forward);
}

TEST_CASE("both directions find the same derivatives, and no others", "[sweeps]") {
    const auto v = numbered("v", 4);
    const auto inner = sin(v[0] * v[1]);
    const std::vector<expression> fn{
        inner * exp(v[2]), inner, v[3], pow(inner + v[3], 3.) / v[0], cos(v[2] * v[2]), atan2(inner, v[2] + v[3])};
    const std::vector<std::uint32_t> first_arg{0, 1, 2, 1, 0, 3};
    const auto forward = derivatives(fn, v, first_arg, sweep_direction::forward),
               reverse = derivatives(fn, v, first_arg, sweep_direction::reverse);
    REQUIRE(forward.size() == reverse.size());
    for (const auto &[place, value] : forward) {
        CAPTURE(place.first, place.second);
        CHECK(place.second >= first_arg[place.first]);
        REQUIRE(reverse.contains(place));
        CHECK(reverse.at(place) == Catch::Approx(value));
    }
    CHECK(forward.contains({0, 2}));
    CHECK_FALSE(forward.contains({0, 3}));
    CHECK_FALSE(forward.contains({3, 0}));
    CHECK(forward.at({2, 3}) == 1);
}

TEST_CASE("nodes are found by their structure", "[sweeps]") {
    const auto v = numbered("v", 3);
    derivative_graph graph({v[0], v[2]});
    const auto nodes = graph.add(
        {sin(v[0]), sin(v[0]), sin(v[1]), v[1], v[2], 1_dbl, gt(v[0], v[2]), sin(v[0]) * sin(v[2]), -0_dbl * v[0]});
    CHECK(nodes[0] == nodes[1]);
    CHECK(nodes[0] != nodes[2]);
    CHECK(nodes[3] == derivative_graph::none);
    CHECK(nodes[4] == 1);
    CHECK(nodes[5] == derivative_graph::none);
    CHECK(graph.args_end(nodes[0]) == 1);
    CHECK(graph.args_end(nodes[2]) == 0);
    CHECK(graph.args_end(nodes[6]) == 0);
    CHECK(graph.args_end(nodes[7]) == 2);
    CHECK(nodes[8] == derivative_graph::none); // the number 0
    const auto [first, last] = graph.edges(nodes[7]);
    REQUIRE(last - first == 2);
    CHECK(graph.edge_at(first).child == nodes[0]);
    CHECK(graph.edge_at(first).outer == sin(v[2]));
    const auto kept = graph.kept(cos(sin(v[0]) * sin(v[2])));
    CHECK(std::get<func>(std::get<func>(kept.value()).args()[0].value()).get_ptr() ==
          std::get<func>(graph[nodes[7]].value()).get_ptr());
}
