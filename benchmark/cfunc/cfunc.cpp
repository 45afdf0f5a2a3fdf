// SPDX-License-Identifier: MPL-2.0
// What compiled functions gain, and what they cost.
#include <cstdio>
#include <cstring>

#include "benchmark/cfunc/report.hpp"

int main(int argc, char **argv) {
    const bool check_only = argc == 2 && std::strcmp(argv[1], "--check") == 0;
    report_points(check_only);
    if (!check_only)
        std::printf("\n");
    report_lanes(check_only);
    return 0;
}
