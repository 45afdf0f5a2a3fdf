// SPDX-License-Identifier: MPL-2.0
// Comparison of bits. Not of bytes: six of the sixteen of a long double are padding.
#pragma once

#include <algorithm>
#include <vector>

#include <brook/number/number.hpp>

namespace brook::test {

template <typename T>
bool same_bits(T a, T b) {
    return detail::identical(number(a), number(b));
}

template <typename T>
bool same_bits(const std::vector<T> &a, const std::vector<T> &b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](T x, T y) { return same_bits(x, y); });
}

} // namespace brook::test
