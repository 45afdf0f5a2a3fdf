// SPDX-License-Identifier: MPL-2.0
// The named instruction sets that this machine can run.
#pragma once

#include <stdexcept>
#include <vector>

#include "jit/target.hpp"

namespace brook::test {

inline bool runs_here(const char *target) {
    try {
        detail::find_target(target);
        return true;
    } catch (const std::invalid_argument &) {
        return false;
    }
}

/// "native", and the levels of x86-64.
inline std::vector<const char *> targets_here() {
    std::vector<const char *> names{"native"};
    for (const char *name : {"x86-64-v2", "x86-64-v3", "x86-64-v4"})
        if (runs_here(name))
            names.push_back(name);
    return names;
}

} // namespace brook::test
