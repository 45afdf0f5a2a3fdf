// SPDX-License-Identifier: MPL-2.0
// Runs of SUNDIALS, through the functions that its solvers have in common.
#ifdef BENCHMARK_SUNDIALS
#include "benchmark/suite/sundials.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <arkode/arkode_erkstep.h>

#include "benchmark/support/sundials.hpp"
#include "benchmark/support/timing.hpp"

namespace suite {

namespace {

#if SUNDIALS_VERSION_MAJOR < 7
void silence_arkode(void *memory) { ERKStepSetErrHandlerFn(memory, sundials::be_quiet, nullptr); }

constexpr auto &ARKodeSetUserData = ERKStepSetUserData;
constexpr auto &ARKodeSStolerances = ERKStepSStolerances;
constexpr auto &ARKodeSetMaxNumSteps = ERKStepSetMaxNumSteps;
constexpr auto &ARKodeSetStopTime = ERKStepSetStopTime;
constexpr auto &ARKodeEvolve = ERKStepEvolve;
constexpr auto &ARKodeGetNumSteps = ERKStepGetNumSteps;
constexpr auto &ARKodeFree = ERKStepFree;
constexpr auto &ARKodeSetOrder = ERKStepSetOrder;
#else
void silence_arkode(void *) {}
#endif

// The functions that ARKODE and CVODE have both.
struct solver_api {
    decltype(&CVodeSetUserData) set_user_data;
    void (*silence)(void *memory);
    decltype(&CVodeSStolerances) set_tolerances;
    decltype(&CVodeSetMaxNumSteps) set_max_steps;
    decltype(&CVodeSetStopTime) set_stop_time;
    decltype(&CVode) evolve;
    decltype(&CVodeGetNumSteps) steps;
    decltype(&CVodeFree) free;
};

constexpr solver_api arkode{ARKodeSetUserData, silence_arkode, ARKodeSStolerances, ARKodeSetMaxNumSteps,
                            ARKodeSetStopTime, ARKodeEvolve,   ARKodeGetNumSteps,  ARKodeFree};
constexpr solver_api cvode{CVodeSetUserData,  sundials::silence_cvode,
                           CVodeSStolerances, CVodeSetMaxNumSteps,
                           CVodeSetStopTime,  CVode,
                           CVodeGetNumSteps,  CVodeFree};
static_assert(ARK_NORMAL == CV_NORMAL);

// With the iteration that solves the equations of Adams's method; that of Runge and Kutta needs none.
struct solver {
    void *memory;
    sundials::iteration equations{nullptr, SUNNonlinSolFree};
};

// Create(s, c) makes a solver that begins with the state s at the time zero.
template <typename Create>
competitor with_sundials(const solver_api &api, const c_function &f, Create create) {
    return [&api, f, create](const std::vector<double> &initial, double span, double tolerance) {
        const auto c = sundials::new_context();
        const sundials::vector s(N_VNew_Serial(static_cast<sunindextype>(initial.size()), c.get()), N_VDestroy);
        double *const x = N_VGetArrayPointer(s.get());
        std::copy(initial.begin(), initial.end(), x);
        run r;
        bool succeeded = false;
        r.microseconds = timing::once([&] {
            auto made = create(f, s.get(), c.get());
            api.set_user_data(made.memory, f.data.get());
            api.silence(made.memory);
            api.set_tolerances(made.memory, tolerance, tolerance);
            api.set_max_steps(made.memory, -1);
            api.set_stop_time(made.memory, span);
            double t = 0;
            succeeded = api.evolve(made.memory, span, s.get(), &t, CV_NORMAL) >= 0;
            long steps = 0;
            api.steps(made.memory, &steps);
            r.steps = static_cast<std::size_t>(steps);
            api.free(&made.memory);
        });
        r.final_state.assign(x, x + initial.size());
        if (!succeeded)
            r.final_state.assign(initial.size(), std::numeric_limits<double>::quiet_NaN());
        return r;
    };
}

} // namespace

competitor with_arkode(const c_function &f) {
    return with_sundials(arkode, f, [](const c_function &g, N_Vector s, SUNContext c) {
        void *memory = ERKStepCreate(g.call, 0, s, c);
        ARKodeSetOrder(memory, 8);
        return solver{memory};
    });
}

competitor with_cvode(const c_function &f) {
    return with_sundials(cvode, f, [](const c_function &g, N_Vector s, SUNContext c) {
        void *memory = CVodeCreate(CV_ADAMS, c);
        CVodeInit(memory, g.call, 0, s);
        auto equations = sundials::functional_iteration(s, c);
        CVodeSetNonlinearSolver(memory, equations.get());
        return solver{memory, std::move(equations)};
    });
}

} // namespace suite
#endif
