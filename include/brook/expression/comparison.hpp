// SPDX-License-Identifier: MPL-2.0
// The six comparisons of numbers.
#pragma once

#include <cstdint>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

/// All are ordered: none holds where one of the numbers is a NaN, `neq` included.
enum class comparison : std::uint8_t { eq, neq, lt, gt, lte, gte };

/// True if the comparison holds for plain numbers of type T.
template <typename T>
constexpr bool holds(comparison c, T x, T y) {
    switch (c) {
    case comparison::eq:
        return x == y;
    case comparison::neq:
        return x < y || x > y;
    case comparison::lt:
        return x < y;
    case comparison::gt:
        return x > y;
    case comparison::lte:
        return x <= y;
    default:
        return x >= y;
    }
}

} // namespace detail

BROOK_END_NAMESPACE
