// SPDX-License-Identifier: MPL-2.0
// A system in which hardly any two operations can share code: each is applied to the result of the one before.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "benchmark/support/problem.hpp"

namespace problems {

inline constexpr std::size_t tangle_size = 10;

/// The right-hand sides: what comes out of the last ten of many steps, all between -1.5 and 1.5.
template <typename T>
std::vector<T> tangle_steps(const std::vector<T> &x, std::size_t steps) {
    using std::cos, std::exp, std::sin, std::sqrt, std::tanh;
    std::vector<T> last = x;
    for (std::size_t k = 0; k < steps; ++k) {
        const T a = last[(k + tangle_size - 1) % tangle_size], b = x[(k * k + k / 7) % tangle_size];
        auto &y = last[k % tangle_size];
        switch (k * (k + 1) / 2 % 7 + k / 11 % 3) {
        case 0:
            y = sin(a + b);
            break;
        case 1:
            y = cos(a) * b;
            break;
        case 2:
            y = tanh(a - b);
            break;
        case 3:
            y = exp(-(a * a)) - b;
            break;
        case 4:
            y = 1. / (3. + a * b);
            break;
        case 5:
            y = sqrt(a * a + 0.5) - b;
            break;
        default:
            y = sin(a * b);
            break;
        }
    }
    return last;
}

inline problem tangle(std::size_t steps) {
    problem p{"tangle of " + std::to_string(steps), {}, {}};
    std::vector<brook::expression> x;
    for (std::size_t i = 0; i < tangle_size; ++i) {
        x.push_back(variable("x", i));
        p.state.push_back(0.5 * std::sin(1. + 3. * double(i)));
    }
    const auto derivatives = tangle_steps(x, steps);
    for (std::size_t i = 0; i < tangle_size; ++i)
        p.system.push_back(prime(x[i]) = derivatives[i]);
    return p;
}

/// The same by hand.
inline auto tangle_rhs(std::size_t steps) {
    return [steps](const auto &s, auto &d, double) { d = tangle_steps(s, steps); };
}

} // namespace problems
