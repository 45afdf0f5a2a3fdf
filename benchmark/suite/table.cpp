// SPDX-License-Identifier: MPL-2.0
#include <cstdio>

#include <fmt/format.h>

#include "benchmark/suite/report.hpp"

namespace suite {

void print_head() {
    fmt::print(
        "Construction in milliseconds: cold, from the memory cache, from the disk cache. Code: memory of the linked "
        "code, in whole pages.\nSteps: with the tolerance 2^-52. Then milliseconds to the same error at the end, "
        "brook's and those of Boost.odeint's\nrunge_kutta_fehlberg78, and the first divided by the second.\n\n");
    fmt::print("{:<24}{:>6}{:>9}{:>9}{:>9}{:>8}{:>10}{:>7}{:>9}{:>10}{:>10}{:>8}\n", "problem", "vars", "cold",
               "memory", "disk", "code kB", "step us", "steps", "error", "brook", "odeint", "ratio");
}

void print_row(const figures &f) {
    fmt::print("{:<24}{:>6}{:>9.1f}{:>9.3f}{:>9.3f}{:>8}{:>10.3f}{:>7}{:>9.0e}{:>10.3f}{:>10.3f}{:>8.3f}\n", f.name,
               f.equations, f.build.cold / 1e3, f.build.memory / 1e3, f.build.disk / 1e3, f.code_bytes / 1024,
               f.step_microseconds, f.steps, f.error, f.brook_microseconds / 1e3, f.odeint_microseconds / 1e3,
               f.ratio());
    std::fflush(stdout);
}

} // namespace suite
