// SPDX-License-Identifier: MPL-2.0
// Systems whose sums differ in length: a network whose nodes have different numbers of neighbours, and small bodies
// among large ones.
#pragma once

#include <cmath>
#include <cstddef>

#include "benchmark/support/n_bodies.hpp"
#include "benchmark/support/problem.hpp"

namespace problems {

/// Y. Kuramoto, Lecture Notes in Physics 39 (1975): oscillators of different frequency, x_i' = w_i + sum_j sin(x_j -
/// x_i) over the neighbours j of i. They stand in a ring, with chords thrown in.
inline problem network(std::size_t n) {
    problem p{"network of " + std::to_string(n), {}, {}};
    std::vector<std::vector<brook::expression>> terms(n);
    const auto connect = [&](std::size_t i, std::size_t j) {
        const auto s = sin(variable("x", j) - variable("x", i));
        terms[i].push_back(s);
        terms[j].push_back(-s);
    };
    for (std::size_t i = 0; i < n; ++i) {
        connect(i, (i + 1) % n);
        for (std::size_t k = 0; k < 1 + i % 3; ++k)
            connect(i, (i + 3 + (7 * i + 11 * k) % (n - 6)) % n);
    }
    for (std::size_t i = 0; i < n; ++i) {
        terms[i].push_back(brook::expression(1. + .1 * std::sin(double(i))));
        p.system.push_back(prime(variable("x", i)) = brook::sum(terms[i]));
        p.state.push_back(3. * std::sin(1. + 3. * double(i)));
    }
    return p;
}

/// A sun, four planets and n small bodies without mass, on circles.
inline problem small_bodies(std::size_t n) {
    problem p{"sun, planets and " + std::to_string(n) + " small bodies", {}, {}};
    std::vector<double> masses{1., 1e-3, 3e-4, 4e-5, 5e-5};
    masses.resize(5 + n, 0.);
    for (std::size_t i = 0; i < masses.size(); ++i) {
        const double r = i == 0 ? 0. : 1. + .3 * double(i), v = i == 0 ? 0. : 1. / std::sqrt(r), a = 2.4 * double(i);
        for (const double x : {r * std::cos(a), r * std::sin(a), 0., -v * std::sin(a), v * std::cos(a), 0.})
            p.state.push_back(x);
    }
    p.system = n_bodies(masses, 1.);
    return p;
}

} // namespace problems
