// SPDX-License-Identifier: MPL-2.0
// Many threads, or many processes, that want the same integrators: each is compiled once.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>

#include "support/counters.hpp"
#include "test/support/catch.hpp"
#include "test/support/during.hpp"
#include "test/support/environment.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/own_process.hpp"

using namespace brook;

namespace {

constexpr int n_systems = 8;

taylor_adaptive<double> make(int i) {
    const auto [x, v] = make_vars("x", "v");
    return taylor_adaptive<double>({prime(x) = v, prime(v) = -(1. + i) * sin(x)}, {.05, .025});
}

double final_angle(int i) {
    auto ta = make(i);
    ta.propagate_until(1);
    return ta.get_state()[0];
}

} // namespace

TEST_CASE("threads that build the same systems compile each once", "[single_flight]") {
    const fresh_caches fresh;
    const bool on_disk = GENERATE(true, false);
    llvm_state::set_diskcache_enabled(on_disk);
    if (!on_disk)
        llvm_state::set_memcache_limit(GENERATE(std::size_t(1) << 30, std::size_t(0)));
    const bool kept = llvm_state::get_memcache_limit() != 0;
    std::vector<std::vector<double>> angles(8, std::vector<double>(n_systems));
    const auto counted = during([&] {
        std::vector<std::jthread> threads;
        for (auto &mine : angles)
            threads.emplace_back([&] {
                for (int i = 0; i < n_systems; ++i)
                    mine[i] = final_angle(i);
            });
    });
    if (kept) {
        CHECK(counted.compilations == n_systems);
        CHECK(counted.links == n_systems);
        CHECK(counted.memory_hits + counted.waits_for_threads == 7 * n_systems);
    }
    for (const auto &mine : angles)
        CHECK(mine == angles[0]);
}

TEST_CASE("what an integrator says of its code", "[single_flight]") {
    const fresh_caches fresh;
    const auto compiled = make(0).get_compile_info();
    CHECK(compiled.source == code_source::compiler);
    CHECK(compiled.key.size() == 64);
    CHECK(compiled.size > 0);
    CHECK(compiled.seconds >= compiled.seconds_to_make);
    CHECK(compiled.seconds_to_make > 0);
    const auto again = make(0).get_compile_info();
    CHECK(again.source == code_source::memory);
    CHECK(again.key == compiled.key);
    CHECK(again.seconds_to_make == compiled.seconds_to_make);
    llvm_state::get_diskcache_size(); // waits until it is stored
    llvm_state::clear_memcache();
    const auto loaded = make(0);
    CHECK(loaded.get_compile_info().source == code_source::disk);
    CHECK(loaded.get_compile_info().seconds_to_make == compiled.seconds_to_make);
    CHECK(taylor_adaptive<double>(loaded).get_compile_info().key == compiled.key);
    CHECK(make(1).get_compile_info().key != compiled.key);
    CHECK(std::string(to_string(code_source::thread)) == "thread");
}

namespace {

void check_storm(int n_processes, int systems) {
    const fresh_caches fresh;
    const environment_guard directory("BROOK_CACHE_DIR", (fresh.directory.path() / "cache").c_str());
    const environment_guard enabled("BROOK_CACHE", nullptr),
        count("BROOK_TEST_SYSTEMS", std::to_string(systems).c_str());
    std::vector<own_process> processes;
    for (int p = 0; p < n_processes; ++p) {
        const auto file = (fresh.directory.path() / std::to_string(p)).string();
        const environment_guard output("BROOK_TEST_OUTPUT", file.c_str());
        processes.emplace_back("[single_flight-child]");
    }
    std::uint64_t compilations = 0, takeovers = 0;
    for (int p = 0; p < n_processes; ++p) {
        REQUIRE(processes[p].succeeds());
        std::uint64_t compiled = 0, taken = 0;
        std::ifstream(fresh.directory.path() / std::to_string(p)) >> compiled >> taken;
        compilations += compiled;
        takeovers += taken;
    }
    CHECK(compilations <= systems + takeovers); // a busy machine may exhaust the patience of one of them
    CHECK(compilations >= std::uint64_t(systems));
}

} // namespace

TEST_CASE("processes that build the same systems compile each once", "[single_flight]") { check_storm(4, n_systems); }

TEST_CASE("64 processes that build the same 200 systems compile each once", "[.torture]") { check_storm(64, 200); }

TEST_CASE("one of the processes of the tests above", "[.][single_flight-child]") {
    for (int i = 0; i < std::atoi(std::getenv("BROOK_TEST_SYSTEMS")); ++i)
        CHECK(std::isfinite(final_angle(i)));
    const auto c = detail::process_counters().snapshot();
    CHECK(c.compilations == c.misses);
    std::ofstream(std::getenv("BROOK_TEST_OUTPUT")) << c.compilations << ' ' << c.takeovers;
}
