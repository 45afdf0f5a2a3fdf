// SPDX-License-Identifier: MPL-2.0
// Hyperbolic functions and their inverses of large arguments, for which SLEEF, unlike the library behind long double,
// overflows before the function does: with the square of the argument, or with exp(|x|).
#pragma once

#include <string_view>

#include <brook/expression/comparison.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail::far_arguments {

template <typename E>
bool overflow_early(E &e) {
    return e.digits() <= 53;
}

template <typename E>
auto magnitude(E &e, typename E::value x) {
    return e.choose(e.compare(comparison::lt, x, e.literal(0.)), -x, x);
}

/// 1 where |x| is so large that asinh and acosh are log(2|x|), to well below a unit in the last place, and before the
/// library goes wrong: it squares its argument, and divides by that square, which fails from 2^62 on in float and from
/// 2^510 on in double where subnormal numbers are flushed.
template <typename E>
typename E::value is_far(E &e, typename E::value x) {
    return !overflow_early(e)
               ? e.literal(0.)
               : e.compare(comparison::gt, magnitude(e, x), e.literal(e.digits() <= 24 ? 0x1p60 : 0x1p120));
}

/// asinh or acosh. Where x is far,
///   f(x) = 4 f(y),   y = sign(x) (|x| / 8)^(1/4),   because log(2|x|) = 4 log(2|y|)
/// which keeps y between 2^14 and 2^32 in float, and between 2^29 and 2^256 in double.
template <typename E>
typename E::value inverse_hyperbolic(E &e, std::string_view name, typename E::value x, typename E::value far) {
    if (!overflow_early(e))
        return e.call(name, x);
    const auto root = e.sqrt(e.sqrt(magnitude(e, x) * e.literal(.125)));
    const auto y = e.choose(e.compare(comparison::lt, x, e.literal(0.)), -root, root);
    const auto a = e.call(name, e.choose(far, y, x));
    return e.choose(far, a * e.literal(4.), a);
}

/// sinh or cosh. Near the overflow, where both are exp(|x|) / 2 but for the sign, f(x) = 2 f(x / 2) |f(x / 2)|.
template <typename E>
typename E::value hyperbolic(E &e, std::string_view name, typename E::value x) {
    if (!overflow_early(e))
        return e.call(name, x);
    const auto far = e.compare(comparison::gt, magnitude(e, x), e.literal(e.digits() <= 24 ? 88. : 709.));
    const auto a = e.call(name, e.choose(far, x * e.literal(.5), x));
    return e.choose(far, (a + a) * magnitude(e, a), a);
}

} // namespace detail::far_arguments

BROOK_END_NAMESPACE
