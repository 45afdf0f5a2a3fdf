// SPDX-License-Identifier: MPL-2.0
// The keyword arguments of integrators; those that other generated code has, too, are in jit/keywords.hpp.
#pragma once

#include <brook/event/keywords.hpp>
#include <brook/jit/keywords.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Keyword arguments: `kw::name = value`, in any order after the positional ones. Unknown, repeated and ill-typed ones
/// do not compile. A bool must be given a bool, an integer any integer, a range any range or a list in braces.
namespace kw {

/// The tolerance: the local error per step, relative to max(1, |x|) (see also kw::scale); 0 (the default) means the
/// type's epsilon.
inline constexpr detail::keyword<"tol"> tol;
/// The scale s_i of each state variable: a number for all of them, or a range with one for each equation, of a batch,
/// too (positive numbers whose inverse is finite; default 1). Norms are maxima over the variables of |x_i| / s_i, so
/// that the local error of x_i in a step is about tol s_i max(1, max_j |x_j| / s_j): relative to the size of the state
/// where variables are larger than their scales, and to the scale where all are smaller. Give each variable the size
/// that it usually has, in its unit: 1e-12 for an amplitude of 1e-12, 7e6 for the radius of an orbit in metres beside
/// an angle. It changes the sizes of steps only; the machine code is the same.
inline constexpr detail::keyword<"scale"> scale;
/// true makes hidden parameters of the numbers in the equations, so that systems which differ in the values of such
/// numbers only share one machine code: a study over 1,000 masses compiles once (a bool; default false).
///
/// Numbers that shape the code stay in it: 0, 1 and -1; exponents of powers; and, as they never vary, mathematical
/// constants such as pi. What C++ or an expression folds (2. * 3., x + 1. + 2.) is one number, and vanishes from a sum
/// if it is 0, from a product if it is 1. So a sweep over a coefficient compiles once, and once more for each of the
/// values 0, 1 and -1 that it meets. Functions of users see numbers where they expand, and parameters in recurrences.
///
/// Numbers that happen to be equal are told apart. In exchange, equal subexpressions with numbers in them are computed
/// once only if they are one object: write `const auto r = sqrt(x * x + 0.1)` and use r, as one would in a program.
///
/// The numbers are rounded to the type once, as otherwise. Results may differ in rounding: a product with a hidden
/// parameter has a place of its own in a sum, and numbers are not multiplied in advance. Steps take 1.0 to 1.3 times
/// as long, more where numbers outweigh the rest. get_pars() and kw::pars know the parameters of the equations only;
/// get_decomposition() and get_llvm_state() show the hidden ones behind them.
inline constexpr detail::keyword<"lift_constants"> lift_constants;

/// What steps begin with, and whether faster code may take over meanwhile (a start_mode; default start_mode::behind, or
/// what BROOK_START says in the environment). Results are the same, bit for bit.
inline constexpr detail::keyword<"start"> start;

/// Events that may change the state or end a propagation: a range of t_event<T>, or of a batch t_event_batch<T>
/// (default none).
inline constexpr detail::keyword<"t_events"> t_events;
/// Events that are only told: a range of nt_event<T>, or of a batch nt_event_batch<T> (default none).
inline constexpr detail::keyword<"nt_events"> nt_events;

/// The largest number of steps of a propagation (an integer; 0, the default, means no limit).
inline constexpr detail::keyword<"max_steps"> max_steps;
/// The largest size of a step, in units of time (a positive number, or of a batch also a range with one for each
/// trajectory; default infinity).
inline constexpr detail::keyword<"max_delta_t"> max_delta_t;
/// true keeps the Taylor coefficients of every step (a bool; default false). A callback may ask for that, too
/// (needs_tc(), see step_callback).
inline constexpr detail::keyword<"write_tc"> write_tc;
/// true records the solution of a propagation as a function of time, an output_file does so in a file (a bool, or an
/// output_file; default false).
inline constexpr detail::keyword<"c_output"> c_output;
/// Times at which a step is to end exactly, where an equation has a kink or a callback changes something: a range of
/// finite numbers, in any order. Those that are not on the way are passed over; all trajectories of a batch have the
/// same (default none).
inline constexpr detail::keyword<"stop_at"> stop_at;

/// true lets a propagation of a batch go on without a trajectory whose step failed, which keeps its last state and time
/// and has the outcome err_nf_state at the end; otherwise the first failure ends it for all (a bool; default false).
inline constexpr detail::keyword<"skip_failed"> skip_failed;
/// true lets a propagation of a batch go on without a trajectory that a terminal event has stopped, which waits there
/// and has that outcome at the end; otherwise the first one ends it for all (a bool; default false).
inline constexpr detail::keyword<"skip_stopped"> skip_stopped;

} // namespace kw
BROOK_END_NAMESPACE
