// SPDX-License-Identifier: MPL-2.0
// Runs another program, without a shell in between.
#pragma once

#include <optional>
#include <string>
#include <vector>

/// What a program printed, if it could be started and ended with exit code 0. The program is looked up in PATH unless
/// its name contains a slash.
std::optional<std::string> output_of(const std::vector<std::string> &command);
