// SPDX-License-Identifier: MPL-2.0
#include "benchmark/suite/figures.hpp"

#include <cmath>

#include <fmt/format.h>

#include "benchmark/support/timing.hpp"

namespace suite {

namespace {

// Microseconds for each of the cold constructions and the runs that are repeated.
constexpr double build_budget = 5e5, run_budget = 1e5;

// By how much brook's state may differ from the reference, relative to its size.
constexpr double agreement = 1e-9;

void require_agreement(const entry &e, const std::string &method, double difference, double allowed) {
    timing::require(difference < allowed,
                    fmt::format("{}: {} is off by {:.1e}", e.problem.name, method, difference).c_str());
}

void require_agreement(const entry &e, double span, const reference &truth) {
    require_agreement(e, "brook", error(integrate(with_brook(e.problem, 0), span).final_state, truth), agreement);
    for (const auto &p : e.peers) {
        require_agreement(e, p.name, error(p.integrate(e.problem.state, span, 1e-14).final_state, truth), p.agreement);
    }
}

template <typename Solve>
point measure_run(double tolerance, const reference &truth, Solve solve) {
    const auto r = solve(); // the first call is not timed: it warms up
    point p{tolerance, error(r.final_state, truth), 0, r.steps};
    p.microseconds = timing::best_within(run_budget, [&] { return solve().microseconds; });
    return p;
}

void measure_curves(const entry &e, const reference &truth, figures &f) {
    const auto measured_curve = [&](auto integrate_with) {
        curve c;
        for (const double tolerance : {1e-6, 1e-8, 1e-10, 1e-12, 1e-14, 1e-15}) {
            const auto p = measure_run(tolerance, truth, integrate_with(tolerance));
            if (std::isfinite(p.error)) { // a tolerance may be too small for a method
                c.push_back(p);
            }
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

figures measure(const entry &e) {
    const auto truth = reference_solution(e.problem, e.span);
    require_agreement(e, e.span, truth);
    figures f;
    f.name = e.problem.name;
    f.equations = e.problem.state.size();
    f.build = building::measure(build_budget, [&] { with_brook(e.problem, 0); });
    f.code_bytes = building::llvm_state::get_memcache_size();

    const auto ta = with_brook(e.problem, 0);
    const auto p = measure_run(0, truth, [&] { return integrate(ta, e.span); });
    f.order = ta.get_order();
    f.steps = p.steps;
    f.step_microseconds = p.microseconds / double(p.steps);
    measure_curves(e, truth, f);
    return f;
}

void check(const entry &e) { require_agreement(e, e.check_span, reference_solution(e.problem, e.check_span)); }

} // namespace suite
