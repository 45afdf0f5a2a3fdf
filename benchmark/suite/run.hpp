// SPDX-License-Identifier: MPL-2.0
// One integration of a problem, timed.
#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

#include <brook/brook.hpp>

#include "benchmark/support/problem.hpp"

namespace suite {

struct run {
    std::vector<double> final_state;
    double microseconds = 0;
    std::size_t steps = 0;
};

/// An integrator of the problem, which is not timed; tolerance 0 means the type's epsilon.
brook::taylor_adaptive<double> with_brook(const problems::problem &p, double tolerance);

/// Integrates a copy over `span`.
run integrate(brook::taylor_adaptive<double> ta, double span);

/// The type of reference solutions: the widest that brook generates code for.
using reference_number = std::conditional_t<brook::detail::generates_code<long double>, long double, double>;
using reference = std::vector<reference_number>;

/// The state after `span`, as precisely as brook can tell.
reference reference_solution(const problems::problem &p, double span);

/// max |x - reference| / max(1, max |reference|), and not less than what rounding to double costs.
double error(const std::vector<double> &x, const reference &r);

} // namespace suite
