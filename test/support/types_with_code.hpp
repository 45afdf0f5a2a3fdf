// SPDX-License-Identifier: MPL-2.0
// The floating-point types that code is generated for, and what is special about their code.
#pragma once

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include <brook/number/fp_type.hpp>

#include "support/flush_subnormals.hpp"

namespace brook::test {

/// Calls `f.operator()<T>()` for each type of the compiler; the functions of others are tested by themselves
/// (test/number/dd.cpp, float128.cpp).
template <typename F>
void for_each_native_type(F f) {
    detail::for_each_fp_type([&]<typename T>() {
        if constexpr (std::is_floating_point_v<T>)
            f.template operator()<T>();
    });
}

/// The same for each of them that code is generated for.
template <typename F>
void for_each_type_with_code(F f) {
    for_each_native_type([&]<typename T>() {
        if constexpr (detail::fp_has_code(detail::fp_type_of<T>))
            f.template operator()<T>();
    });
}

/// As code reads it: with SSE and AVX a subnormal number counts as zero.
template <typename T>
T as_read(T x) {
    const bool flushes = detail::flush_subnormals::supported && detail::fp_has_vectors(detail::fp_type_of<T>);
    return flushes && std::abs(x) < std::numeric_limits<T>::min() ? std::copysign(T(0), x) : x;
}

/// All coefficients as code reads them. Copies and changes of sign keep a subnormal number, which a multiplication by 1
/// or -1 does not, and which of them is at work depends on the constants of the other lanes.
template <typename T>
std::vector<std::vector<T>> as_read(std::vector<std::vector<T>> jet) {
    for (auto &coefficients : jet)
        for (auto &x : coefficients)
            x = as_read(x);
    return jet;
}

} // namespace brook::test
