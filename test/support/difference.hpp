// SPDX-License-Identifier: MPL-2.0
// How far two states are from each other.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "test/support/catch.hpp"

namespace brook::test {

/// The largest difference of an element of `a` from that of `b`, relative to one more than the size of the latter.
template <typename T>
double largest_difference(const std::vector<T> &a, const std::vector<T> &b) {
    REQUIRE(a.size() == b.size());
    double d = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        d = std::max(d, double(std::abs(a[i] - b[i]) / (1 + std::abs(b[i]))));
    return d;
}

} // namespace brook::test
