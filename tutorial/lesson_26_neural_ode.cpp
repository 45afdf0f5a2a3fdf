// SPDX-License-Identifier: MPL-2.0
// Lesson 26: a neural differential equation (R. T. Q. Chen et al., Neural ordinary differential equations, NeurIPS
// 2018). The right-hand sides are a network, whose weights are parameters; variational equations give the derivatives
// of the solution by all of them, so that they can be fitted to observations.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "support/picture.hpp"

using namespace brook;

// Solves A x = b, with A positive definite and b behind its rows, in n rows of n + 1: elimination without pivots.
std::vector<double> solved(std::vector<double> rows, std::size_t n) {
    const auto at = [&](std::size_t i, std::size_t j) -> double & { return rows[i * (n + 1) + j]; };
    for (std::size_t k = 0; k < n; ++k)
        for (std::size_t i = k + 1; i < n; ++i) {
            const double factor = at(i, k) / at(k, k);
            for (std::size_t j = k; j <= n; ++j)
                at(i, j) -= factor * at(k, j);
        }
    std::vector<double> x(n);
    for (std::size_t i = n; i-- > 0;) {
        x[i] = at(i, n);
        for (std::size_t j = i + 1; j < n; ++j)
            x[i] -= at(i, j) * x[j];
        x[i] /= at(i, i);
    }
    return x;
}

int main(int argc, char **argv) {
    const auto [x, y] = make_vars("x", "y");
    const std::vector start{2., 0.};
    std::vector<double> times;
    for (int i = 0; i <= 40; ++i)
        times.push_back(0.25 * i);

    // What is observed, and nobody knows the equations of: an oscillator with friction, and a spring that stiffens.
    taylor_adaptive<double> nature({prime(x) = y, prime(y) = -x - 0.2 * x * x * x - 0.25 * y}, start);
    const auto observed = nature.propagate_grid(times).output();

    // A network of 2-8-2 neurons instead, with 42 weights, which begin small.
    const std::function<expression(const expression &)> hidden = [](const expression &z) { return tanh(z); },
                                                        last = [](const expression &z) { return z; };
    const auto f =
        model::ffnn(kw::inputs = {x, y}, kw::nn_hidden = {8}, kw::n_out = 2, kw::activations = {hidden, last});
    const std::size_t n = get_param_size(f);
    std::vector<double> weights;
    for (std::size_t i = 0; i < n; ++i)
        weights.push_back(0.5 * std::sin(1. + 17. * double(i)));
    const taylor_adaptive<double> network(var_ode_sys({prime(x) = f[0], prime(y) = f[1]}, var_args::params), start,
                                          kw::pars = weights);
    std::printf("%zu weights, %u equations\n", n, unsigned(network.get_dim()));

    // State and derivatives at all times: rows of 2 + 2 n.
    const auto propagated = [&](const std::vector<double> &w, std::size_t until) {
        auto ta = network;
        std::copy(w.begin(), w.end(), ta.get_pars_data());
        return ta.propagate_grid({times.begin(), times.begin() + std::ptrdiff_t(until)}).output();
    };
    const auto misfit = [&](const std::vector<double> &rows) {
        double sum = 0;
        for (std::size_t i = 0; i < rows.size() / (2 + 2 * n); ++i)
            sum += std::pow(rows[i * (2 + 2 * n)] - observed[2 * i], 2) +
                   std::pow(rows[i * (2 + 2 * n) + 1] - observed[2 * i + 1], 2);
        return sum;
    };

    // Least squares by K. Levenberg and D. W. Marquardt: (J^T J + damping) dw = -J^T (solution - observation). First
    // of the beginning of the observations, then of more and more of them.
    int iterations = 0;
    double before = misfit(propagated(weights, times.size()));
    for (std::size_t until = 5; until <= times.size(); until += 4) {
        double damping = 1e-2;
        auto rows = propagated(weights, until);
        for (int i = 0; i < 25 && misfit(rows) > 1e-3; ++i, ++iterations) {
            std::vector<double> normal(n * (n + 1));
            for (std::size_t k = 0; k < 2 * until; ++k) {
                const double *const row = &rows[k / 2 * (2 + 2 * n)], *const J = row + 2 + k % 2 * n;
                for (std::size_t a = 0; a < n; ++a) {
                    for (std::size_t b = 0; b < n; ++b)
                        normal[a * (n + 1) + b] += J[a] * J[b];
                    normal[a * (n + 1) + n] -= J[a] * (row[k % 2] - observed[k]);
                }
            }
            for (std::size_t a = 0; a < n; ++a)
                normal[a * (n + 1) + a] += damping;
            auto moved = weights;
            const auto step = solved(normal, n);
            for (std::size_t a = 0; a < n; ++a)
                moved[a] += step[a];
            const auto there = propagated(moved, until);
            const bool better = misfit(there) < misfit(rows);
            damping *= better ? 0.3 : 5;
            if (better) {
                weights = moved;
                rows = there;
            }
        }
    }
    const double after = misfit(propagated(weights, times.size()));
    std::printf("the misfit was above 1: %s\n", before > 1 ? "yes" : "no");
    std::printf("after less than 150 iterations it is below 0.01: %s\n",
                iterations < 150 && after < 0.01 ? "yes" : "no");

    // It has learned the equations where it has seen them: another beginning.
    taylor_adaptive<double> learned({prime(x) = f[0], prime(y) = f[1]}, {1.2, 0.3}, kw::pars = weights);
    nature.set_time(0.);
    nature.get_state_data()[0] = 1.2;
    nature.get_state_data()[1] = 0.3;
    learned.propagate_until(3.);
    nature.propagate_until(3.);
    const double off =
        std::hypot(learned.get_state()[0] - nature.get_state()[0], learned.get_state()[1] - nature.get_state()[1]);
    std::printf("from another beginning it is off by less than 0.2: %s\n", off < 0.2 ? "yes" : "no");

    if (argc > 1) { // the name of a picture
        const auto solution = propagated(weights, times.size());
        picture::panel motion{"What a network has learned", "time", "x, y"}, plane{"The same in the plane", "x", "y"};
        motion.curves = {
            {"x", picture::style::line, {}}, {"y", picture::style::line, {}}, {"observed", picture::style::points, {}}};
        plane.curves = {{"network", picture::style::line, {}}, {"observed", picture::style::points, {}}};
        for (std::size_t i = 0; i < times.size(); ++i) {
            motion.curves[2].points.push_back({times[i], observed[2 * i]});
            motion.curves[2].points.push_back({times[i], observed[2 * i + 1]});
            plane.curves[1].points.push_back({observed[2 * i], observed[2 * i + 1]});
        }
        auto ta = network;
        std::copy(weights.begin(), weights.end(), ta.get_pars_data());
        auto at = *ta.propagate_until(10., kw::c_output = true).continuous_output();
        for (int i = 0; i < 2; ++i)
            motion.curves[std::size_t(i)].points =
                picture::points_of([&](double t) { return at(t)[std::size_t(i)]; }, 0., 10.);
        for (const auto &p : picture::points_of([](double t) { return t; }, 0., 10.))
            plane.curves[0].points.push_back({at(p.x)[0], at(p.x)[1]});
        picture::draw(argv[1], {motion, plane});
    }
}
