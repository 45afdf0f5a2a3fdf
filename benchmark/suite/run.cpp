// SPDX-License-Identifier: MPL-2.0
// Runs of brook's integrators, and the error of a result.
#include "benchmark/suite/run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "benchmark/support/timing.hpp"

namespace suite {

brook::taylor_adaptive<double> with_brook(const problems::problem &p, double tolerance) {
    return brook::taylor_adaptive<double>(p.system, p.state, brook::kw::tol = tolerance,
                                          brook::kw::high_accuracy = true);
}

run integrate(brook::taylor_adaptive<double> ta, double span) {
    run r;
    r.microseconds = timing::once([&] { r.steps = ta.propagate_until(span).n_steps(); });
    r.final_state = ta.get_state();
    return r;
}

reference reference_solution(const problems::problem &p, double span) {
    brook::taylor_adaptive<reference_number> ta(p.system, reference(p.state.begin(), p.state.end()),
                                                brook::kw::high_accuracy = true);
    ta.propagate_until(reference_number(span));
    return ta.get_state();
}

double error(const std::vector<double> &x, const reference &r) {
    reference_number difference = 0, size = 1;
    for (std::size_t i = 0; i < r.size(); ++i) {
        if (std::isnan(x[i]))
            return std::numeric_limits<double>::infinity(); // a comparison would overlook it
        difference = std::max(difference, std::abs(x[i] - r[i]));
        size = std::max(size, std::abs(r[i]));
    }
    return std::max(static_cast<double>(difference / size), std::numeric_limits<double>::epsilon() / 2);
}

} // namespace suite
