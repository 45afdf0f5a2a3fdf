// SPDX-License-Identifier: MPL-2.0
// What every use of SUNDIALS begins with, in its versions 6 and 7.
#pragma once

#include <memory>
#include <type_traits>

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_config.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include "benchmark/support/timing.hpp"

namespace sundials {

using context = std::unique_ptr<std::remove_pointer_t<SUNContext>, void (*)(SUNContext)>;
using vector = std::unique_ptr<_generic_N_Vector, void (*)(N_Vector)>;
using iteration = std::unique_ptr<_generic_SUNNonlinearSolver, int (*)(SUNNonlinearSolver)>;

/// Solvers give up, with a message, where a tolerance is too small for them: then there is no result. Who prints the
/// message is an attribute of the solvers in SUNDIALS 6, and one of the context from 7 on.
#if SUNDIALS_VERSION_MAJOR < 7
inline context new_context() {
    SUNContext c = nullptr;
    timing::require(SUNContext_Create(nullptr, &c) == 0, "SUNDIALS starts");
    return {c, [](SUNContext old) { SUNContext_Free(&old); }};
}

inline void be_quiet(int, const char *, const char *, char *, void *) {}
inline void silence_cvode(void *memory) { CVodeSetErrHandlerFn(memory, be_quiet, nullptr); }
#else
inline context new_context() {
    SUNContext c = nullptr;
    timing::require(SUNContext_Create(SUN_COMM_NULL, &c) == 0, "SUNDIALS starts");
    SUNContext_ClearErrHandlers(c);
    return {c, [](SUNContext old) { SUNContext_Free(&old); }};
}

inline void silence_cvode(void *) {}
#endif

/// The iteration that solves the equations of Adams's method.
inline iteration functional_iteration(N_Vector s, SUNContext c) {
    return {SUNNonlinSol_FixedPoint(s, 0, c), SUNNonlinSolFree};
}

} // namespace sundials
