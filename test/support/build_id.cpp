// SPDX-License-Identifier: MPL-2.0
// Builds of loaded libraries.
#include "support/build_id.hpp"

#include <atomic>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include <dlfcn.h>
#include <sqlite3.h>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/temporary_directory.hpp"

using brook::detail::build_id_in_file, brook::detail::build_id_of, brook::detail::build_id_of_library;

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

#if defined(__linux__)
TEST_CASE("a library is found by its name, and elsewhere in its file") {
    Dl_info sqlite{};
    REQUIRE(dladdr(reinterpret_cast<const void *>(&sqlite3_errmsg), &sqlite) != 0);
    const auto expected = build_id_of(reinterpret_cast<const void *>(&sqlite3_errmsg));
    const auto name = std::filesystem::path(sqlite.dli_fname).filename().string();
    CHECK(build_id_in_file(sqlite.dli_fname) == expected);
    CHECK(build_id_of_library(name.c_str(), "/nowhere") == expected);
    CHECK(build_id_of_library("libnone.so.0", sqlite.dli_fname) == expected);
    CHECK(build_id_of_library("libnone.so.0", "/nowhere").empty());
}

TEST_CASE("what is no library, or part of one, has no build ID") {
    const temporary_directory directory;
    const auto file = (directory.path() / "file").string();
    Dl_info sqlite{};
    REQUIRE(dladdr(reinterpret_cast<const void *>(&sqlite3_errmsg), &sqlite) != 0);
    std::ostringstream all;
    all << std::ifstream(sqlite.dli_fname, std::ios::binary).rdbuf();
    const auto id_of = [&](const std::string &bytes) {
        std::ofstream(file, std::ios::binary) << bytes;
        return build_id_in_file(file.c_str());
    };
    const auto bytes = all.str();
    CHECK(id_of(bytes) == build_id_of(reinterpret_cast<const void *>(&sqlite3_errmsg)));
    for (const std::size_t size : {0, 3, 63, 64, 100})
        CHECK(id_of(bytes.substr(0, size)).empty());
    CHECK(id_of("#!/bin/sh\n" + std::string(100, ' ')).empty());
    auto other_class = bytes;
    other_class[4] = '\3';
    CHECK(id_of(other_class).empty());
    auto endless = bytes; // each header says that its notes go on beyond the file
    for (std::size_t i = 64; i + 56 < 1024; i += 56)
        endless.replace(i + 32, 8, std::string("\xff\x7f\0\0\0\0\0\0", 8));
    CHECK_NOTHROW(id_of(endless.substr(0, 4096)));
    CHECK(build_id_in_file(directory.path().c_str()).empty());
}
#endif

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
