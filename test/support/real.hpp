// SPDX-License-Identifier: MPL-2.0
// Reference values with more digits than any type that is tested.
#pragma once

#include <limits>

#include <boost/multiprecision/cpp_bin_float.hpp>

namespace brook::test {

/// 113 bits.
using real = boost::multiprecision::cpp_bin_float_quad;

/// The difference of two numbers in units of the type's epsilon.
template <typename T>
double in_eps(T value, const real &exact) {
    return static_cast<double>(abs(real(value) - exact) / std::numeric_limits<T>::epsilon());
}

/// The same, relative to the size of `exact`.
template <typename T>
double relative_in_eps(T value, const real &exact) {
    return static_cast<double>(abs(real(value) / exact - 1) / std::numeric_limits<T>::epsilon());
}

/// The same for sizes of steps, which are computed in double, and so are right to that where T has more digits.
template <typename T>
double size_in_eps(T h, const real &exact) {
    const auto own = std::numeric_limits<T>::epsilon();
    constexpr auto of_rule = std::numeric_limits<double>::epsilon();
    return relative_in_eps(h, exact) * (own < of_rule ? static_cast<double>(own / of_rule) : 1);
}

} // namespace brook::test
