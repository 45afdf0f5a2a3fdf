// SPDX-License-Identifier: MPL-2.0
// Arguments of every size that a type has, and what counts as right for them.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "test/laws/real.hpp"

namespace brook::test {

/// Powers of two and numbers between them, and the surroundings of the argument from which exponentials overflow; of
/// these, every n-th.
template <typename T>
std::vector<T> arguments_of_every_size(std::size_t n = 1) {
    using limits = std::numeric_limits<T>;
    std::vector<T> x;
    for (int e = limits::min_exponent - 1; e < limits::max_exponent; ++e)
        for (const T factor : {T(1), T(1.4375L)})
            x.push_back(std::ldexp(factor, e));
    for (int i = -200; i <= 200; ++i)
        x.push_back(std::log(limits::max()) * (1 + T(i) / 8192));
    x.push_back(limits::max());
    std::vector<T> picked;
    for (std::size_t i = 0; i < x.size(); i += n)
        picked.insert(picked.end(), {x[i], -x[i]});
    return picked;
}

/// Of a value of a function that is `exact`. Next to the smallest and the largest number it may be that or beyond;
/// SLEEF's exp is infinite for values that are larger than 0.999998 times the largest number.
template <typename T>
bool is_right(T value, const real &exact, double ulps) {
    using limits = std::numeric_limits<T>;
    if (isnan(exact))
        return value != value;
    const auto size = abs(exact);
    if (std::isinf(value))
        return size > limits::max() * (1 - ldexp(real(1), -18)) && std::signbit(value) == (exact < 0);
    if (size > limits::max() * (1 - real(8) * limits::epsilon()))
        return std::abs(value) >= limits::max() * (1 - 8 * limits::epsilon()) && std::signbit(value) == (exact < 0);
    if (size < limits::min())
        return std::abs(value) <= limits::min();
    return ulps_between(value, exact) <= ulps;
}

/// The same while subnormal numbers are flushed: next to the smallest normal number a value may have become zero.
template <typename T>
bool is_right_flushed(T value, const real &exact, double ulps) {
    const bool tiny = abs(exact) < real(8) * std::numeric_limits<T>::min();
    return tiny ? std::abs(value) <= 8 * std::numeric_limits<T>::min() : is_right(value, exact, ulps);
}

/// Of the value of a sum of the arguments, which may cancel: each addition rounds what there is so far.
template <typename T>
bool is_right_sum(const std::vector<T> &args, T value, const real &exact) {
    real size = 0;
    for (const T x : args)
        size += abs(real(x));
    return abs(real(value) - exact) <= size * std::numeric_limits<T>::epsilon();
}

} // namespace brook::test
