// SPDX-License-Identifier: MPL-2.0
// Threads decide when modules are compiled, and nothing else.
#include "jit/compile_all.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include "codegen/jet.hpp"
#include "jit/compile.hpp"
#include "jit/target.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/random_program.hpp"

using namespace brook;
using detail::compile_all;

namespace {

// The object files of a jet in many modules.
std::vector<std::string> objects(bool parallel, int threads) {
    const auto &t = detail::find_target("native");
    const test::copied_program p(8, 1, 10);
    const auto plan = make_plan(p.program, p.bundles(2), 10);
    auto modules = emit_jet(plan, detail::fp_type::f64, t.vectors, "jet", detail::jet_shape::loops, {0, 50, 100});
    REQUIRE(modules.size() > 4);
    std::vector<std::string> out;
    const tbb::global_control allow(tbb::global_control::max_allowed_parallelism, std::size_t(threads));
    tbb::task_arena(threads).execute([&] {
        out = compile_all(modules.size(), parallel, [&](std::size_t i) { return compile(modules[i], t, {}); });
    });
    return out;
}

// How many threads are at work at once.
int concurrency() {
    std::atomic<int> now = 0, most = 0;
    compile_all(50, true, [&](std::size_t) {
        const int n = ++now;
        for (int seen = most; n > seen && !most.compare_exchange_weak(seen, n);) {
        }
        std::this_thread::yield();
        --now;
        return std::vector<std::byte>();
    });
    return most;
}

} // namespace

TEST_CASE("any number of threads gives the same object files", "[compile_all]") {
    const auto expected = objects(false, 1);
    for (const int threads : {1, 2, 8}) {
        INFO(threads << " threads");
        CHECK(objects(true, threads) == expected);
    }
}

TEST_CASE("without permission there is one thread, the caller's", "[compile_all]") {
    const auto self = std::this_thread::get_id();
    const auto numbers = compile_all(20, false, [&](std::size_t i) {
        CHECK(std::this_thread::get_id() == self);
        return std::vector<std::byte>(i);
    });
    REQUIRE(numbers.size() == 20);
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(numbers[i].size() == i);
    }
}

TEST_CASE("what a compilation throws reaches the caller", "[compile_all]") {
    for (const bool parallel : {false, true}) {
        const auto fail = [](std::size_t i) {
            if (i == 7) {
                throw std::runtime_error("seven");
            }
            return std::vector<std::byte>();
        };
        CHECK_THROWS_WITH(compile_all(20, parallel, fail), "seven");
    }
}

TEST_CASE("one thread at once", "[.one_thread]") { CHECK(concurrency() == 1); }

TEST_CASE("a cap that is no number", "[.bad_cap]") {
    CHECK_THROWS_AS(concurrency(), std::invalid_argument);
    CHECK_THROWS_AS(concurrency(), std::invalid_argument);
}

TEST_CASE("the environment caps the threads of a process", "[compile_all]") {
    if (!threads_may_fork) {
        return;
    }
    CHECK(test_passes_with("BROOK_COMPILE_THREADS", "1", "one thread at once"));
    for (const char *bad : {"0", "-1", "two", "2 threads", "99999999999999999999"}) {
        INFO(bad);
        CHECK(test_passes_with("BROOK_COMPILE_THREADS", bad, "a cap that is no number"));
    }
}
