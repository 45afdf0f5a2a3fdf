// SPDX-License-Identifier: MPL-2.0
// Arguments of functions.
#pragma once

#include <cstddef>
#include <random>
#include <vector>

/// From 0.5 to 1.5.
template <typename T>
std::vector<T> numbers(std::size_t n, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<T> all;
    for (std::size_t i = 0; i < n; ++i)
        all.push_back(static_cast<T>(.5L + static_cast<long double>(random()) / 4294967296.L));
    return all;
}
