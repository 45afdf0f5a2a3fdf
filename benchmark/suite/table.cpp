// SPDX-License-Identifier: MPL-2.0
// Figures as lines of a table, printed as soon as each problem is measured.
#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "benchmark/suite/report.hpp"

namespace suite {

void print_head(const std::vector<peer> &peers) {
    fmt::print(
        "Construction in milliseconds: cold, from the memory cache, from the disk cache. Object: size of the object "
        "code.\nSteps: with the tolerance 2^-52. Then the smallest error at the end that brook and Boost.odeint's "
        "runge_kutta_fehlberg78 both reach,\nthe milliseconds that they take to it, and the first divided by the "
        "second. The same ratio to the time of SUNDIALS, where it is\ninstalled, behind the error that it reaches: "
        "its Runge-Kutta method of order 8 (arkode), and Adams's method (cvode).\n\n");
    fmt::print("{:<22}{:>5}{:>8}{:>9}{:>8}{:>10}{:>10}{:>6}{:>7}{:>9}{:>9}{:>7}", "problem", "vars", "cold", "memory",
               "disk", "object kB", "step us", "steps", "error", "brook", peers[0].name, "ratio");
    std::for_each(peers.begin() + 1, peers.end(), [](const peer &p) { fmt::print("{:>8}{:>7}", p.name, "ratio"); });
    fmt::print("\n");
}

void print_row(const figures &f) {
    fmt::print("{:<22}{:>5}{:>8.1f}{:>9.3f}{:>8.3f}{:>10.1f}{:>10.3f}{:>6}", f.name, f.equations, f.build.cold / 1e3,
               f.build.memory / 1e3, f.build.disk / 1e3, double(f.object_bytes) / 1e3, f.step_microseconds, f.steps);
    const auto &first = f.comparisons[0];
    fmt::print("{:>7.0e}{:>9.3f}{:>9.3f}{:>7.3f}", first.error, first.brook_microseconds / 1e3,
               first.microseconds / 1e3, first.ratio());
    std::for_each(f.comparisons.begin() + 1, f.comparisons.end(),
                  [](const comparison &c) { fmt::print("{:>8.0e}{:>7.3f}", c.error, c.ratio()); });
    fmt::print("\n");
    std::fflush(stdout);
}

} // namespace suite
