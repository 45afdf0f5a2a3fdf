// SPDX-License-Identifier: MPL-2.0
// Threads that want the same code.
#include "cache/flights.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"

using namespace brook::detail;
using cache_test::key_of;

namespace {

struct some_code final : cached_code {
    std::size_t size() const noexcept override { return 1; }
};

} // namespace

TEST_CASE("of many threads one makes the code, and all have the same") {
    flights f;
    std::atomic<int> made{0};
    std::vector<flights::code_ptr> codes(16);
    flights::code_ptr kept; // as the memory cache keeps it
    std::mutex mutex;
    {
        std::vector<std::jthread> threads;
        for (auto &code : codes)
            threads.emplace_back([&] {
                auto place = f.join(key_of(1));
                code = place.code();
                if (code)
                    return;
                std::lock_guard lock(mutex);
                if (!kept) {
                    ++made;
                    std::this_thread::sleep_for(std::chrono::milliseconds(20));
                    kept = std::make_shared<some_code>();
                }
                code = kept;
                place.land(code);
            });
    }
    CHECK(made == 1);
    for (const auto &code : codes)
        CHECK(code == kept);
}

TEST_CASE("a task that fails passes on to one of those who wait") {
    flights f;
    std::atomic<int> tries{0};
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&] {
            try {
                auto place = f.join(key_of(1));
                if (place.code())
                    return;
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
                if (++tries < 4)
                    throw std::runtime_error("no memory");
                place.land(std::make_shared<some_code>());
            } catch (const std::runtime_error &) {
            }
        });
    threads.clear();
    CHECK(tries >= 4);
    CHECK_FALSE(f.join(key_of(1)).code()); // nothing is left in the air
}

TEST_CASE("different codes do not wait for each other, nor a thread for itself") {
    flights f;
    const auto first = f.join(key_of(1)), second = f.join(key_of(2)), again = f.join(key_of(1));
    CHECK_FALSE(first.code());
    CHECK_FALSE(second.code());
    CHECK_FALSE(again.code());
}

TEST_CASE("a forked child does not wait for threads that it has not") {
    flights f;
    std::atomic<bool> joined{false}, stop{false};
    std::jthread other([&] {
        const auto place = f.join(key_of(1));
        joined = true;
        while (!stop)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
    while (!joined)
        std::this_thread::yield();
    if (threads_may_fork) {
        f.lock_for_fork();
        const pid_t child = fork();
        if (child == 0) {
            f.unlock_in_child();
            _exit(f.join(key_of(1)).code() == nullptr ? 0 : 1);
        }
        f.unlock_in_parent();
        int status = -1;
        CHECK(waitpid(child, &status, 0) == child);
        CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    }
    stop = true;
}
