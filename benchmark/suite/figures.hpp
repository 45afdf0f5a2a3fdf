// SPDX-License-Identifier: MPL-2.0
// All that is measured of one problem.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "benchmark/suite/curve.hpp"
#include "benchmark/suite/entry.hpp"
#include "benchmark/support/building.hpp"

namespace suite {

struct figures {
    std::string name;
    std::size_t equations = 0;
    building::times build;      ///< of the integrator with the type's epsilon as tolerance, as all until `steps`
    std::size_t code_bytes = 0; ///< memory that the linked code occupies, in whole pages
    std::uint32_t order = 0;
    double step_microseconds = 0;
    std::size_t steps = 0;
    curve brook, odeint;
    double error = 0; ///< the error at which the two are compared, and the times for it
    double brook_microseconds = 0, odeint_microseconds = 0;

    double ratio() const { return brook_microseconds / odeint_microseconds; }
};

/// Checks the answer, then measures.
figures measure(const entry &e);

/// Only checks, over the shorter span.
void check(const entry &e);

} // namespace suite
