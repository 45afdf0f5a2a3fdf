// SPDX-License-Identifier: MPL-2.0
#include <cstring>

#include "benchmark/cfunc/report.hpp"

int main(int argc, char **argv) {
    const bool check_only = argc == 2 && std::strcmp(argv[1], "--check") == 0;
    report_lanes(check_only);
    return 0;
}
