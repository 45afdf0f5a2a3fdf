// SPDX-License-Identifier: MPL-2.0
// Two copies of SQLite in one process would lose each other's locks on the database.
#include "cache/store/sqlite_claim.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <dlfcn.h>

#include "cache/store/disk_cache.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/environment.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/own_process.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

TEST_CASE("one copy of SQLite opens a database as often as it likes, in any process") {
    temporary_directory temporary;
    const sqlite_claim first(temporary.path(), {}), second(temporary.path(), {});
    CHECK(true_in_child([&] {
        const sqlite_claim third(temporary.path(), {});
        return true;
    }));
    CHECK_NOTHROW(sqlite_claim(temporary.path() / "nowhere", {}));
}

#if defined(BROOK_TEST_SECOND_BROOK)

namespace {

constexpr const char *directory_variable = "BROOK_TEST_DIRECTORY", *number_variable = "BROOK_TEST_NUMBER";
constexpr std::uint32_t processes = 3, entries = 100;

// The plug-in, with another copy of everything.
class second_brook {
public:
    explicit second_brook(const std::filesystem::path &directory)
        : plugin_(dlopen(BROOK_TEST_SECOND_BROOK, RTLD_NOW | RTLD_LOCAL)) {
        REQUIRE(plugin_ != nullptr);
        function<void(const char *)>("open_cache")(directory.c_str());
    }
    ~second_brook() { function<void()>("close_cache")(); }

    bool store(std::uint32_t number) const { return function<bool(std::uint32_t)>("store")(number); }
    int find(std::uint32_t number) const { return function<int(std::uint32_t)>("find")(number); }

private:
    template <typename F>
    F *function(const char *name) const {
        return reinterpret_cast<F *>(dlsym(plugin_, name));
    }

    void *plugin_;
};

} // namespace

TEST_CASE("of two copies of SQLite in a process, the second leaves the database alone") {
    temporary_directory temporary;
    log_capture capture;
    {
        disk_cache ours(temporary.path());
        CHECK(ours.store(key_of(1), code_of(1)));
        const second_brook other(temporary.path());
        CHECK(other.find(1) == 0);
        CHECK_FALSE(other.store(2));
        CHECK(ours.find(key_of(1)) == code_of(1));
        CHECK(true_in_child([&] { return disk_cache(temporary.path()).find(key_of(1)) == code_of(1); }));
    }
    CHECK(capture.lines().empty()); // the plug-in has a log of its own
    const second_brook other(temporary.path());
    CHECK(other.find(1) == 1);
    CHECK(other.store(2));
    disk_cache ours(temporary.path());
    CHECK_FALSE(ours.find(key_of(2)));
    REQUIRE(capture.lines().size() == 1);
    CHECK(capture.lines()[0].second.find("another copy of SQLite") != std::string::npos);
}

TEST_CASE("a process with two copies of SQLite", "[.][sqlite_claim-child]") {
    const std::filesystem::path place = std::getenv(directory_variable), directory = place / "cache";
    const std::string number = std::getenv(number_variable);
    const auto first = static_cast<std::uint32_t>(std::stoi(number)) * entries;
    std::ofstream stored(place / number);
    int by_us = 0, by_other = 0;
    for (auto i = first; i < first + entries; ++i) {
        // They take turns at who comes first, and each opens and closes the file all the time.
        disk_cache ours(directory);
        const second_brook other(directory);
        const auto store = [&](bool we) {
            const bool done = we ? ours.store(key_of(i), code_of(i)) : other.store(i);
            (we ? by_us : by_other) += done;
            return done;
        };
        if (store(i % 2 == 0) || store(i % 2 != 0)) // unless others were busy for too long
            stored << i << '\n';
        CHECK(ours.find(key_of(i)).value_or(code_of(i)) == code_of(i));
        CHECK(other.find(i) >= 0);
    }
    CHECK(by_us > 0);
    CHECK(by_other > 0);
}

TEST_CASE("nothing is lost where each process has two copies of SQLite") {
    temporary_directory temporary;
    const environment_guard where(directory_variable, temporary.path().c_str());
    std::vector<own_process> all;
    for (std::uint32_t i = 0; i < processes; ++i) {
        const environment_guard which(number_variable, std::to_string(i).c_str());
        all.emplace_back("[sqlite_claim-child]");
    }
    for (auto &p : all)
        CHECK(p.succeeds());
    disk_cache cache(temporary.path() / "cache");
    for (std::uint32_t i = 0; i < processes; ++i) {
        std::ifstream stored(temporary.path() / std::to_string(i));
        std::uint32_t number, count = 0;
        for (; stored >> number; ++count)
            CHECK(cache.find(key_of(number)) == code_of(number));
        CHECK(count > 0);
    }
}

#endif
