// SPDX-License-Identifier: MPL-2.0
// The keyword arguments of compiled functions; those that other generated code has, too, are in jit/keywords.hpp.
#pragma once

#include <brook/jit/keywords.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace kw {

/// How many points a function evaluates at once where there are many (an integer; default 0: 8 of type double, 16 of
/// type float, 1 of type long double). Numbers that are no power of two, or larger than the default, count as the next
/// smaller one that is. Results are the same, bit for bit, but for the sign and payload of a NaN.
///
/// For add_cfunc(): how many points the function evaluates, any number but 0 (default 1).
inline constexpr detail::keyword<"batch_size"> batch_size;
/// true makes a function whose callers say how far apart consecutive values stand (a bool; default false).
inline constexpr detail::keyword<"strided"> strided;
/// true checks that all numbers have the precision of the function, of types that have a choice (a bool; default true).
/// There is no such type so far, so that it changes nothing.
inline constexpr detail::keyword<"check_prec"> check_prec;
/// Whether many points are shared out to threads, those of oneTBB (a bool, or an optional one; by default they are
/// where the estimated work pays for it). Results are the same, bit for bit.
inline constexpr detail::keyword<"batch_parallel"> batch_parallel;

} // namespace kw
BROOK_END_NAMESPACE
