// SPDX-License-Identifier: MPL-2.0
// What the suite measures: problems with their spans of time and what other integrators make of them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "benchmark/suite/run.hpp"
#include "benchmark/support/problem.hpp"

namespace suite {

/// Integrates from an initial state over a span with absolute and relative tolerances that are equal.
using competitor = std::function<run(const std::vector<double> &state, double span, double tolerance)>;

struct peer {
    std::string name;
    competitor integrate;
    double step_error = 1; ///< the most that a component may be off after a step, in tolerances: the norm decides that
    double limit = 1e-9;   ///< for the error at the end, whatever steps and growth would allow
};

struct entry {
    problems::problem problem;
    double span;             ///< what is measured
    double check_span;       ///< what --check integrates: long enough for a wrong equation to show
    std::vector<peer> peers; ///< Boost.odeint is the first
};

// The entries, by family: each file instantiates the peers for a few of them, which is dear to compile.
std::vector<entry> oscillators();
std::vector<entry> few_bodies();
std::vector<entry> many_bodies();
std::vector<entry> fields();

} // namespace suite
