// SPDX-License-Identifier: MPL-2.0
// Tests of the process-wide counters.
#include "support/counters.hpp"

#include <thread>
#include <vector>

#include "test/support/catch.hpp"

using namespace brook::detail;

TEST_CASE("counters count what every thread does") {
    const auto before = process_counters().snapshot();
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([] {
            for (int j = 0; j < 1000; ++j)
                ++process_counters().links;
        });
    threads.clear();
    ++process_counters().misses;
    counter_values expected;
    expected.links = 4000;
    expected.misses = 1;
    CHECK(process_counters().snapshot() - before == expected);
}
