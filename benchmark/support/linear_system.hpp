// SPDX-License-Identifier: MPL-2.0
// A dense linear system: oscillations, all coupled with all, and slightly damped.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "benchmark/support/problem.hpp"

namespace problems {

inline constexpr std::size_t linear_size = 200;

/// The columns of an antisymmetric matrix with entries of both signs below 0.2, with -0.01 on the diagonal.
inline const auto linear_columns = [] {
    std::array<std::array<double, linear_size>, linear_size> a;
    for (std::size_t i = 0; i < linear_size; ++i) {
        a[i][i] = -0.01;
        for (std::size_t j = 0; j < i; ++j) {
            a[i][j] = 0.2 * std::sin(1. + double(i * i + 3 * j * j));
            a[j][i] = -a[i][j];
        }
    }
    return a;
}();

inline problem linear_system() {
    problem p{"linear system", {}, {}};
    for (std::size_t i = 0; i < linear_size; ++i) {
        std::vector<brook::expression> terms;
        for (std::size_t j = 0; j < linear_size; ++j)
            terms.push_back(linear_columns[j][i] * variable("x", j));
        p.system.push_back(prime(variable("x", i)) = brook::sum(terms));
        p.state.push_back(std::sin(1. + 3. * double(i)));
    }
    return p;
}

/// Column by column, which compilers turn into vector instructions.
inline constexpr auto linear_system_rhs = [](const auto &s, auto &d, double) {
    for (std::size_t i = 0; i < linear_size; ++i)
        d[i] = 0;
    for (std::size_t j = 0; j < linear_size; ++j)
        for (std::size_t i = 0; i < linear_size; ++i)
            d[i] += linear_columns[j][i] * s[j];
};

} // namespace problems
