// SPDX-License-Identifier: MPL-2.0
// Ways in which a process, or its cache, comes to an end.
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include <unistd.h>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "cache/store/cache_file.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/during.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/own_process.hpp"

using namespace brook;

namespace {

taylor_adaptive<double> make(double c = 1, const char *target = "") {
    const auto [x, v] = make_vars("x", "v");
    return taylor_adaptive<double>({prime(x) = v, prime(v) = -c * sin(x)}, {.05, .025}, kw::target = target);
}

bool integrates(taylor_adaptive<double> ta) {
    ta.propagate_until(1);
    return std::isfinite(ta.get_state()[0]);
}

// How the hidden test case below ends.
constexpr const char *way = "BROOK_TEST_END";

} // namespace

TEST_CASE("a process that ends right after a construction has stored the code", "[ends]") {
    const fresh_caches fresh;
    const environment_guard directory("BROOK_CACHE_DIR", (fresh.directory.path() / "cache").c_str());
    const environment_guard enabled("BROOK_CACHE", nullptr);
    llvm_state::set_diskcache_path(fresh.directory.path() / "cache");
    for (const std::string end : {"return", "exit", "exit in a thread", "static"}) {
        INFO(end);
        llvm_state::clear_diskcache();
        const environment_guard guard(way, end.c_str());
        CHECK(own_process("[ends-child]").succeeds());
        CHECK(llvm_state::get_diskcache_size() > 0);
    }
    const environment_guard guard(way, "_exit");
    CHECK(own_process("[ends-child]").succeeds()); // whether the code was stored in time is nobody's promise
    CHECK(integrates(make()));
}

TEST_CASE("the process of the test above", "[.][ends-child]") {
    const std::string end = std::getenv(way);
    CHECK(integrates(make()));
    if (end == "exit")
        std::exit(0);
    else if (end == "_exit")
        _exit(0);
    else if (end == "exit in a thread")
        std::thread([] { std::exit(0); }).join();
    else if (end == "static")
        static const auto outlives_main = std::make_shared<taylor_adaptive<double>>(make());
}

TEST_CASE("parent and children construct on, whatever threads do at the fork", "[ends]") {
    if (!threads_may_fork)
        return;
    const fresh_caches fresh;
    const auto shared = make();
    std::atomic<bool> stop{false}, good{true};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 2; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; !stop; ++i)
                    good = good && integrates(make(2 + t + i % 64 / 64.));
            });
        for (int i = 0; i < 10; ++i)
            CHECK(true_in_child([&] { return integrates(shared) && integrates(make(10 + i)) && integrates(make(2)); }));
        stop = true;
    }
    CHECK(good);
    CHECK(integrates(make(20)));
}

TEST_CASE("a directory that is deleted while it is used is made again", "[ends]") {
    const fresh_caches fresh;
    const auto directory = fresh.directory.path() / "cache";
    llvm_state::set_diskcache_path(directory);
    for (int i = 0; i < 5; ++i) {
        CHECK(integrates(make(1 + i)));
        (void)llvm_state::get_diskcache_size(); // waits until it is stored
        CHECK(std::filesystem::exists(detail::cache_file_in(directory)));
        std::filesystem::remove_all(directory);
    }
    CHECK(integrates(make(9)));
    llvm_state::clear_memcache();
    CHECK(during([] { make(9); }).compilations == 0);
}

TEST_CASE("long, odd and deep paths", "[ends]") {
    const fresh_caches fresh;
    for (const std::string &name :
         {std::string("with spaces and 'quotes\" ?#%41&=;"), std::string("\xc3\xa9t\xc3\xa9 \xe2\x98\x83 \xff\xfe"),
          std::string(200, 'x') + "/" + std::string(100, 'y'), std::string("a\nline")}) {
        INFO(name);
        llvm_state::clear_memcache();
        llvm_state::set_diskcache_path(fresh.directory.path() / name);
        CHECK(during([] { make(); }).disk_stores == 1);
        CHECK(std::filesystem::exists(detail::cache_file_in(fresh.directory.path() / name)));
        llvm_state::clear_memcache();
        CHECK(during([] { make(); }).disk_hits == 1);
    }
}

TEST_CASE("a path that is too long for the database costs the disk cache, and one message", "[ends]") {
    const fresh_caches fresh;
    log_capture capture;
    const auto name = std::string(250, 'x');
    llvm_state::set_diskcache_path(fresh.directory.path() / name / name / name / name);
    CHECK(integrates(make()));
    llvm_state::clear_memcache();
    CHECK(integrates(make()));
    CHECK(capture.count(name) == 1);
}

TEST_CASE("instruction sets alternate on one cache without overwriting each other", "[ends]") {
    const fresh_caches fresh;
    const char *const targets[] = {"x86-64-v2", "x86-64-v3", "native"};
    for (const auto *target : targets)
        CHECK(during([&] { make(1, target); }).compilations == 1);
    for (int round = 0; round < 3; ++round) {
        llvm_state::clear_memcache();
        for (const auto *target : targets) {
            const auto c = during([&] { make(1, target); });
            CHECK((c.compilations == 0 && c.disk_hits == 1));
        }
    }
}
