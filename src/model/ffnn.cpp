// SPDX-License-Identifier: MPL-2.0
// Feed-forward neural networks.
#include <brook/model/ffnn.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>

#include <brook/math/functions.hpp>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

void check(const ffnn_options &options) {
    if (options.inputs.empty())
        throw_invalid_argument("ffnn() needs at least one input, but got none");
    if (options.n_out == 0)
        throw_invalid_argument("ffnn() needs at least one output, but n_out is 0");
    const auto none = std::find(options.nn_hidden.begin(), options.nn_hidden.end(), 0u);
    if (none != options.nn_hidden.end())
        throw_invalid_argument("The layers of ffnn() need at least one neuron each, but hidden layer {} has none",
                               none - options.nn_hidden.begin());
    const auto layers = options.nn_hidden.size() + 1;
    const auto &f = options.activations;
    if (f.size() != layers)
        throw_invalid_argument("ffnn() needs an activation for each of its {} layers, hidden and last, but got {}",
                               layers, f.size());
    const auto empty = std::find_if(f.begin(), f.end(), [](const auto &g) { return !g; });
    if (empty != f.end())
        throw_invalid_argument("The activations of ffnn() must be functions, but that of layer {} is empty",
                               empty - f.begin());
}

std::vector<std::size_t> layers_of(const ffnn_options &options) {
    std::vector<std::size_t> n{options.inputs.size()};
    n.insert(n.end(), options.nn_hidden.begin(), options.nn_hidden.end());
    n.push_back(options.n_out);
    return n;
}

// How many weights and biases there are. Throws if parameters could not count them.
std::pair<std::size_t, std::size_t> sizes_of(const std::vector<std::size_t> &layers) {
    double weights = 0, biases = 0;
    for (std::size_t l = 1; l < layers.size(); ++l) {
        weights += double(layers[l]) * double(layers[l - 1]);
        biases += double(layers[l]);
    }
    if (weights + biases > std::numeric_limits<std::uint32_t>::max())
        throw_invalid_argument("ffnn() must have at most {} weights and biases, but it would have {}",
                               std::numeric_limits<std::uint32_t>::max(), weights + biases);
    return {static_cast<std::size_t>(weights), static_cast<std::size_t>(biases)};
}

std::vector<expression> weights_and_biases(const ffnn_options &options, std::size_t n) {
    if (options.nn_wb) {
        if (options.nn_wb->size() != n)
            throw_invalid_argument("ffnn() of these layers needs {} weights and biases, but got {}", n,
                                   options.nn_wb->size());
        return *options.nn_wb;
    }
    std::vector<expression> pars;
    pars.reserve(n);
    for (std::size_t i = 0; i < n; ++i)
        pars.push_back(par[i]);
    return pars;
}

} // namespace

std::vector<expression> make_ffnn(const ffnn_options &options) {
    check(options);
    const auto layers = layers_of(options);
    const auto [n_weights, n_biases] = sizes_of(layers);
    const auto wb = weights_and_biases(options, n_weights + n_biases);
    auto weight = wb.begin();
    auto bias = wb.begin() + static_cast<std::ptrdiff_t>(n_weights);
    auto values = options.inputs;
    for (std::size_t l = 1; l < layers.size(); ++l) {
        std::vector<expression> next;
        next.reserve(layers[l]);
        for (std::size_t i = 0; i < layers[l]; ++i) {
            std::vector<expression> terms;
            terms.reserve(values.size() + 1);
            for (const auto &y : values)
                terms.push_back(*weight++ * y);
            terms.push_back(*bias++);
            next.push_back(options.activations[l - 1](sum(std::move(terms))));
        }
        values = std::move(next);
    }
    return values;
}

} // namespace detail
BROOK_END_NAMESPACE
