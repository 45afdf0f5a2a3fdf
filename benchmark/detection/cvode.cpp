// SPDX-License-Identifier: MPL-2.0
// A Poincare section by CVODE.
#ifdef BENCHMARK_SUNDIALS
#include "benchmark/detection/cvode.hpp"

#include <algorithm>

#include "benchmark/support/oscillators.hpp"
#include "benchmark/support/sundials.hpp"

namespace {

constexpr double tolerance = 1e-13;

int rhs(double t, N_Vector s, N_Vector ds, void *) {
    const double *const x = N_VGetArrayPointer(s);
    double *const d = N_VGetArrayPointer(ds);
    problems::henon_heiles_rhs(x, d, t);
    return 0;
}

int section(double, N_Vector s, double *values, void *) {
    values[0] = N_VGetArrayPointer(s)[0];
    return 0;
}

} // namespace

std::vector<double> section_of_cvode(double end) {
    const auto c = sundials::new_context();
    const auto initial = problems::henon_heiles().state;
    const sundials::vector s(N_VNew_Serial(static_cast<sunindextype>(initial.size()), c.get()), N_VDestroy);
    std::copy(initial.begin(), initial.end(), N_VGetArrayPointer(s.get()));
    void *memory = CVodeCreate(CV_ADAMS, c.get());
    CVodeInit(memory, rhs, 0, s.get());
    const auto equations = sundials::functional_iteration(s.get(), c.get());
    CVodeSetNonlinearSolver(memory, equations.get());
    sundials::silence_cvode(memory);
    CVodeSStolerances(memory, tolerance, tolerance);
    CVodeSetMaxNumSteps(memory, -1);
    CVodeRootInit(memory, 1, section);
    std::vector<double> times;
    double t = 0;
    int outcome = CV_ROOT_RETURN;
    while (t < end && outcome == CV_ROOT_RETURN) {
        outcome = CVode(memory, end, s.get(), &t, CV_NORMAL);
        if (outcome == CV_ROOT_RETURN)
            times.push_back(t);
    }
    timing::require(outcome >= 0, "CVODE reaches the end");
    CVodeFree(&memory);
    return times;
}
#endif
