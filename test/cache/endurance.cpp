// SPDX-License-Identifier: MPL-2.0
// Many look-ups, insertions, and deaths of those who insert: nothing grows, and nothing is lost.
#include <csignal>
#include <filesystem>
#include <random>
#include <set>

#include <sys/wait.h>
#include <unistd.h>

#include "cache/store/disk_cache.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/footprint.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

// ---- Endurance

constexpr std::int64_t largest_log = std::int64_t{17} << 20; // as documented

std::int64_t log_size(const std::filesystem::path &directory) {
    std::error_code none;
    const auto size = std::filesystem::file_size(cache_file_in(directory).string() + "-wal", none);
    return none ? 0 : static_cast<std::int64_t>(size);
}

// Ten look-ups for an insertion, in a cache that holds a part of the entries. The growth over the second half.
footprint growth_over_second_half(std::uint32_t insertions) {
    temporary_directory temporary;
    disk_cache cache(temporary.path());
    cache.set_limit(400'000);
    std::mt19937 random(7);
    std::uint32_t wrong = 0, hits = 0;
    footprint half;
    for (std::uint32_t i = 0; i < insertions; ++i) {
        if (i == insertions / 2)
            half = footprint::now();
        const auto object = noise(100 + i % 200, i);
        wrong += !cache.store(key_of(i),
                              {object, {}, "recipe: test\nformat: 1\nnumber: " + std::to_string(i) + "\n", {}, {}});
        for (int k = 0; k < 10; ++k) {
            const auto number = i - std::min<std::uint32_t>(i, random() % 2000);
            if (const auto found = cache.find(key_of(number))) {
                ++hits;
                wrong += found->object != noise(100 + number % 200, number);
            }
        }
        if (i % 100 == 0)
            wrong += log_size(temporary.path()) > largest_log;
    }
    CHECK(wrong == 0);
    CHECK(hits > insertions);
    CHECK(hits < 10 * insertions);
    CHECK(cache.size() <= 400'000);
    return footprint::now() - half;
}

void check_flat(const footprint &growth) {
    CHECK(growth.files == 0);
    CHECK(growth.maps < 20);
    if (resident_memory_is_meaningful)
        CHECK(growth.resident < 2 << 20);
}

// ---- Deaths

// Numbers of entries, from a process that tells what it has stored.
class killed_writer {
public:
    killed_writer(const std::filesystem::path &directory, std::uint32_t first) {
        REQUIRE(pipe(told_) == 0);
        child_ = fork();
        if (child_ == 0) {
            disk_cache cache(directory);
            for (auto i = first;; ++i)
                if (cache.store(key_of(i), code_of(i, 1000)) && write(told_[1], &i, sizeof(i)) != sizeof(i))
                    _exit(1);
        }
        close(told_[1]);
    }
    // Kills it some microseconds after its start, or after it has stored an entry. What it said that it had stored.
    std::set<std::uint32_t> stored_within(useconds_t time, bool wait_for_first) {
        if (wait_for_first)
            hear();
        usleep(time);
        kill(child_, SIGKILL);
        waitpid(child_, nullptr, 0);
        while (hear()) {
        }
        close(told_[0]);
        return stored_;
    }

private:
    bool hear() {
        std::uint32_t number = 0;
        if (read(told_[0], &number, sizeof(number)) != sizeof(number))
            return false;
        stored_.insert(number);
        return true;
    }

    std::set<std::uint32_t> stored_;
    pid_t child_ = 0;
    int told_[2]{};
};

// Kills writers again and again. With a limit, entries also go; without, none may be missing.
void kill_writers(int rounds, std::int64_t limit) {
    temporary_directory temporary;
    disk_cache(temporary.path()).set_limit(limit);
    std::mt19937 random(2);
    std::set<std::uint32_t> stored;
    for (int round = 0; round < rounds; ++round) {
        // A few numbers again and again, so that the database stays small.
        const std::uint32_t first = random() % 500;
        const auto fresh = killed_writer(temporary.path(), first).stored_within(random() % 20000, round % 2 == 0);
        stored.insert(fresh.begin(), fresh.end());
        disk_cache cache(temporary.path());
        std::int64_t sum = 0;
        std::uint32_t missing = 0, wrong = 0;
        for (std::uint32_t i = 0; i < (stored.empty() ? 1 : *stored.rbegin() + 3); ++i) {
            const auto found = cache.find(key_of(i));
            missing += !found && stored.contains(i);
            wrong += found && *found != code_of(i, 1000);
            sum += found ? stored_size(i, *found) : 0;
        }
        INFO("round " << round);
        REQUIRE(wrong == 0);
        REQUIRE((missing == 0 || limit < disk_cache::default_limit));
        REQUIRE(cache.size() == sum);
        REQUIRE(sum <= limit);
        REQUIRE(cache.store(key_of(1'000'000), code_of(1'000'000)));
        REQUIRE(cache.find(key_of(1'000'000)) == code_of(1'000'000));
        cache.erase(key_of(1'000'000));
    }
    CHECK(stored.size() > 1);
}

} // namespace

TEST_CASE("nothing grows in 2,000 insertions and 20,000 look-ups") { check_flat(growth_over_second_half(2000)); }

TEST_CASE("nothing grows in 100,000 insertions and a million look-ups", "[.torture]") {
    check_flat(growth_over_second_half(100'000));
}

TEST_CASE("writers that are killed leave a database that works, and all that they had stored") {
    kill_writers(15, disk_cache::default_limit);
    kill_writers(15, 100'000);
}

TEST_CASE("a thousand writers that are killed leave a database that works", "[.torture]") {
    kill_writers(1000, disk_cache::default_limit);
    kill_writers(1000, 100'000);
}
