// SPDX-License-Identifier: MPL-2.0
// Figures as a table, as JSON and as a picture.
#pragma once

#include <string>
#include <vector>

#include "benchmark/suite/figures.hpp"

namespace suite {

/// Says what the columns of the table are, and prints their heads.
void print_head(const std::vector<peer> &peers);
void print_row(const figures &f);

/// Machine, figures and curves. Throws std::runtime_error if the file cannot be written.
void write_json(const std::string &file, const std::vector<figures> &all);

/// Time against error of each problem, drawn by gnuplot. Throws std::runtime_error if that is missing or fails.
void write_plot(const std::string &file, const std::vector<figures> &all);

} // namespace suite
