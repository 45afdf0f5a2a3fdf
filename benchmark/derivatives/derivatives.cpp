// SPDX-License-Identifier: MPL-2.0
// Derivatives of large functions: B. Speelpenning's product of a thousand factors (Compiling fast partial derivatives
// of functions given by algorithms, University of Illinois 1980), the loss of a network of ten thousand weights, and
// the right-hand sides of twenty bodies. What they take, beside writing the functions, differentiating them one
// argument after the other, and evaluating them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "benchmark/support/building.hpp"
#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/timing.hpp"

namespace {

using brook::expression;

// Functions of variables, all derivatives of the first order at a point, row by row, and how exact these are.
struct subject {
    std::string name;
    std::vector<expression> (*write)();
    std::vector<expression> args;
    std::vector<double> point, jacobian;
    double tolerance;
};

std::vector<expression> variables(const std::string &family, std::size_t n) {
    std::vector<expression> all;
    for (std::size_t i = 0; i < n; ++i)
        all.push_back(problems::variable(family, i));
    return all;
}

// ---- a product ----

constexpr std::size_t n_factors = 1000;

std::vector<expression> product() { return {brook::prod(variables("x", n_factors))}; }

subject product_of_factors() {
    subject s{"product of 1,000", product, variables("x", n_factors), {}, {}, 1e-12};
    double p = 1;
    for (std::size_t i = 0; i < n_factors; ++i) {
        s.point.push_back(1 + .3 * std::sin(double(i)));
        p *= s.point[i];
    }
    for (const double x : s.point)
        s.jacobian.push_back(p / x);
    return s;
}

// ---- a network: (sum_i v_i tanh(b_i + sum_j w_ij x_j) - 1)^2, whose weights are b_i, w_i0, w_i1, ... and v_i ----

constexpr std::size_t width = 99, row = width + 2, n_weights = width * row;

double input(std::size_t j) { return std::sin(1. + double(j)); }

std::vector<expression> loss() {
    const auto w = variables("w", n_weights);
    std::vector<expression> output;
    for (std::size_t i = 0; i < width; ++i) {
        std::vector<expression> node{w[i * row]};
        for (std::size_t j = 0; j < width; ++j)
            node.push_back(w[i * row + 1 + j] * input(j));
        output.push_back(w[i * row + row - 1] * tanh(brook::sum(node)));
    }
    return {pow(brook::sum(output) - 1., 2.)};
}

subject network_of_weights() {
    subject s{"loss of 10^4 weights", loss, variables("w", n_weights), {}, {}, 1e-11};
    for (std::size_t i = 0; i < n_weights; ++i)
        s.point.push_back(.1 * std::cos(7. * double(i)));
    std::vector<double> hidden;
    double output = -1;
    for (std::size_t i = 0; i < width; ++i) {
        double u = s.point[i * row];
        for (std::size_t j = 0; j < width; ++j)
            u += s.point[i * row + 1 + j] * input(j);
        hidden.push_back(std::tanh(u));
        output += s.point[i * row + row - 1] * hidden[i];
    }
    for (std::size_t i = 0; i < width; ++i) {
        const double slope = 2 * output * s.point[i * row + row - 1] * (1 - hidden[i] * hidden[i]);
        s.jacobian.push_back(slope);
        for (std::size_t j = 0; j < width; ++j)
            s.jacobian.push_back(slope * input(j));
        s.jacobian.push_back(2 * output * hidden[i]);
    }
    return s;
}

// ---- bodies ----

constexpr std::size_t n = 20;

std::vector<expression> forces() {
    std::vector<expression> all;
    for (const auto &[variable, rhs] : problems::twenty_bodies().system)
        all.push_back(rhs);
    return all;
}

// By differences of the same right-hand sides in C++.
subject twenty_bodies() {
    subject s{"forces of 20 bodies", forces, {}, {}, {}, 1e-7};
    for (const auto &[variable, rhs] : problems::twenty_bodies().system)
        s.args.push_back(variable);
    const auto size = s.args.size();
    s.point = problems::twenty_bodies().state;
    s.jacobian.resize(size * size);
    const problems::n_bodies_rhs<n> rhs(problems::equal_bodies_rhs<n>());
    constexpr double h = 1e-5;
    for (std::size_t j = 0; j < size; ++j) {
        auto left = s.point, right = s.point;
        left[j] -= h;
        right[j] += h;
        std::vector<double> f(size), g(size);
        rhs(left, f, 0);
        rhs(right, g, 0);
        for (std::size_t i = 0; i < size; ++i)
            s.jacobian[i * size + j] = (g[i] - f[i]) / (2 * h);
    }
    return s;
}

brook::cfunc<double> compiled_derivatives(const subject &s) {
    return brook::cfunc<double>(brook::diff_tensors(s.write(), s.args).get_jacobian(), s.args);
}

void check(const subject &s) {
    std::vector<double> out(s.jacobian.size());
    compiled_derivatives(s)(out, s.point);
    double largest = 0, error = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        largest = std::max(largest, std::abs(s.jacobian[i]));
        error = std::max(error, std::abs(out[i] - s.jacobian[i]));
    }
    timing::require(error <= s.tolerance * largest, s.name.c_str());
}

// Milliseconds. One argument after the other is measured for some and counted for all.
void measure(const subject &s) {
    const double writing = timing::best_within(1e6, [&] { return timing::once(s.write); }) / 1e3;
    const auto fn = s.write();
    const double tensors =
        timing::best_within(2e6, [&] { return timing::once([&] { brook::diff_tensors(fn, s.args); }); }) / 1e3;
    const std::size_t some = std::min<std::size_t>(s.args.size(), 20);
    const double one_by_one = timing::best_within(1e6,
                                                  [&] {
                                                      return timing::once([&] {
                                                          for (std::size_t i = 0; i < some; ++i)
                                                              brook::diff(fn, s.args[i * s.args.size() / some]);
                                                      });
                                                  }) /
                              1e3 * double(s.args.size()) / double(some);
    const brook::cfunc<double> function(fn, s.args), derivatives = compiled_derivatives(s);
    std::vector<double> value(fn.size()), all(s.jacobian.size());
    const double once = timing::of_short(5e5, 100, [&] { function(value, s.point); }),
                 derived = timing::of_short(5e5, 100, [&] { derivatives(all, s.point); });
    std::printf("%-22s %10.2f %10.2f %10.3f %12.2f %12.2f %10.2f\n", s.name.c_str(), tensors, tensors / writing,
                tensors / one_by_one, once, derived, derived / once);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **) {
    const building::own_disk_cache cache;
    const std::vector<subject> all{product_of_factors(), network_of_weights(), twenty_bodies()};
    for (const auto &s : all)
        check(s);
    if (argc > 1)
        return 0;
    std::printf("%-22s %10s %10s %10s %12s %12s %10s\n", "", "tensors", "/ writing", "/ diff()", "function",
                "derivatives", "ratio");
    std::printf("%-22s %10s %10s %10s %12s %12s\n", "", "[ms]", "", "", "[us]", "[us]");
    for (const auto &s : all)
        measure(s);
    return 0;
}
