// SPDX-License-Identifier: MPL-2.0
// A clock that jumps by years changes neither what is found nor what goes first.
#include <chrono>
#include <set>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"

// Sanitizers want to be loaded first.
#if defined(BROOK_TEST_FALSE_CLOCK) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

TEST_CASE("the time of day jumps", "[.]") {
    using namespace std::chrono;
    std::set<long long> years;
    for (int i = 0; i < 8; ++i)
        years.insert(duration_cast<hours>(system_clock::now().time_since_epoch()).count() / (24 * 365));
    CHECK(years.size() == 4);
}

TEST_CASE("jumps of the clock change nothing") {
    for (const char *test_case :
         {"the time of day jumps", "the least recently used entries go first",
          "what took long to make outlives what did not*", "the disk cache does what the model does",
          "uses that only reading processes made count when somebody evicts", "what is stored is found*",
          "a process that is stopped is waited for no longer than the patience",
          "one process at a time has the right to a key"})
        CHECK(test_passes_with("LD_PRELOAD", BROOK_TEST_FALSE_CLOCK, test_case));
}

#endif
