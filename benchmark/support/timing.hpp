// SPDX-License-Identifier: MPL-2.0
// Clocks of the benchmarks.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <limits>

namespace timing {

/// Microseconds that a call takes.
template <typename F>
double once(F f) {
    const auto start = std::chrono::steady_clock::now();
    f();
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

/// The least of several calls: what disturbs a measurement only ever adds.
template <typename F>
double best(int calls, F f) {
    double t = std::numeric_limits<double>::infinity();
    for (int i = 0; i < calls; ++i)
        t = std::min(t, once(f));
    return t;
}

/// The least of the times that `measure` returns, called twice at least and then until `budget` microseconds are over.
template <typename F>
double best_within(double budget, F measure) {
    double t = std::numeric_limits<double>::infinity();
    const auto start = std::chrono::steady_clock::now();
    for (int calls = 0;
         calls < 2 || std::chrono::steady_clock::now() - start < std::chrono::duration<double, std::micro>(budget);
         ++calls)
        t = std::min(t, double(measure()));
    return t;
}

/// Microseconds of a call, the least within the budget, of calls that are too short to be timed by themselves.
template <typename F>
double of_short(double budget, std::size_t calls, F f) {
    return best_within(budget,
                       [&] {
                           return once([&] {
                               for (std::size_t i = 0; i < calls; ++i)
                                   f();
                           });
                       }) /
           double(calls);
}

/// A wrong answer is never timed.
inline void require(bool right, const char *what) {
    if (!right) {
        std::fprintf(stderr, "wrong answer: %s\n", what);
        std::exit(1);
    }
}

} // namespace timing
