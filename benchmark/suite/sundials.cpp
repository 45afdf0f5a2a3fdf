// SPDX-License-Identifier: MPL-2.0
#ifdef BENCHMARK_SUNDIALS
#include "benchmark/suite/sundials.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <arkode/arkode_erkstep.h>
#include <cvode/cvode.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include "benchmark/support/timing.hpp"

namespace suite {

namespace {

using context = std::unique_ptr<_SUNContext, void (*)(SUNContext)>;

context new_context() {
    SUNContext c = nullptr;
    timing::require(SUNContext_Create(nullptr, &c) == 0, "SUNDIALS starts");
    return {c, [](SUNContext old) { SUNContext_Free(&old); }};
}

// Both methods give up, with a message, where a tolerance is too small for them: then there is no result.
void be_quiet(int, const char *, const char *, char *, void *) {}

// Solve(s, r) integrates s, sets the number of steps, and returns whether it succeeded.
template <typename Solve>
run timed(const std::vector<double> &initial, SUNContext c, Solve solve) {
    const std::unique_ptr<_generic_N_Vector, void (*)(N_Vector)> s(
        N_VNew_Serial(static_cast<sunindextype>(initial.size()), c), N_VDestroy);
    double *const x = N_VGetArrayPointer(s.get());
    std::copy(initial.begin(), initial.end(), x);
    run r;
    bool succeeded = false;
    r.microseconds = timing::once([&] { succeeded = solve(s.get(), r); });
    r.final_state.assign(x, x + initial.size());
    if (!succeeded) {
        r.final_state.assign(initial.size(), std::numeric_limits<double>::quiet_NaN());
    }
    return r;
}

} // namespace

competitor with_arkode(const c_function &f) {
    return [f](const std::vector<double> &initial, double span, double tolerance) {
        const auto c = new_context();
        return timed(initial, c.get(), [&](N_Vector s, run &r) {
            void *solver = ERKStepCreate(f.call, 0, s, c.get());
            ERKStepSetUserData(solver, f.data.get());
            ERKStepSetErrHandlerFn(solver, be_quiet, nullptr);
            ERKStepSetOrder(solver, 8);
            ERKStepSStolerances(solver, tolerance, tolerance);
            ERKStepSetMaxNumSteps(solver, -1);
            ERKStepSetStopTime(solver, span);
            double t = 0;
            const bool succeeded = ERKStepEvolve(solver, span, s, &t, ARK_NORMAL) >= 0;
            long steps = 0;
            ERKStepGetNumSteps(solver, &steps);
            r.steps = static_cast<std::size_t>(steps);
            ERKStepFree(&solver);
            return succeeded;
        });
    };
}

competitor with_cvode(const c_function &f) {
    return [f](const std::vector<double> &initial, double span, double tolerance) {
        const auto c = new_context();
        return timed(initial, c.get(), [&](N_Vector s, run &r) {
            void *solver = CVodeCreate(CV_ADAMS, c.get());
            CVodeSetUserData(solver, f.data.get());
            CVodeSetErrHandlerFn(solver, be_quiet, nullptr);
            CVodeInit(solver, f.call, 0, s);
            CVodeSStolerances(solver, tolerance, tolerance);
            CVodeSetMaxNumSteps(solver, -1);
            CVodeSetStopTime(solver, span);
            const auto iteration = SUNNonlinSol_FixedPoint(s, 0, c.get());
            CVodeSetNonlinearSolver(solver, iteration);
            double t = 0;
            const bool succeeded = CVode(solver, span, s, &t, CV_NORMAL) >= 0;
            long steps = 0;
            CVodeGetNumSteps(solver, &steps);
            r.steps = static_cast<std::size_t>(steps);
            CVodeFree(&solver);
            SUNNonlinSolFree(iteration);
            return succeeded;
        });
    };
}

} // namespace suite
#endif
