// SPDX-License-Identifier: MPL-2.0
// Values that are made at their first use.
#include <brook/support/made_once.hpp>

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "test/support/catch.hpp"

using brook::detail::made_once;

TEST_CASE("a value is known once it is made") {
    made_once<int> value;
    CHECK(value.known() == nullptr);
    const auto &made = value.get([] { return 7; });
    CHECK(value.known() == &made);
    delete &made;
}

TEST_CASE("of many threads, one makes the value that all get") {
    constexpr int n_threads = 8;
    for (int round = 0; round < 50; ++round) {
        made_once<int> value;
        std::atomic<int> waiting{n_threads};
        std::vector<const int *> seen(n_threads);
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < n_threads; ++t)
                threads.emplace_back([&, t] {
                    for (--waiting; waiting > 0;) {
                    }
                    seen[t] = &value.get([&] { return t; });
                });
        }
        CHECK(std::set<const int *>(seen.begin(), seen.end()).size() == 1);
        CHECK(&value.get([] { return -1; }) == seen[0]);
        CHECK(*seen[0] >= 0);
        delete seen[0];
    }
}

TEST_CASE("what cannot be made is tried again") {
    made_once<int> value;
    CHECK_THROWS_AS(value.get([]() -> int { throw std::runtime_error("not yet"); }), std::runtime_error);
    const auto &made = value.get([] { return 5; });
    CHECK(made == 5);
    CHECK(&value.get([] { return 6; }) == &made);
    delete &made;
}

TEST_CASE("a value need not be movable, and may need itself") {
    struct fixed {
        explicit fixed(int x) : number(x) {}
        fixed(const fixed &) = delete;
        int number;
    };
    made_once<fixed> value;
    const auto &made = value.get([&] {
        value.get([] { return fixed(3); });
        return fixed(4);
    });
    CHECK(made.number == 3);
    delete &made;
}
