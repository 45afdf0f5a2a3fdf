// SPDX-License-Identifier: MPL-2.0
// Threads decide when modules are compiled, and nothing else.
#include "jit/compile_all.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
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
using namespace std::chrono_literals;
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

// Compilations that last until as many as are wanted are at work at once, or until that takes too long.
class meeting {
public:
    explicit meeting(int wanted) : wanted_(wanted) {}

    std::vector<std::byte> operator()(std::size_t) {
        std::unique_lock lock(mutex_);
        ++now_;
        most_ = std::max(most_, now_);
        changed_.notify_all();
        given_up_ = given_up_ || !changed_.wait_for(lock, 60s, [&] { return given_up_ || most_ >= wanted_; });
        changed_.notify_all();
        // Time for one too many to come, if there is one.
        changed_.wait_for(lock, 20ms, [&] { return most_ > wanted_; });
        --now_;
        return {};
    }
    int most() const { return most_; }

private:
    const int wanted_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int now_ = 0, most_ = 0;
    bool given_up_ = false;
};

// How many threads are at work at once, of as many as `allowed`, which need not be as many as there are processors.
int concurrency(int allowed, int wanted) {
    const tbb::global_control allow(tbb::global_control::max_allowed_parallelism, std::size_t(allowed));
    meeting m(wanted);
    tbb::task_arena(allowed).execute([&] { compile_all(20, true, std::ref(m)); });
    return m.most();
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
    for (std::size_t i = 0; i < 20; ++i)
        CHECK(numbers[i].size() == i);
}

TEST_CASE("what a compilation throws reaches the caller", "[compile_all]") {
    for (const bool parallel : {false, true}) {
        const auto fail = [](std::size_t i) {
            if (i == 7)
                throw std::runtime_error("seven");
            return std::vector<std::byte>();
        };
        CHECK_THROWS_WITH(compile_all(20, parallel, fail), "seven");
    }
}

TEST_CASE("as many threads work at once as the caller's arena has", "[compile_all]") {
    for (const int threads : {1, 2, 3})
        CHECK(concurrency(threads, threads) == threads);
}

TEST_CASE("two compilations run at once", "[compile_all]") {
    const tbb::global_control allow(tbb::global_control::max_allowed_parallelism, 2);
    meeting m(2);
    tbb::task_arena(2).execute([&] { compile_all(2, true, std::ref(m)); });
    CHECK(m.most() == 2);
}

TEST_CASE("one thread at once", "[.one_thread]") { CHECK(concurrency(8, 1) == 1); }
TEST_CASE("two threads at once", "[.two_threads]") { CHECK(concurrency(8, 2) == 2); }
TEST_CASE("three threads at once", "[.three_threads]") { CHECK(concurrency(8, 3) == 3); }

TEST_CASE("a cap that is no number", "[.bad_cap]") {
    CHECK_THROWS_AS(concurrency(2, 1), std::invalid_argument);
    CHECK_THROWS_AS(concurrency(2, 1), std::invalid_argument);
}

TEST_CASE("the environment caps the threads of a process", "[compile_all]") {
    if (!threads_may_fork)
        return;
    CHECK(test_passes_with("BROOK_COMPILE_THREADS", "1", "one thread at once"));
    CHECK(test_passes_with("BROOK_COMPILE_THREADS", "2", "two threads at once"));
    CHECK(test_passes_with("BROOK_COMPILE_THREADS", "3", "three threads at once"));
    for (const char *bad : {"0", "-1", "two", "2 threads", "99999999999999999999"}) {
        INFO(bad);
        CHECK(test_passes_with("BROOK_COMPILE_THREADS", bad, "a cap that is no number"));
    }
}
