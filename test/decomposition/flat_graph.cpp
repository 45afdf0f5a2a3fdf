// SPDX-License-Identifier: MPL-2.0
// What dissolves into sums and products, and what does not.
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include <brook/math/functions.hpp>

#include "decomposition/flat_graph.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

std::string text(const expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

// "+ a", or "- 2 a" where a is subtracted twice; "+ 0.5 a" for a multiple.
std::vector<std::string> terms_of(const std::vector<expression> &roots, std::size_t root = 0) {
    const flat_graph graph(roots);
    std::vector<std::string> out;
    const auto sum = graph.terms(graph.index(std::get<func>(roots[root].value())));
    for (const auto &[term, times, coefficient] : sum.terms) {
        std::ostringstream size;
        size << std::abs(number_as<double>(coefficient));
        out.push_back((is_negative(coefficient) ? "- " : "+ ") + (size.str() == "1" ? "" : size.str() + " ") +
                      text(*term.ex));
    }
    if (sum.offset)
        out.push_back(text(expression(*sum.offset)));
    return out;
}

std::size_t dissolved(const std::vector<expression> &roots) {
    const flat_graph graph(roots);
    std::size_t n = 0;
    for (std::size_t i = 0; i < graph.nodes().size(); ++i)
        n += graph.dissolved(i);
    return n;
}

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("sums dissolve into the one sum that uses them", "[flat_graph]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto inner = sin(x) + y;
    const std::vector<expression> alone{sum({inner, z, sum({cos(x), expression(2.)}), expression(3.)})};
    CHECK(terms_of(alone) == texts{"+ sin(x)", "+ y", "+ z", "+ cos(x)", text(expression(5.))});
    CHECK(dissolved(alone) == 2);

    const std::vector<expression> shared{sum({inner, z}), inner * z};
    CHECK(terms_of(shared) == texts{"+ " + text(inner), "+ z"});
    CHECK(dissolved(shared) == 0);
}

TEST_CASE("subtracted sums dissolve with their signs changed", "[flat_graph]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto minus = [](const expression &ex) { return prod({expression(-1.), ex}); };
    const auto inner = sum({x, minus(sum({y, expression(1.)}))});
    CHECK(terms_of({sum({z, minus(inner)})}) == texts{"+ z", "- x", "+ y", text(expression(1.))});
}

TEST_CASE("multiples of sums dissolve if the numbers are powers of two", "[flat_graph]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const std::vector<expression> half{sum({z, .5 * sum({x, -2. * sum({y, expression(3.)})})})};
    CHECK(terms_of(half) == texts{"+ z", "+ 0.5 x", "- y", text(expression(-3.))});
    CHECK(dissolved(half) == 4); // the inner sums, and the products that they are in
    // Alone, it is one operation for the sum, unless the sign is all that changes.
    const std::vector<expression> alone{.5 * (x + y)}, negated{-(x + y)};
    const auto is_multiple = [](const std::vector<expression> &roots) {
        const flat_graph graph(roots);
        return graph.is_multiple_of_sum(graph.index(std::get<func>(roots[0].value())));
    };
    CHECK(!is_multiple(alone));
    CHECK(is_multiple(negated));
    // Within a product the sum is a factor.
    const std::vector<expression> factor{prod({sin(x), .5 * (x + y)})};
    CHECK(dissolved(factor) == 1);
    // Other numbers would round each term by itself.
    const std::vector<expression> third{sum({z, 3. * (x - y)})}, shared{sum({z, .5 * (x - y)}), sin(x - y)};
    CHECK(dissolved(third) == 0);
    CHECK(dissolved(shared) == 0);
}

TEST_CASE("factors that several products have in common stand first", "[flat_graph]") {
    const auto [x, y, z, u] = make_vars("x", "y", "z", "u");
    const std::vector<expression> roots{prod({x, y, z}), z * x, prod({u, x, expression(2.), z, u, u})};
    flat_graph graph(roots);
    graph.compare_products();
    const auto factors_of = [&](std::size_t i) {
        texts out;
        for (const auto &factor : graph.factors(graph.index(std::get<func>(roots[i].value()))))
            out.push_back(text(*factor.ex));
        return out;
    };
    CHECK(factors_of(0) == texts{"x", "z", "y"});
    CHECK(factors_of(2) == texts{text(expression(2.)), "x", "z", "u", "u", "u"});
}

TEST_CASE("terms that appear twice are counted", "[flat_graph]") {
    const auto [x, y] = make_vars("x", "y");
    CHECK(terms_of({sum({x * y, sin(x), x * y, sin(x), sin(x)})}) == texts{"+ 2 " + text(x * y), "+ 3 sin(x)"});
}

TEST_CASE("products dissolve into the one product that uses them", "[flat_graph]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto inner = prod({x, sin(y)});
    const auto factors_of = [](const std::vector<expression> &roots) {
        flat_graph graph(roots);
        graph.compare_products();
        texts out;
        for (const auto &factor : graph.factors(graph.index(std::get<func>(roots[0].value()))))
            out.push_back(text(*factor.ex));
        return out;
    };
    CHECK(factors_of({prod({expression(2.), inner, z})}) == texts{text(expression(2.)), "x", "sin(y)", "z"});
    CHECK(factors_of({prod({inner, z}), inner + z}) == texts{text(inner), "z"});
}

TEST_CASE("products that differ in numbers only are counted together", "[flat_graph]") {
    const auto [x, y] = make_vars("x", "y");
    const std::vector<expression> roots{prod({expression(2.), x, y}), prod({expression(-3.), x, y}), prod({x, x})};
    flat_graph graph(roots);
    graph.compare_products();
    const auto like = [&](std::size_t i) { return graph.like(graph.index(std::get<func>(roots[i].value()))); };
    CHECK(like(0) == 2);
    CHECK(like(1) == 2);
    CHECK(like(2) == 1);
}
