// SPDX-License-Identifier: MPL-2.0
// Where steps of systems that depend on the time end: at times that are one number, because code gets one.
//
// A time is the sum of two numbers, and a million days after some epoch the second one may be 1e-10. A system whose
// right-hand side turns once in a tenth of a day would feel that.
#pragma once

#include <limits>

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

#include "number/double_length.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What must be added to `start` to get to `end`, rounded.
template <typename T>
T distance(double_length<T> start, T end) noexcept {
    return (end - start.hi) - start.lo;
}

/// The last number that a step of size h from `start` passes. If the way to it is less than half of h, the number
/// behind it, unless that is more than 1.5 h away; a NaN then, and if the step leads nowhere or to no finite time.
template <typename T>
T representable_end(double_length<T> start, T h) noexcept {
    const T far_away = fp::copysign(std::numeric_limits<T>::infinity(), h), size = fp::abs(h);
    const auto sum = start + h;
    T last = sum.hi, next = sum.hi;
    if (sum.lo != 0 && fp::signbit(sum.lo) != fp::signbit(h))
        last = fp::nextafter(last, -far_away);
    else if (sum.lo != 0)
        next = fp::nextafter(next, far_away);
    const auto way_to = [&](T end) { return fp::copysign(T(1), h) * distance(start, end); };
    if (h != 0 && fp::isfinite(sum.hi) && way_to(last) >= size / 2)
        return last;
    if (h != 0 && fp::isfinite(next) && way_to(next) <= size * T(1.5))
        return next;
    return std::numeric_limits<T>::quiet_NaN();
}

} // namespace detail
BROOK_END_NAMESPACE
