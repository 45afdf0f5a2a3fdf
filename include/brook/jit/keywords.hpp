// SPDX-License-Identifier: MPL-2.0
// The keyword arguments of whatever generates code.
#pragma once

#include <brook/support/kw.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace kw {

/// The name of the module of generated code, for tracing (a string; default made up).
inline constexpr detail::keyword<"mname"> mname;
/// How hard the generated code is optimised, 0 to 3 (an integer; larger values mean 3; default 1, and 3 for an
/// llvm_state). Results are the same, bit for bit.
///
/// For integrators, 1 is for nearly everybody. 0 compiles in 0.3 to 0.6 of the time, and steps take 2 to 3
/// times as long: for integrations of a few steps. 2 unrolls small systems (a pendulum), whose steps take 0.65 to 0.9
/// of the time and whose compilation takes two to four times as long, which kw::start does in the background; larger
/// ones are compiled longer for nothing. 3 runs LLVM's passes, too, and takes 3 to 11 times as long as 1 to compile,
/// for nothing or little. The figures are in doc/architecture.md.
inline constexpr detail::keyword<"opt_level"> opt_level;
/// true lets LLVM reassociate and contract floating-point operations (a bool; default false). Results of integrators
/// and functions then depend, in their last bits, on opt_level, target, the size of batches and the version of LLVM.
/// Quotients, square roots and what the math library computes are rounded as ever, and infinities and NaNs keep their
/// meaning; at opt_level 0 nothing changes, as brook says in a warning. The builder of an llvm_state gets all of LLVM's
/// fast-math flags but nnan and ninf.
inline constexpr detail::keyword<"fast_math"> fast_math;
/// true lets LLVM's passes choose 512-bit vectors for an llvm_state, also where the CPU's maker prefers shorter ones (a
/// bool; default false). Integrators and functions have them on every CPU that does, whatever it says.
inline constexpr detail::keyword<"force_avx512"> force_avx512;
/// true adds LLVM's vectoriser of straight-line code to its passes, where these run: from opt_level 1 on for an
/// llvm_state, at opt_level 3 for integrators and functions (a bool; default false). Below that it changes nothing, and
/// brook says so in a warning.
inline constexpr detail::keyword<"slp_vectorize"> slp_vectorize;
/// The code model of the generated code (a code_model; default small).
inline constexpr detail::keyword<"code_model"> code_model;
/// The instruction set of generated code: "x86-64-v3", "native", ... (a string; default BROOK_TARGET, or the host).
inline constexpr detail::keyword<"target"> target;
/// Allows compilation in several threads, as many as oneTBB has or the environment variable BROOK_COMPILE_THREADS says
/// (a bool; default true). Long code alone is made of several modules; what comes out does not depend on the threads.
inline constexpr detail::keyword<"parjit"> parjit;
/// true keeps even short code as loops (a bool; default false).
inline constexpr detail::keyword<"compact_mode"> compact_mode;
/// true sums step polynomials and dense output with compensation, and keeps what the rounding of each new state loses
/// beside it, until the user writes another number there (a bool; default false). The errors of a long run grow as
/// before, but are less than half as large. Functions have no such sums: they only remember it, and brook says so in a
/// warning.
inline constexpr detail::keyword<"high_accuracy"> high_accuracy;
/// Asks for code that runs in several threads (a bool; default false). There is no such code: steps of an integrator
/// run in one thread, and a function has kw::batch_parallel instead. It is only remembered, and brook says so in a
/// warning. As in programs written for heyoka, an integrator needs compact_mode for it, and a function must not have
/// that.
inline constexpr detail::keyword<"parallel_mode"> parallel_mode;
/// The precision in bits, of types that have a choice (an integer, not negative; default 0, deduced). There is no such
/// type so far: other values than 0 change nothing, and brook says so in a warning.
inline constexpr detail::keyword<"prec"> prec;
/// The values of the parameters par[0], par[1], ... (a range; of integrators the default is all 0). For a function of
/// many points a matrix, whose rows are the parameters and whose columns are the points.
inline constexpr detail::keyword<"pars"> pars;
/// The time: of integrators the initial one (a number, or of a batch also a range with one for each trajectory; default
/// 0); of functions that at which they are evaluated (a
/// number; for many points a range of one number for each).
inline constexpr detail::keyword<"time"> time;

} // namespace kw
BROOK_END_NAMESPACE
