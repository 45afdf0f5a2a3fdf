// SPDX-License-Identifier: MPL-2.0
// The keyword arguments of integrators; those of all generated code are in jit/keywords.hpp.
#pragma once

#include <brook/jit/keywords.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Keyword arguments: `kw::name = value`, in any order after the positional ones. Unknown, repeated and ill-typed ones
/// do not compile. A bool must be given a bool, an integer any integer, a range any range or a list in braces.
namespace kw {

/// The initial time (a number; default 0).
inline constexpr detail::keyword<"time"> time;
/// The tolerance: the local error per step, relative to max(1, |x|); 0 (the default) means the type's epsilon.
inline constexpr detail::keyword<"tol"> tol;
/// The values of the parameters par[0], par[1], ... (a range; default all 0).
inline constexpr detail::keyword<"pars"> pars;
/// The precision in bits, of types that have a choice (an integer; default 0, deduced). Others ignore it.
inline constexpr detail::keyword<"prec"> prec;
/// true keeps even tiny programs as loops (a bool; default false).
inline constexpr detail::keyword<"compact_mode"> compact_mode;
/// true sums step polynomials and dense output with compensation (a bool; default false).
inline constexpr detail::keyword<"high_accuracy"> high_accuracy;
/// Asks for a jet that runs in several threads; needs compact_mode (a bool; default false).
inline constexpr detail::keyword<"parallel_mode"> parallel_mode;

/// The largest number of steps of a propagation (an integer; 0, the default, means no limit).
inline constexpr detail::keyword<"max_steps"> max_steps;
/// The largest size of a step, in units of time (a positive number; default infinity).
inline constexpr detail::keyword<"max_delta_t"> max_delta_t;
/// true keeps the Taylor coefficients of every step (a bool; default false).
inline constexpr detail::keyword<"write_tc"> write_tc;

} // namespace kw
BROOK_END_NAMESPACE
