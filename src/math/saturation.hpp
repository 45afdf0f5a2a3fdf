// SPDX-License-Identifier: MPL-2.0
// The logistic function and the slope of the hyperbolic tangent out of t = exp(-|x|), which neither overflows nor,
// where they come close to their limits, cancels.
#pragma once

#include "math/far_arguments.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail::saturation {

/// 1 / (1 + t) and t / (1 + t): the logistic functions of |x| and -|x|.
template <typename V>
struct logistic_pair {
    V near_one, near_zero;
};

template <typename E>
logistic_pair<typename E::value> logistic(E &e, typename E::value x) {
    const auto one = e.literal(1.), t = e.call("exp", -far_arguments::magnitude(e, x)), near_one = one / (one + t);
    return {near_one, t * near_one};
}

/// 1 - tanh(x)^2 is four times the product of the logistic functions of 2x and -2x.
template <typename E>
typename E::value slope_of_tanh(E &e, typename E::value x) {
    const auto [near_one, near_zero] = logistic(e, x + x);
    return e.literal(4.) * (near_one * near_zero);
}

/// The same for numbers.
template <typename T>
T slope_of_sigmoid(T x) {
    const T t = fp::exp(-fp::abs(x)), near_one = 1 / (1 + t);
    return near_one * (t * near_one);
}

} // namespace detail::saturation

BROOK_END_NAMESPACE
