// SPDX-License-Identifier: MPL-2.0
// Feed-forward neural networks.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/model/keywords.hpp>
#include <brook/support/keyword_function.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct ffnn_options {
    std::vector<expression> inputs;
    std::vector<std::uint32_t> nn_hidden;
    std::uint32_t n_out = 0;
    std::vector<std::function<expression(const expression &)>> activations;
    std::optional<std::vector<expression>> nn_wb; ///< unset: par[0], par[1], ...
};

using ffnn_keywords =
    accepts<ffnn_options, needs<kw::inputs, &ffnn_options::inputs>, needs<kw::nn_hidden, &ffnn_options::nn_hidden>,
            needs<kw::n_out, &ffnn_options::n_out>, needs<kw::activations, &ffnn_options::activations>,
            sets<kw::nn_wb, &ffnn_options::nn_wb>>;

BROOK_PUBLIC std::vector<expression> make_ffnn(const ffnn_options &options);

} // namespace detail

namespace model {

/// `ffnn(keywords...)`: the outputs of a feed-forward neural network, a vector of n_out expressions. Neuron i of layer
/// l computes f_l(sum_j W_ij y_j + b_i) from the values y of the layer before it.
///
/// Keywords: inputs (the values before the first layer), nn_hidden (the numbers of neurons in the hidden layers; may be
/// empty), n_out (that of the last layer) and activations (f_l for each hidden layer, then for the last one) must be
/// given; nn_wb are the weights and biases, by default par[0], par[1], ... First come all weights, layer by layer,
/// within a layer neuron by neuron, for each neuron one for each input; then all biases in the same order. With n_0
/// inputs and layers of n_l neurons these are sum_l n_l (n_(l-1) + 1). Parameters can be changed without a new
/// compilation. D. E. Rumelhart, G. E. Hinton and R. J. Williams, Learning representations by back-propagating errors,
/// Nature 323 (1986).
///
/// Throws std::invalid_argument if there are no inputs, if a layer has no neurons, if there are not as many activations
/// as layers or one of them is empty, or if the number of weights and biases is wrong, or above 2^32 - 1.
inline constexpr detail::keyword_function<"ffnn", detail::ffnn_keywords, detail::make_ffnn> ffnn;

} // namespace model
BROOK_END_NAMESPACE
