// SPDX-License-Identifier: MPL-2.0
// Neural networks: their values, where weights and biases stand, and what is refused.
#include <brook/model/ffnn.hpp>

#include <cmath>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <brook/math/functions.hpp>

#include "test/support/catch.hpp"
#include "test/support/mechanics.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

using activation = std::function<expression(const expression &)>;

const activation through = [](const expression &x) { return x; },
                 hyperbolic = [](const expression &x) { return tanh(x); };

std::vector<expression> variables(std::size_t n) {
    std::vector<expression> x;
    for (std::size_t i = 0; i < n; ++i)
        x.push_back(expression("x" + std::to_string(i)));
    return x;
}

// The network with tanh in its hidden layers, as its docstring defines it.
std::vector<double> network(std::vector<double> y, const std::vector<std::size_t> &layers,
                            const std::vector<double> &wb) {
    std::size_t w = 0, b = 0;
    for (std::size_t l = 0, before = y.size(); l < layers.size(); before = layers[l++])
        b += before * layers[l];
    for (std::size_t l = 0; l < layers.size(); ++l) {
        std::vector<double> next;
        for (std::size_t i = 0; i < layers[l]; ++i) {
            double s = wb[b++];
            for (const double value : y)
                s += wb[w++] * value;
            next.push_back(l + 1 < layers.size() ? std::tanh(s) : s);
        }
        y = next;
    }
    return y;
}

} // namespace

TEST_CASE("networks compute what they should", "[ffnn]") {
    const auto x = variables(3);
    const auto wb = test::random_numbers(3 * 4 + 4 * 5 + 5 * 2 + 4 + 5 + 2, 1), input = test::random_numbers(3, 2);
    const auto expected = network(input, {4, 5, 2}, wb);
    REQUIRE(expected.size() == 2);

    const std::vector<activation> activations{hyperbolic, hyperbolic, through};
    std::vector<double> out(2);
    cfunc<double>(model::ffnn(kw::inputs = x, kw::nn_hidden = {4, 5}, kw::n_out = 2, kw::activations = activations),
                  x)(out, input, kw::pars = wb);
    for (std::size_t i = 0; i < 2; ++i)
        REQUIRE(out[i] == Approx(expected[i]).epsilon(1e-14));
    cfunc<double>(model::ffnn(kw::inputs = x, kw::nn_hidden = std::vector<unsigned short>{4, 5}, kw::n_out = 2u,
                              kw::activations = activations, kw::nn_wb = wb),
                  x)(out, input);
    for (std::size_t i = 0; i < 2; ++i)
        REQUIRE(out[i] == Approx(expected[i]).epsilon(1e-14));
}

TEST_CASE("networks without hidden layers are linear maps", "[ffnn]") {
    const auto x = variables(2);
    const auto y = model::ffnn(kw::inputs = x, kw::nn_hidden = std::vector<int>(), kw::n_out = 2,
                               kw::activations = {through}, kw::nn_wb = {1., 2., 3., 4., 5., 6.});
    REQUIRE(y.size() == 2);
    const test::surroundings<double> at{{{"x0", 10.}, {"x1", 100.}}, {}};
    REQUIRE(test::evaluate(y[0], at) == 1 * 10 + 2 * 100 + 5);
    REQUIRE(test::evaluate(y[1], at) == 3 * 10 + 4 * 100 + 6);
}

TEST_CASE("networks of ten thousand weights are built of shared layers", "[ffnn]") {
    const auto x = variables(64);
    const auto y = model::ffnn(kw::inputs = x, kw::nn_hidden = {90, 90}, kw::n_out = 2,
                               kw::activations = {hyperbolic, hyperbolic, through});
    REQUIRE(get_param_size(y) == 64 * 90 + 90 * 90 + 90 * 2 + 182);
    // Each output is a tree of all paths; the number of different nodes is that of weights, in order of size.
    REQUIRE(get_n_nodes(y[0]) > 90 * 90 * 64);
    const auto input = test::random_numbers(64, 3), wb = test::random_numbers(get_param_size(y), 4);
    test::surroundings<double> at{{}, wb};
    for (std::size_t i = 0; i < 64; ++i)
        at.variables["x" + std::to_string(i)] = input[i];
    REQUIRE(test::evaluate(y[1], at) == Approx(network(input, {90, 90, 2}, wb)[1]).epsilon(1e-10));
}

TEST_CASE("networks that make no sense are refused", "[ffnn]") {
    const auto x = variables(2);
    const std::vector<activation> two{hyperbolic, through};
    REQUIRE_THROWS_WITH(
        model::ffnn(kw::inputs = std::vector<expression>(), kw::nn_hidden = {2}, kw::n_out = 1, kw::activations = two),
        ContainsSubstring("at least one input"));
    REQUIRE_THROWS_WITH(model::ffnn(kw::inputs = x, kw::nn_hidden = {2}, kw::n_out = 0, kw::activations = two),
                        ContainsSubstring("n_out is 0"));
    REQUIRE_THROWS_WITH(model::ffnn(kw::inputs = x, kw::nn_hidden = {2, 0}, kw::n_out = 1, kw::activations = two),
                        ContainsSubstring("hidden layer 1 has none"));
    REQUIRE_THROWS_WITH(model::ffnn(kw::inputs = x, kw::nn_hidden = {2, 3}, kw::n_out = 1, kw::activations = two),
                        ContainsSubstring("each of its 3 layers, hidden and last, but got 2"));
    REQUIRE_THROWS_WITH(
        model::ffnn(kw::inputs = x, kw::nn_hidden = {2}, kw::n_out = 1, kw::activations = {hyperbolic, activation()}),
        ContainsSubstring("that of layer 1 is empty"));
    REQUIRE_THROWS_WITH(
        model::ffnn(kw::inputs = x, kw::nn_hidden = {2}, kw::n_out = 1, kw::activations = two, kw::nn_wb = {1., 2.}),
        ContainsSubstring("needs 9 weights and biases, but got 2"));
    REQUIRE_THROWS_AS(model::ffnn(kw::inputs = x, kw::nn_hidden = {70000, 70000}, kw::n_out = 1,
                                  kw::activations = {hyperbolic, hyperbolic, through}),
                      std::invalid_argument);
    REQUIRE_THROWS_WITH(model::ffnn(kw::inputs = x, kw::nn_hidden = {-2}, kw::n_out = 1, kw::activations = two),
                        ContainsSubstring("An element of nn_hidden"));
}
