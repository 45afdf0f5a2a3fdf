// SPDX-License-Identifier: MPL-2.0
// A neural differential equation: the right-hand sides are a network of 2-32-32-2 neurons (R. T. Q. Chen et al., Neural
// ordinary differential equations, NeurIPS 2018). One trajectory and four, alone and with the derivatives by all 1,218
// weights, which give the gradient of a loss; beside it the gradient in reverse, of a method with fixed steps.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <utility>
#include <vector>

#include "benchmark/support/building.hpp"
#include "benchmark/support/problem.hpp"
#include "benchmark/support/timing.hpp"

namespace {

using brook::expression;
using problems::equations;
using integrator = brook::taylor_adaptive<double>;
using batch = brook::taylor_adaptive_batch<double>;
namespace kw = brook::kw;

constexpr std::size_t n_weights = 2 * 32 + 32 * 32 + 32 * 2 + 32 + 32 + 2, lanes = 4;

const std::vector<expression> variables{expression("x"), expression("y")};
const std::vector<double> start{.5, -.25}, target{.4, .1};

std::vector<expression> network(const std::vector<expression> &inputs) {
    const std::function<expression(const expression &)> hidden = [](const expression &x) { return tanh(x); },
                                                        last = [](const expression &x) { return x; };
    return brook::model::ffnn(kw::inputs = inputs, kw::nn_hidden = {32, 32}, kw::n_out = 2,
                              kw::activations = {hidden, hidden, last});
}

equations plain_system() {
    const auto f = network(variables);
    return {prime(variables[0]) = f[0], prime(variables[1]) = f[1]};
}

std::vector<double> weights() {
    std::vector<double> w;
    for (std::size_t i = 0; i < n_weights; ++i)
        w.push_back(.3 * std::sin(1. + 17. * double(i)));
    return w;
}

// The same weights, and slightly different states, in all lanes.
std::vector<double> for_lanes(const std::vector<double> &numbers, double difference = 0) {
    std::vector<double> all;
    for (const double x : numbers)
        for (std::size_t k = 0; k < lanes; ++k)
            all.push_back(x + difference * double(k));
    return all;
}

integrator build() { return integrator(plain_system(), start, kw::pars = weights()); }

integrator build_with_derivatives() {
    return integrator(brook::var_ode_sys(plain_system(), brook::var_args::params), start, kw::pars = weights());
}

batch build_batch() {
    return batch(plain_system(), for_lanes(start, .125), std::uint32_t(lanes), kw::pars = for_lanes(weights()));
}

batch build_batch_with_derivatives() {
    return batch(brook::var_ode_sys(plain_system(), brook::var_args::params), for_lanes(start, .125),
                 std::uint32_t(lanes), kw::pars = for_lanes(weights()));
}

// ---- the gradient of the loss |x(end) - target|^2 ----

double loss_of(double x, double y) { return (x - target[0]) * (x - target[0]) + (y - target[1]) * (y - target[1]); }

// dL/dw = 2 (x - target) . dx/dw.
std::vector<double> gradient_by_variations(integrator ta, double end) {
    ta.propagate_until(end);
    const auto &state = ta.get_state();
    std::vector<double> gradient;
    for (std::size_t i = 0; i < n_weights; ++i)
        gradient.push_back(2 * (state[0] - target[0]) * state[2 + i] +
                           2 * (state[1] - target[1]) * state[2 + n_weights + i]);
    return gradient;
}

// The loss after steps of the classical method of Runge and Kutta.
expression discretised_loss(std::size_t steps, double end) {
    const double h = end / double(steps);
    std::vector<expression> y{expression(start[0]), expression(start[1])};
    const auto moved = [&](double by, const std::vector<expression> &slope) {
        return std::vector<expression>{y[0] + by * slope[0], y[1] + by * slope[1]};
    };
    for (std::size_t i = 0; i < steps; ++i) {
        const auto k1 = network(y), k2 = network(moved(h / 2, k1)), k3 = network(moved(h / 2, k2)),
                   k4 = network(moved(h, k3));
        for (std::size_t c = 0; c < 2; ++c)
            y[c] = y[c] + h / 6 * (k1[c] + 2. * k2[c] + 2. * k3[c] + k4[c]);
    }
    return pow(y[0] - target[0], 2.) + pow(y[1] - target[1], 2.);
}

brook::cfunc<double> reverse_gradient(std::size_t steps, double end) {
    std::vector<expression> pars;
    for (std::size_t i = 0; i < n_weights; ++i)
        pars.push_back(brook::par[i]);
    return brook::cfunc<double>(brook::diff_tensors({discretised_loss(steps, end)}, pars).get_gradient(), {});
}

std::vector<double> in_reverse(const brook::cfunc<double> &f) {
    std::vector<double> gradient(n_weights);
    f(gradient, std::vector<double>(), kw::pars = weights());
    return gradient;
}

// ---- answers ----

double largest_difference(const std::vector<double> &a, const std::vector<double> &b) {
    double size = 0, difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        size = std::max(size, std::abs(b[i]));
        difference = std::max(difference, std::abs(a[i] - b[i]));
    }
    return difference / size;
}

void check_gradients() {
    const auto ta = build_with_derivatives();
    timing::require(ta.get_dim() == 2438, "2,438 equations");
    // A short step of a method of order 4 is wrong by 1e-11.
    timing::require(largest_difference(gradient_by_variations(ta, 1. / 64), in_reverse(reverse_gradient(1, 1. / 64))) <
                        1e-9,
                    "the gradient of one step in reverse");
    // Central differences, of some weights.
    const auto gradient = gradient_by_variations(ta, 2.);
    auto plain = build();
    const auto loss_with = [&](std::size_t i, double by) {
        auto moved = plain;
        moved.get_pars_data()[i] += by;
        moved.propagate_until(2.);
        return loss_of(moved.get_state()[0], moved.get_state()[1]);
    };
    std::vector<double> some, differences;
    for (std::size_t i = 0; i < n_weights; i += 58) {
        some.push_back(gradient[i]);
        differences.push_back((loss_with(i, 1e-5) - loss_with(i, -1e-5)) / 2e-5);
    }
    timing::require(largest_difference(some, differences) < 1e-8, "differences of the loss");
}

// Each lane has the bits of its trajectory.
template <typename One>
void check_batch(batch four, One one) {
    four.propagate_until(1.);
    for (std::size_t k = 0; k < lanes; ++k) {
        auto ta = one();
        for (std::size_t i = 0; i < 2; ++i)
            ta.get_state_data()[i] = start[i] + .125 * double(k);
        ta.propagate_until(1.);
        for (std::size_t i = 0; i < ta.get_dim(); ++i)
            timing::require(ta.get_state()[i] == four.get_state()[i * lanes + k], "the lanes of a batch");
    }
}

// ---- times ----

template <typename Integrator>
double step_time(Integrator ta, std::size_t steps) {
    const auto begin = ta.get_state();
    return timing::best_within(1e6,
                               [&] {
                                   std::copy(begin.begin(), begin.end(), ta.get_state_data());
                                   return timing::once([&] {
                                       for (std::size_t i = 0; i < steps; ++i)
                                           ta.step();
                                   });
                               }) /
           double(steps);
}

template <typename Build>
double measure(const char *name, Build build, std::size_t steps, double per, double compared) {
    const auto t = building::measure(2e6, build);
    const double step = step_time(build(), steps) / per;
    std::printf("%-30s %10zu %10.1f %10.3f %10.3f %10.2f %10.2f\n", name, std::size_t(build().get_dim()), t.cold / 1e3,
                t.memory / 1e3, t.disk / 1e3, step, compared > 0 ? step / compared : 1.);
    std::fflush(stdout);
    return step;
}

void measure_all() {
    std::printf("%-30s %10s %10s %10s %10s %10s %10s\n", "", "equations", "cold", "memory", "disk", "step", "ratio");
    std::printf("%-30s %10s %10s %10s %10s %10s\n", "", "", "[ms]", "[ms]", "[ms]", "[us]");
    const double one = measure("network", build, 1000, 1, 0);
    const double derived = measure("with derivatives", build_with_derivatives, 50, 1, one);
    measure("four, for each", build_batch, 500, double(lanes), one);
    measure("four with derivatives, for each", build_batch_with_derivatives, 20, double(lanes), derived);

    // As long as a Taylor step is, and as exact.
    auto ta = build_with_derivatives();
    const double h = std::get<1>(ta.step());
    const auto gradient = reverse_gradient(1, h);
    std::vector<double> out(n_weights);
    const auto w = weights();
    const double reverse = timing::of_short(5e5, 20, [&] { gradient(out, std::vector<double>(), kw::pars = w); });
    std::printf("\nA Taylor step with derivatives has the length %.3f; the gradient of one step of Runge and Kutta in "
                "reverse takes\n%.1f us, %.3f of it.\n",
                h, reverse, reverse / derived);
}

} // namespace

int main(int argc, char **) {
    const building::own_disk_cache cache;
    check_gradients();
    check_batch(build_batch(), build);
    check_batch(build_batch_with_derivatives(), build_with_derivatives);
    if (argc == 1)
        measure_all();
    return 0;
}
