// SPDX-License-Identifier: MPL-2.0
// Measures a problem: the construction, a step, and for brook and its peers the curves of time against error.
#include "benchmark/suite/figures.hpp"

#include <cmath>
#include <numeric>
#include <variant>

#include "benchmark/suite/agreement.hpp"
#include "benchmark/support/timing.hpp"

namespace suite {

namespace {

// Microseconds for each of the cold constructions and the runs that are repeated.
struct budgets {
    double build = 5e5, run = 1e5;
};

// Of all modules, before linking.
std::size_t object_bytes(const brook::taylor_adaptive<double> &ta) {
    const auto &state = ta.get_llvm_state();
    if (const auto *const one = std::get_if<brook::llvm_state>(&state))
        return one->get_object_code().size();
    const auto &objects = std::get<brook::llvm_multi_state>(state).get_object_code();
    return std::accumulate(objects.begin(), objects.end(), std::size_t(0),
                           [](std::size_t sum, const std::string &o) { return sum + o.size(); });
}

template <typename Solve>
point measure_run(double tolerance, const reference &truth, double budget, Solve solve) {
    const auto r = solve(); // the first call is not timed: it warms up
    point p{tolerance, error(r.final_state, truth), 0, r.steps};
    p.microseconds = timing::best_within(budget, [&] { return solve().microseconds; });
    return p;
}

void measure_curves(const entry &e, const reference &truth, double budget, figures &f) {
    const auto measured_curve = [&](auto integrate_with) {
        curve c;
        for (const double tolerance : {1e-6, 1e-8, 1e-10, 1e-12, 1e-14, 1e-15}) {
            const auto p = measure_run(tolerance, truth, budget, integrate_with(tolerance));
            if (std::isfinite(p.error)) // a tolerance may be too small for a method
                c.push_back(p);
        }
        return c;
    };
    f.brook = measured_curve(
        [&](double tolerance) { return [&, ta = with_brook(e.problem, tolerance)] { return integrate(ta, e.span); }; });
    for (const auto &p : e.peers) {
        comparison c{p.name, measured_curve([&](double tolerance) {
                         return [&, tolerance] { return p.integrate(e.problem.state, e.span, tolerance); };
                     })};
        c.error = common_error(f.brook, c.points);
        c.brook_microseconds = time_for(f.brook, c.error);
        c.microseconds = time_for(c.points, c.error);
        f.comparisons.push_back(std::move(c));
    }
}

} // namespace

figures measure(const entry &e, const settings &s) {
    const auto budget = s.quick ? budgets{0, 0} : budgets{};
    const auto truth = reference_solution(e.problem, e.span);
    require_agreement(e, e.span, truth, s.spoilt);
    figures f;
    f.name = e.problem.name;
    f.equations = e.problem.state.size();
    f.build = building::measure(budget.build, [&] { with_brook(e.problem, 0); });

    const auto ta = with_brook(e.problem, 0);
    const auto p = measure_run(0, truth, budget.run, [&] { return integrate(ta, e.span); });
    f.object_bytes = object_bytes(ta);
    f.order = ta.get_order();
    f.steps = p.steps;
    f.step_microseconds = p.microseconds / double(p.steps);
    measure_curves(e, truth, budget.run, f);
    return f;
}

void check(const entry &e, const settings &s) {
    require_agreement(e, e.check_span, reference_solution(e.problem, e.check_span), s.spoilt);
}

} // namespace suite
