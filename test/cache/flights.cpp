// SPDX-License-Identifier: MPL-2.0
// Threads that want the same code.
#include "cache/locks/flights.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
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

// Threads that want the same code at once. Nothing but the flights keeps two of them from making it at the same time:
// each is at work until all have asked.
struct crowd {
    static constexpr int size = 16;
    flights f;
    std::atomic<int> asked{0}, at_work{0}, most_at_work{0}, tries{0};
    std::vector<flights::code_ptr> made, received; // of each thread, if it did
    crowd() : made(size), received(size) {}

    // `succeeds` gets the number of the attempt, from 1.
    template <typename Succeeds>
    void rush(Succeeds succeeds) {
        std::vector<std::jthread> threads;
        for (int t = 0; t < size; ++t)
            threads.emplace_back([&, t] {
                ++asked;
                auto place = f.join(key_of(1));
                received[t] = place.code();
                if (place.code())
                    return;
                const int attempt = ++tries;
                work();
                if (!succeeds(attempt))
                    return; // as an exception would
                made[t] = std::make_shared<some_code>();
                place.publish(made[t]);
            });
    }

private:
    void work() {
        const int now = ++at_work;
        for (int most = most_at_work; most < now && !most_at_work.compare_exchange_weak(most, now);) {
        }
        while (asked < size)
            std::this_thread::yield();
        std::this_thread::sleep_for(std::chrono::milliseconds(1)); // for those who have just asked
        --at_work;
    }
};

} // namespace

TEST_CASE("of many threads one at a time makes the code, and those who wait get it") {
    // Whoever comes too late to wait has to make the code again: so rounds are repeated until somebody did wait.
    int waited = 0;
    for (int round = 0; round < 1000 && waited == 0; ++round) {
        crowd all;
        all.rush([](int) { return true; });
        CHECK(all.most_at_work == 1);
        for (const auto &code : all.received)
            if (code != nullptr) {
                ++waited;
                CHECK(std::count(all.made.begin(), all.made.end(), code) == 1);
            }
    }
    CHECK(waited > 0);
}

TEST_CASE("a task that fails passes on to one of those who wait") {
    crowd all;
    all.rush([](int) { return false; });
    CHECK(all.tries == all.size);
    CHECK(all.most_at_work == 1);

    crowd lucky;
    lucky.rush([](int attempt) { return attempt == 4; });
    CHECK(lucky.most_at_work == 1);
    CHECK(lucky.tries >= 4);
    CHECK(std::count(lucky.made.begin(), lucky.made.end(), nullptr) == lucky.size - 1);
    const auto made = *std::max_element(lucky.made.begin(), lucky.made.end());
    CHECK(lucky.tries + std::count(lucky.received.begin(), lucky.received.end(), made) == lucky.size);
    CHECK_FALSE(lucky.f.join(key_of(1)).code()); // nothing is left in the air
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
