// SPDX-License-Identifier: MPL-2.0
// Jobs behind the caller's back: all of them, in order, and no hang at the end.
#include "support/background_thread.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <signal.h>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"

using namespace brook::detail;
using namespace std::chrono_literals;

TEST_CASE("jobs run in their order, in another thread") {
    std::vector<int> done;
    background_thread writer;
    std::thread::id where;
    for (int i = 0; i < 100; ++i)
        writer.post(
            [&, i] {
                done.push_back(i);
                where = std::this_thread::get_id();
            },
            1);
    writer.finish();
    REQUIRE(done.size() == 100);
    for (int i = 0; i < 100; ++i)
        CHECK(done[i] == i);
    CHECK(where != std::this_thread::get_id());
    writer.post([&] { done.clear(); }, 1); // the thread has gone, and comes again
    writer.finish();
    CHECK(done.empty());
}

TEST_CASE("what is too large to wait runs at once") {
    background_thread writer;
    std::thread::id where;
    writer.post([&] { where = std::this_thread::get_id(); }, std::size_t{1} << 40);
    CHECK(where == std::this_thread::get_id());
}

TEST_CASE("a writer that is destroyed has finished") {
    std::atomic<int> done{0};
    {
        background_thread writer;
        for (int i = 0; i < 10; ++i)
            writer.post(
                [&] {
                    std::this_thread::sleep_for(1ms);
                    ++done;
                },
                1);
    }
    CHECK(done == 10);
}

TEST_CASE("a job may wait for all jobs without waiting for itself") {
    background_thread writer;
    writer.post([&] { writer.finish(); }, 1);
    writer.finish();
}

TEST_CASE("an end does not wait for a job that hangs, and drops what comes after") {
    background_thread writer;
    std::atomic<bool> go{false}, second{false};
    writer.post(
        [&] {
            while (!go)
                std::this_thread::sleep_for(1ms);
        },
        1);
    writer.post([&] { second = true; }, 1);
    writer.finish_or_drop(5ms);
    go = true;
    writer.finish();
    CHECK_FALSE(second);
}

TEST_CASE("the writer's thread takes no signals") {
    background_thread writer;
    sigset_t mask;
    sigemptyset(&mask);
    writer.post([&] { pthread_sigmask(SIG_SETMASK, nullptr, &mask); }, 1);
    writer.finish();
    CHECK((sigismember(&mask, SIGINT) == 1 && sigismember(&mask, SIGTERM) == 1));
    sigset_t own;
    pthread_sigmask(SIG_SETMASK, nullptr, &own);
    CHECK(sigismember(&own, SIGINT) == 0);
}

TEST_CASE("a forked child has nothing to write, and can") {
    if (!threads_may_fork)
        return;
    background_thread writer;
    std::atomic<bool> go{false};
    writer.post(
        [&] {
            while (!go)
                std::this_thread::sleep_for(1ms);
        },
        1);
    writer.lock_for_fork();
    const pid_t child = fork();
    if (child == 0) {
        writer.unlock_in_child();
        bool done = false;
        writer.post([&] { done = true; }, 1);
        writer.finish();
        _exit(done ? 0 : 1);
    }
    writer.unlock_in_parent();
    go = true;
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}
