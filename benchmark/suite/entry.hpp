// SPDX-License-Identifier: MPL-2.0
// What the suite measures: problems with their spans of time and what Boost.odeint makes of them.
#pragma once

#include <functional>
#include <vector>

#include "benchmark/suite/run.hpp"
#include "benchmark/support/problem.hpp"

namespace suite {

/// Integrates from an initial state over a span with absolute and relative tolerances that are equal.
using competitor = std::function<run(const std::vector<double> &state, double span, double tolerance)>;

struct entry {
    problems::problem problem;
    double span;       ///< what is measured
    double check_span; ///< what --check integrates: long enough for a wrong equation to show
    competitor odeint;
};

// The entries, by family: each file instantiates odeint for a few of them, which is dear to compile.
std::vector<entry> oscillators();
std::vector<entry> few_bodies();
std::vector<entry> many_bodies();
std::vector<entry> fields();

} // namespace suite
