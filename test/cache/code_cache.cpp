// SPDX-License-Identifier: MPL-2.0
// Tests of the two caches together, and of the settings of a process.
#include "cache/code_cache.hpp"

#include <cstdlib>
#include <random>
#include <thread>
#include <vector>

#include "support/counters.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

struct sized_code final : cached_code {
    explicit sized_code(std::size_t s) : bytes(s) {}
    std::size_t size() const noexcept override { return bytes; }
    std::size_t bytes;
};

struct tested_cache : code_cache {
    using code_cache::code_cache;
    std::optional<stored_code> find(const cache_key &key) {
        auto found = find_on_disk(key, why);
        return found ? std::optional(std::move(found->code)) : std::nullopt;
    }
    void put(const cache_key &key, const stored_code &code) {
        store(key, code, {});
        finish_writing();
    }
    miss_reason why{};
};

} // namespace

TEST_CASE("look-ups and insertions are counted") {
    temporary_directory temporary;
    tested_cache cache({.directory = temporary.path(), .disk_enabled = true});
    const auto before = process_counters().snapshot();
    CHECK(cache.find_in_memory(key_of(1)).code == nullptr);
    CHECK_FALSE(cache.find(key_of(1)));
    CHECK(cache.why == miss_reason::absent);
    auto stored = code_of(1);
    stored.cost = std::chrono::nanoseconds(5);
    cache.put(key_of(1), stored);
    const auto code = std::make_shared<sized_code>(10);
    CHECK(cache.remember(key_of(1), code, std::chrono::nanoseconds(7)) == code);
    CHECK(cache.remember(key_of(1), std::make_shared<sized_code>(20), {}) == code);
    CHECK(cache.find_in_memory(key_of(1)).code == code);
    CHECK(cache.find(key_of(1)));
    const auto counted = process_counters().snapshot() - before;
    CHECK(counted.misses == 0);
    CHECK(counted.disk_stores == 1);
    CHECK(counted.memory_hits == 1);
    CHECK(counted.disk_hits == 1);
    CHECK(counted.bytes_read == counted.bytes_stored);
    CHECK(counted.ns_saved >= 7);
    CHECK(cache.memory().size() == 10);
    CHECK(cache.stats().memory_entries == 1);
}

TEST_CASE("the modes of the disk cache") {
    temporary_directory temporary;
    tested_cache cache({.directory = temporary.path(), .disk_enabled = true});
    cache.put(key_of(1), code_of(1));
    cache.set_diskcache_mode(brook::cache_mode::read_only);
    cache.put(key_of(2), code_of(2));
    cache.store(key_of(1), code_of(2), {}, true);
    cache.finish_writing();
    CHECK(cache.find(key_of(1)) == code_of(1));
    CHECK_FALSE(cache.find(key_of(2)));
    cache.set_diskcache_mode(brook::cache_mode::refresh);
    CHECK_FALSE(cache.find(key_of(1)));
    CHECK(cache.why == miss_reason::disabled);
    auto other = code_of(3);
    other.recipe = code_of(1).recipe;
    cache.put(key_of(1), other);
    cache.set_diskcache_mode(brook::cache_mode::read_write);
    REQUIRE(cache.find(key_of(1)));
    CHECK(cache.find(key_of(1))->object == other.object);
}

TEST_CASE("a miss is counted once, with its reason") {
    const auto before = process_counters().snapshot();
    for (auto why : {miss_reason::absent, miss_reason::rejected, miss_reason::locked, miss_reason::unusable,
                     miss_reason::disabled})
        count_miss(why);
    counter_values expected;
    expected.misses = 5;
    expected.misses_absent = expected.misses_rejected = expected.misses_locked = expected.misses_unusable =
        expected.misses_disabled = 1;
    CHECK(process_counters().snapshot() - before == expected);
}

TEST_CASE("what is used while others wait to be stored counts as used after them") {
    const auto code = [](std::uint32_t number) {
        auto c = code_of(number);
        c.cost = std::chrono::seconds(1);
        return c;
    };
    for (int round = 0; round < 10; ++round) {
        temporary_directory temporary;
        tested_cache cache({.directory = temporary.path(), .disk_enabled = true});
        cache.put(key_of(1), code(1));
        cache.settled_disk()->set_limit(5 * stored_size(1, code(1)) / 2);
        cache.store(key_of(2), code(2), {});
        REQUIRE(cache.find(key_of(1)));
        cache.put(key_of(3), code(3));
        CHECK(cache.find(key_of(1)));
        CHECK_FALSE(cache.find(key_of(2)));
        CHECK(cache.find(key_of(3)));
    }
}

TEST_CASE("sizes, limits and emptying count what waits to be stored") {
    temporary_directory temporary;
    tested_cache cache({.directory = temporary.path(), .disk_enabled = true});
    std::int64_t total = 0;
    const auto store_many = [&](std::uint32_t first) {
        for (auto i = first; i < first + 20; ++i) {
            cache.store(key_of(i), code_of(i), {});
            total += stored_size(i, code_of(i));
        }
    };
    store_many(0);
    CHECK(cache.settled_disk()->size() == total);
    store_many(20);
    cache.settled_disk()->set_limit(total / 2);
    CHECK(cache.settled_disk()->size() <= total / 2);
    CHECK_FALSE(cache.find(key_of(0)));
    CHECK(cache.find(key_of(39)));
    store_many(40);
    cache.settled_disk()->clear();
    for (std::uint32_t i = 0; i < 60; ++i)
        CHECK_FALSE(cache.find(key_of(i)));
    CHECK(cache.settled_disk()->size() == 0);
}

TEST_CASE("the settings reach the caches") {
    temporary_directory temporary;
    tested_cache cache({.directory = temporary.path(), .disk_enabled = true});
    cache.memory().set_limit(15);
    cache.remember(key_of(1), std::make_shared<sized_code>(10), {});
    CHECK(cache.memory().limit() == 15);
    cache.memory().clear();
    CHECK(cache.memory().size() == 0);

    cache.put(key_of(1), code_of(1));
    CHECK(cache.settled_disk()->size() > 0);
    cache.settled_disk()->set_limit(1);
    CHECK(cache.settled_disk()->limit() == 1);
    CHECK(cache.settled_disk()->size() == 0);
    cache.settled_disk()->set_limit(100000);
    cache.put(key_of(1), code_of(1));
    cache.settled_disk()->clear();
    CHECK(cache.settled_disk()->size() == 0);
    CHECK_THROWS_AS(cache.settled_disk()->set_limit(-1), std::invalid_argument);
}

TEST_CASE("a disabled disk cache neither finds nor stores, and can be managed") {
    temporary_directory temporary;
    tested_cache cache({.directory = temporary.path() / "d", .disk_enabled = false});
    cache.put(key_of(1), code_of(1));
    CHECK_FALSE(cache.find(key_of(1)));
    CHECK_FALSE(std::filesystem::exists(temporary.path() / "d"));
    cache.set_diskcache_enabled(true);
    CHECK(cache.diskcache_enabled());
    cache.put(key_of(1), code_of(1));
    cache.set_diskcache_enabled(false);
    CHECK(cache.settled_disk()->size() > 0);
    CHECK_FALSE(cache.find(key_of(1)));
}

TEST_CASE("another path is another cache, and setting it touches nothing") {
    temporary_directory temporary;
    tested_cache cache({.directory = temporary.path() / "a", .disk_enabled = true});
    cache.put(key_of(1), code_of(1));
    cache.set_diskcache_path(temporary.path() / "b");
    CHECK(cache.diskcache_path() == temporary.path() / "b");
    CHECK_FALSE(std::filesystem::exists(temporary.path() / "b"));
    CHECK_FALSE(cache.find(key_of(1)));
    cache.set_diskcache_path(temporary.path() / "a");
    CHECK(cache.find(key_of(1)) == code_of(1));
    cache.set_diskcache_path("");
    CHECK_FALSE(cache.find(key_of(1)));
    CHECK_THROWS_AS(cache.settled_disk()->size(), std::invalid_argument);
    CHECK_THROWS_AS(cache.settled_disk()->clear(), std::invalid_argument);
}

TEST_CASE("threads may mix every call of the two caches") {
    temporary_directory temporary;
    tested_cache cache({.directory = temporary.path() / "0", .disk_enabled = true});
    std::atomic<bool> wrong{false};
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < 6; ++t)
        threads.emplace_back([&, t] {
            std::mt19937 random(t);
            for (int step = 0; step < 60; ++step) {
                const std::uint32_t number = random() % 10;
                (void)cache.find_in_memory(key_of(number));
                miss_reason why;
                if (const auto found = cache.find_on_disk(key_of(number), why);
                    found && found->code.object != code_of(number).object)
                    wrong = true;
                cache.remember(key_of(number), std::make_shared<sized_code>(number), {});
                cache.store(key_of(number), code_of(number), {});
                switch (random() % 20) {
                case 0:
                    cache.set_diskcache_path(temporary.path() / std::to_string(random() % 2));
                    break;
                case 1:
                    cache.set_diskcache_enabled(random() % 2 == 0);
                    break;
                case 2:
                    cache.memory().clear();
                    break;
                case 3:
                    (void)cache.diskcache_path();
                    break;
                }
            }
        });
    threads.clear();
    CHECK_FALSE(wrong);
}

TEST_CASE("the cache of the process starts as the environment says") {
    temporary_directory temporary;
    const auto path = temporary.path() / "c";
    const auto child = [&](const char *switched, bool enabled) {
        return true_in_child([&] {
            setenv("BROOK_CACHE_DIR", path.c_str(), 1);
            setenv("BROOK_CACHE", switched, 1);
            auto &cache = process_code_cache();
            return cache.diskcache_path() == path && cache.diskcache_enabled() == enabled &&
                   cache.memory().size() == 0 && cache.memory().limit() == std::size_t{2} << 30 &&
                   !std::filesystem::exists(path);
        });
    };
    CHECK(child("off", false));
    CHECK(child("", true));
    CHECK(child("on", true));
}

TEST_CASE("code that differs from what its recipe gave before is reported; the first stays, unless known to be wrong") {
    log_capture capture;
    temporary_directory temporary;
    tested_cache cache({.directory = temporary.path()});
    cache.put(key_of(1), code_of(1));
    cache.put(key_of(1), code_of(1));
    CHECK(capture.count("different code") == 0);
    auto other = code_of(1);
    other.object = code_of(2).object;
    cache.put(key_of(1), other);
    CHECK(capture.count("different code") == 1);
    CHECK(cache.find(key_of(1)) == code_of(1));
    cache.store(key_of(1), other, {}, true);
    cache.finish_writing();
    CHECK(cache.find(key_of(1)) == other);
    CHECK(capture.lines().size() == 1);
}
