// SPDX-License-Identifier: MPL-2.0
// The results as files: two tables of numbers, and a picture that gnuplot draws from them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

struct orbit_point {
    double time;
    std::vector<double> state;
};

struct energy_point {
    double time;
    double error;
};

struct result_files {
    std::filesystem::path orbits, energy;
    std::filesystem::path picture; ///< empty if there is none
    std::string complaint;         ///< why there is none
};

/// Writes everything into `directory`, which is created. `mean_step` scales the line that shows Brouwer's law.
/// Throws std::runtime_error if a file cannot be written.
result_files write_results(const std::filesystem::path &directory, const std::vector<orbit_point> &orbits,
                           const std::vector<energy_point> &energy, double mean_step);
