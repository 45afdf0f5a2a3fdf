// SPDX-License-Identifier: MPL-2.0
// Children of a process whose other threads hold locks.
#include "support/forks.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"

using namespace brook::detail;
using namespace std::chrono_literals;

namespace {

constexpr auto n_mutexes = static_cast<unsigned>(global_mutex::count);

// A child that waits for ever is ended, which is a failure.
template <typename Work>
bool true_in_child_in_time(Work work) {
    return true_in_child([&] {
        alarm(20);
        return work();
    });
}

// Forks while another thread has what `hold()` returns, which is given up only when the fork is under way.
template <typename Hold, typename Work>
bool true_in_child_while(Hold hold, Work work) {
    std::atomic<bool> held{false}, given_up{false};
    std::jthread other([&] {
        const auto what = hold();
        held = true;
        std::this_thread::sleep_for(10ms);
        given_up = true;
    });
    while (!held)
        std::this_thread::yield();
    return true_in_child_in_time([&] { return given_up && work(); });
}

bool all_can_be_locked() {
    for (unsigned i = 0; i < n_mutexes; ++i)
        const global_lock lock(static_cast<global_mutex>(i));
    const unforkable_work work;
    return true;
}

} // namespace

TEST_CASE("a child can lock every mutex, whoever held it at the fork", "[forks]") {
    for (unsigned i = 0; i < n_mutexes; ++i) {
        INFO(i);
        CHECK(true_in_child_while([&] { return global_lock(static_cast<global_mutex>(i)); }, all_can_be_locked));
    }
    CHECK(all_can_be_locked());
}

TEST_CASE("fork() waits for work that it must not interrupt", "[forks]") {
    CHECK(true_in_child_while([] { return unforkable_work(); }, all_can_be_locked));
    CHECK(all_can_be_locked());
}

TEST_CASE("work nests, also while another thread waits to fork", "[forks]") {
    struct nested {
        ~nested() { const unforkable_work inner; }
        unforkable_work outer;
    };
    CHECK(true_in_child_while([] { return nested(); }, all_can_be_locked));
    const unforkable_work work; // of this thread: fork() need not wait for it
    CHECK(true_in_child_in_time(all_can_be_locked));
}

TEST_CASE("threads that lock, work and fork at the same time go on", "[forks]") {
    std::atomic<bool> stop{false}, good{true};
    {
        std::vector<std::jthread> threads;
        for (unsigned t = 0; t < 3; ++t)
            threads.emplace_back([&, t] {
                for (unsigned i = t; !stop; ++i) {
                    const unforkable_work work;
                    const global_lock lock(static_cast<global_mutex>(i % n_mutexes));
                }
            });
        std::vector<std::jthread> forking;
        for (int t = 0; t < 2; ++t)
            forking.emplace_back([&] {
                for (int i = 0; i < 30; ++i)
                    good = true_in_child_in_time(all_can_be_locked) && good;
            });
        forking.clear();
        stop = true;
    }
    CHECK(good);
}

TEST_CASE("participants are called in the order of the mutexes, and backwards", "[forks]") {
    std::string calls;
    const auto note = [&calls](char c) { return [&calls, c] { calls += c; }; };
    const fork_participant late(global_mutex::log, note('c'), note('C'), note('3'));
    const fork_participant early(global_mutex::code_caches, note('a'), note('A'), note('1'));
    { const fork_participant gone(global_mutex::jit, note('x'), note('x'), note('x')); }
    const fork_participant middle(global_mutex::jit, note('b'), note('B'), note('2'));
    CHECK(true_in_child([&] { return calls == "abc321"; }));
    CHECK(calls == "abcCBA");
}

TEST_CASE("participants of one mutex come and go in any order", "[forks]") {
    std::vector<std::unique_ptr<fork_participant>> all(4);
    std::vector<int> calls(all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = std::make_unique<fork_participant>(
            global_mutex::jit, [&calls, i] { ++calls[i]; }, [] {}, [] {});
    CHECK(true_in_child([&] { return calls == std::vector{1, 1, 1, 1}; }));
    all[2].reset();
    CHECK(true_in_child([&] { return calls == std::vector{2, 2, 1, 2}; }));
    all[3].reset();
    all[0].reset();
    CHECK(true_in_child([&] { return calls == std::vector{2, 3, 1, 2}; }));
}

TEST_CASE("a child does not use oneTBB where its parent did", "[forks]") {
    CHECK(true_in_child([] { return tbb_is_usable() && true_in_child([] { return !tbb_is_usable(); }); }));
    CHECK(tbb_is_usable());
    CHECK(true_in_child([] { return !tbb_is_usable() && true_in_child([] { return !tbb_is_usable(); }); }));
    CHECK(tbb_is_usable());
}
