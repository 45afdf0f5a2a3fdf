// SPDX-License-Identifier: MPL-2.0
// Every allocation of the caches fails in turn: what was there stays, and what was counted is what is there.
#include <cstdlib>
#include <memory>
#include <new>

#include "cache/code_cache.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
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
                place.land(std::make_shared<sized_code>());
            ++made;
            cache.store(key, code, {});
        },
        [&] { cache.finish_writing(); });
    CHECK(made > 1);
    miss_reason why{};
    CHECK(cache.find_on_disk(key, why)->code == code);
}

#endif
