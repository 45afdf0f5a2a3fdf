// SPDX-License-Identifier: MPL-2.0
// Series of functions that have a value, but no derivative, at the end of their domain, where an argument such as
// relu(x) or select(c, 1, x) stays there.
#pragma once

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The coefficient `a`, but zero if nothing changes up to this order: the newest coefficient of the argument is zero,
/// and so is the sum over the lower orders. There `a` would be zero times the infinite derivative.
template <typename E>
typename E::value unless_flat(E &e, typename E::value newest, typename E::value sum, typename E::value a) {
    return e.choose(newest, a, e.choose(sum, a, e.literal(0.)));
}

} // namespace detail
BROOK_END_NAMESPACE
