// SPDX-License-Identifier: MPL-2.0
// Builds of loaded libraries.
#include "support/build_id.hpp"

#include <atomic>
#include <cmath>
#include <cstdio>
#include <thread>
#include <vector>

#include <sqlite3.h>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"

using brook::detail::build_id_of;

TEST_CASE("a library has one build ID, and another one another") {
    const auto *in_sqlite = reinterpret_cast<const void *>(&sqlite3_libversion);
    const auto *in_libc = reinterpret_cast<const void *>(&std::puts);
    const auto sqlite = build_id_of(in_sqlite);
#if defined(__linux__)
    REQUIRE(sqlite.size() >= 16);
    CHECK(sqlite.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(build_id_of(in_libc) != sqlite);
#endif
    CHECK(build_id_of(reinterpret_cast<const void *>(&sqlite3_errmsg)) == sqlite);
}

TEST_CASE("what belongs to no library has none") {
    static const int own = 1;
    const int local = 2;
    CHECK(build_id_of(&own).empty());
    CHECK(build_id_of(&local).empty());
    CHECK(build_id_of(nullptr).empty());
}

TEST_CASE("a child can ask for a build ID, whoever was asking when its parent forked", "[forks]") {
    if (!threads_may_fork)
        return;
    const auto ask = [] { return build_id_of(reinterpret_cast<const void *>(&sqlite3_errmsg)); };
    const auto expected = ask();
    std::atomic<bool> stop{false};
    int right = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 3; ++t)
            threads.emplace_back([&] {
                while (!stop)
                    (void)ask();
            });
        for (int i = 0; i < 100; ++i)
            right += true_in_child([&] {
                alarm(20); // ends a child that waits for ever
                return ask() == expected;
            });
        stop = true;
    }
    CHECK(right == 100);
}
