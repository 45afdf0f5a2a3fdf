// SPDX-License-Identifier: MPL-2.0
// Every allocation of the caches fails in turn: what was there stays, and what was counted is what is there.
#include <cstdlib>
#include <memory>
#include <new>
#include <variant>

#include <malloc.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include "cache/code_cache.hpp"
#include "cache/store/entry_format.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/temporary_directory.hpp"

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // their allocators want to see every call

using namespace brook::detail;
using namespace cache_test;

namespace {

thread_local long allocations_left = -1; // negative: all succeed
thread_local bool failed = false;

} // namespace

void *operator new(std::size_t size) {
    if (allocations_left == 0)
        failed = true;
    if (allocations_left == 0 || allocations_left-- == 0)
        throw std::bad_alloc();
    if (allocations_left < -1)
        allocations_left = -1;
    if (void *memory = std::malloc(size == 0 ? 1 : size))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

namespace {

struct sized_code final : cached_code {
    std::size_t size() const noexcept override { return 10; }
};

// Calls `work` with one, two, ... allocations that succeed, until none fails, and `check` after each.
template <typename Work, typename Check>
int with_every_failure(Work work, Check check) {
    int n = 0;
    do {
        failed = false;
        allocations_left = n++;
        try {
            work();
        } catch (const std::bad_alloc &) {
        }
        allocations_left = -1;
        check();
    } while (failed && n < 100000);
    return n;
}

} // namespace

TEST_CASE("the memory cache survives every allocation that fails") {
    memory_cache cache(35);
    cache.insert(key_of(1), std::make_shared<sized_code>());
    cache.insert(key_of(2), std::make_shared<sized_code>());
    const auto third = std::make_shared<sized_code>();
    const auto key = key_of(3);
    const auto tried = with_every_failure([&] { cache.insert(key, third); },
                                          [&] {
                                              REQUIRE(cache.size() == 10 * cache.entry_count());
                                              REQUIRE(cache.find(key_of(1)).code);
                                              REQUIRE(cache.find(key_of(2)).code);
                                          });
    CHECK(tried > 2);
    CHECK(cache.find(key_of(3)).code == third);
}

TEST_CASE("look-ups and insertions on disk survive every allocation that fails") {
    const log_capture quiet;
    temporary_directory temporary;
    disk_cache cache(temporary.path());
    REQUIRE(cache.store(key_of(1), code_of(1)));
    const auto key = key_of(1), other = key_of(2);
    const auto code = code_of(2);
    CHECK(with_every_failure([&] { (void)cache.find(key); }, [&] { REQUIRE(cache.find(key) == code_of(1)); }) > 5);
    CHECK(with_every_failure([&] { cache.store(other, code); },
                             [&] {
                                 const auto found = cache.find(other);
                                 REQUIRE((!found || *found == code));
                                 REQUIRE(cache.find(key) == code_of(1));
                             }) > 5);
    CHECK(cache.find(other) == code);
}

TEST_CASE("opening a disk cache survives every allocation that fails") {
    const log_capture quiet;
    temporary_directory temporary;
    const auto key = key_of(1);
    REQUIRE(disk_cache(temporary.path()).store(key, code_of(1)));
    const auto found = [&] { return disk_cache(temporary.path()).find(key); };
    CHECK(with_every_failure([&] { (void)found(); }, [&] { REQUIRE(found() == code_of(1)); }) > 20);
    CHECK(with_every_failure(
              [&] {
                  process_lock lock;
                  (void)disk_cache(temporary.path()).lock_for_making(lock, key, std::chrono::milliseconds(0));
              },
              [&] { REQUIRE(found() == code_of(1)); }) > 10);
}

TEST_CASE("flights and the background writer survive every allocation that fails") {
    const log_capture quiet;
    temporary_directory temporary;
    code_cache cache({.directory = temporary.path()});
    const auto key = key_of(1);
    const auto code = code_of(1);
    int made = 0;
    with_every_failure(
        [&] {
            auto place = cache.join(key);
            if (!place.code())
                place.publish(std::make_shared<sized_code>());
            ++made;
            cache.store(key, code, {});
        },
        [&] { cache.finish_writing(); });
    CHECK(made > 1);
    miss_reason why{};
    CHECK(cache.find_on_disk(key, why)->code == code);
}

TEST_CASE("an entry stays whatever memory SQLite lacks") {
    const log_capture quiet;
    temporary_directory temporary;
    disk_cache cache(temporary.path());
    const auto large = code_of(1, 100000); // does not lie in one piece
    REQUIRE(cache.store(key_of(1), large));
    int found = 0, failures = 0;
    for (std::int64_t room = 0; room < 2000000; room += 5000) {
        sqlite3_hard_heap_limit64(sqlite3_memory_used() + room + 1);
        ++(cache.find(key_of(1)) ? found : failures);
        sqlite3_hard_heap_limit64(0);
        REQUIRE(cache.find(key_of(1)) == large);
    }
    CHECK(failures > 0);
    CHECK(found > 0);
}

#if defined(__GLIBC__)

TEST_CASE("an entry is not to blame for memory that zstd lacks") {
    const auto code = code_of(1);
    const auto payload = encode_entry(key_of(1), code, {seal_kind::mac, secret_number(1)});
    const auto decode = [&] {
        return decode_entry(key_of(1), code.recipe, payload, {.own = secret_number(1), .digests = false, .keys = {}});
    };
    REQUIRE(std::holds_alternative<stored_code>(decode()));
    CHECK(true_in_child([&] {
        malloc_trim(0);
        const rlimit nothing_more{0, 0};
        if (setrlimit(RLIMIT_AS, &nothing_more) != 0)
            return false;
        // A context for reading is larger, and all else smaller. What other threads have left has to be used up, too.
        for (int refusals = 0; refusals < 100;) {
            void *volatile block = std::malloc(50000); // or the compiler takes it for granted
            refusals += block == nullptr ? 1 : 0;
        }
        try {
            (void)decode();
        } catch (const std::bad_alloc &) {
            return true;
        }
        return false;
    }));
}

#endif
#endif
