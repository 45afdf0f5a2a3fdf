// SPDX-License-Identifier: MPL-2.0
// Long sums and products of which no two parts are equal, and many functions that users wrote: nothing merges, so that
// whoever compares each part with all others takes quadratic time.
#pragma once

#include <cmath>
#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "benchmark/support/problem.hpp"

namespace problems {

/// The coefficients: no two are equal, and their sum is about 0.7.
inline double weight_of_part(std::size_t i, std::size_t n) { return 1. / double(n + i + 1); }

/// x' = sum_i w_i sin(x + i) y, y' = -x.
inline problem distinct_terms(std::size_t n) {
    const auto x = variable("x", 0), y = variable("y", 0);
    std::vector<brook::expression> terms;
    for (std::size_t i = 0; i < n; ++i)
        terms.push_back(weight_of_part(i, n) * sin(x + double(i)) * y);
    return {"sum of " + std::to_string(n) + " terms", {prime(x) = sum(std::move(terms)), prime(y) = -x}, {0.3, 0.7}};
}

/// x' = y prod_i (1 + w_i sin(x + i)), y' = -x.
inline problem distinct_factors(std::size_t n) {
    const auto x = variable("x", 0), y = variable("y", 0);
    std::vector<brook::expression> factors{y};
    for (std::size_t i = 0; i < n; ++i)
        factors.push_back(1. + weight_of_part(i, n) * sin(x + double(i)));
    return {"product of " + std::to_string(n), {prime(x) = prod(std::move(factors)), prime(y) = -x}, {0.3, 0.7}};
}

/// Both by hand.
inline auto distinct_terms_rhs(std::size_t n) {
    return [n](const auto &s, auto &d, double) {
        d[0] = 0.;
        for (std::size_t i = 0; i < n; ++i)
            d[0] += weight_of_part(i, n) * std::sin(s[0] + double(i)) * s[1];
        d[1] = -s[0];
    };
}
inline auto distinct_factors_rhs(std::size_t n) {
    return [n](const auto &s, auto &d, double) {
        d[0] = s[1];
        for (std::size_t i = 0; i < n; ++i)
            d[0] *= 1. + weight_of_part(i, n) * std::sin(s[0] + double(i));
        d[1] = -s[0];
    };
}

// a = b
struct copy_recurrence {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.arg(0)[0]);
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.arg(0)[e.n()]);
    }
};

/// x' = sum_i w_i f_i(x) y, y' = -x with a function of the user for each i, which happens to be x.
inline problem distinct_functions(std::size_t n) {
    static auto &names = *new std::deque<std::string>; // rules and operations live until the end
    static auto &operations = *new std::deque<brook::operation>;
    while (names.size() < n) {
        names.push_back("copy_" + std::to_string(names.size()));
        operations.push_back(brook::make_operation<copy_recurrence>(names.back()));
    }
    const auto x = variable("x", 0), y = variable("y", 0);
    std::vector<brook::expression> terms;
    for (std::size_t i = 0; i < n; ++i) {
        const brook::user_function f(
            {.name = names[i],
             .arity = 1,
             .gradient = [](const brook::func &) { return std::vector{brook::expression(1.)}; },
             .taylor = &operations[i],
             .identity = "1"});
        terms.push_back(weight_of_part(i, n) * f(x) * y);
    }
    return {std::to_string(n) + " functions", {prime(x) = sum(std::move(terms)), prime(y) = -x}, {0.3, 0.7}};
}

inline auto distinct_functions_rhs(std::size_t n) {
    return [n](const auto &s, auto &d, double) {
        d[0] = 0.;
        for (std::size_t i = 0; i < n; ++i)
            d[0] += weight_of_part(i, n) * s[0] * s[1];
        d[1] = -s[0];
    };
}

} // namespace problems
