// SPDX-License-Identifier: MPL-2.0
// Many processes, or many threads, that build the same systems at once.
#include <cstdio>
#include <ctime>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "benchmark/cache/rows.hpp"
#include "benchmark/support/building.hpp"

namespace {

// Runs `count` processes with an empty cache; what they print must be the same.
double wall_time_of(const settings &s, int count, double expected) {
    building::forget_everything();
    std::vector<FILE *> outputs;
    const auto t = timing::once([&] {
        for (int i = 0; i < count; ++i)
            outputs.push_back(popen(("BROOK_CACHE_DIR='" + s.directory + "' '" + s.self + "' --build").c_str(), "r"));
        for (auto *out : outputs) {
            double sum = 0;
            timing::require(out != nullptr && std::fscanf(out, "%lf", &sum) == 1 && sum == expected, "of a process");
            pclose(out);
        }
    });
    return t;
}

double cpu_time() {
    timespec t{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return double(t.tv_sec) * 1e6 + double(t.tv_nsec) * 1e-3;
}

double cpu_time_of_threads(int count, double expected) {
    building::forget_everything();
    const auto before = cpu_time();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < count; ++i)
            threads.emplace_back([&] { timing::require(build_all() == expected, "of a thread"); });
    }
    return cpu_time() - before;
}

} // namespace

void one_process_or_many(const settings &s) {
    const auto expected = build_all();
    const auto one = wall_time_of(s, 1, expected), many = wall_time_of(s, s.check_only ? 2 : 8, expected);
    if (!s.check_only)
        print("8 processes build the same 25 systems, empty cache: wall time over that of one",
              fmt::format("{:.2f} ({:.0f} ms, {:.0f} ms)", many / one, many / 1e3, one / 1e3));
}

void one_thread_or_many(const settings &s) {
    const auto expected = build_all();
    const auto one = cpu_time_of_threads(1, expected), many = cpu_time_of_threads(8, expected);
    if (!s.check_only)
        print("8 threads build the same 25 systems, empty caches: CPU time over that of one",
              fmt::format("{:.2f} ({:.0f} ms, {:.0f} ms)", many / one, many / 1e3, one / 1e3));
}
