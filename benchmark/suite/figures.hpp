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

/// Another integrator, compared with brook at the smallest power of ten that both reach as error.
struct comparison {
    std::string name;
    curve points;
    double error = 0;
    double brook_microseconds = 0, microseconds = 0; ///< for that error

    double ratio() const { return brook_microseconds / microseconds; }
};

struct figures {
    std::string name;
    std::size_t equations = 0;
    building::times build;        ///< of the integrator with the type's epsilon as tolerance, as all until `steps`
    std::size_t object_bytes = 0; ///< of the object code: machine code, tables, and what the linker needs to know
    std::uint32_t order = 0;
    double step_microseconds = 0;
    std::size_t steps = 0;
    curve brook;
    std::vector<comparison> comparisons; ///< one for each peer of the entry
};

struct settings {
    bool quick = false; ///< measures everything twice only: shows that it can be measured, not how long it takes
    std::string spoilt; ///< the method whose answers are made wrong, to see that this is noticed; empty: none
};

/// Checks the answer, then measures.
figures measure(const entry &e, const settings &s);

/// Only checks, over the shorter span.
void check(const entry &e, const settings &s);

} // namespace suite
