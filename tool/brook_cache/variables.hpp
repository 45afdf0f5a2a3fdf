// SPDX-License-Identifier: MPL-2.0
// What the library reads from the environment.
#pragma once

#include <string>
#include <vector>

namespace brook_cache {

struct known_variable {
    const char *name, *effect;
    /// What is wrong or remarkable about a value; else nothing.
    std::string (*advice)(const std::string &value);
};

/// All of them, as in the table of the README.
const std::vector<known_variable> &known_variables();

} // namespace brook_cache
