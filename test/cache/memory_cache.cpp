// SPDX-License-Identifier: MPL-2.0
// Tests of the memory cache against a simple model, at its limits, and from several threads.
#include "cache/memory_cache.hpp"

#include <algorithm>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"

using namespace brook::detail;
using cache_test::key_of;

namespace {

struct sized_code final : cached_code {
    explicit sized_code(std::size_t s) : bytes(s) {}
    std::size_t size() const noexcept override { return bytes; }
    std::size_t bytes;
};

std::shared_ptr<const cached_code> code(std::size_t size) { return std::make_shared<sized_code>(size); }

// The rules, in the plainest form.
struct model {
    std::vector<std::pair<std::uint64_t, std::size_t>> entries; // most recently used first
    std::size_t limit;

    std::size_t total() const {
        std::size_t sum = 0;
        for (const auto &e : entries)
            sum += e.second;
        return sum;
    }
    bool find(std::uint64_t key) {
        const auto at = std::find_if(entries.begin(), entries.end(), [&](auto &e) { return e.first == key; });
        if (at == entries.end())
            return false;
        std::rotate(entries.begin(), at, at + 1);
        return true;
    }
    void insert(std::uint64_t key, std::size_t size) {
        if (find(key) || size > limit)
            return;
        while (total() + size > limit)
            entries.pop_back();
        entries.insert(entries.begin(), {key, size});
    }
    void set_limit(std::size_t value) {
        limit = value;
        while (total() > limit)
            entries.pop_back();
    }
};

} // namespace

TEST_CASE("the memory cache does what the model does") {
    std::mt19937 random(7);
    memory_cache cache(1000);
    model expected{{}, 1000};
    for (int step = 0; step < 20000; ++step) {
        const std::uint64_t key = random() % 40;
        switch (const auto dice = random() % 100; dice) {
        case 0: {
            const std::size_t limit = random() % 1500;
            cache.set_limit(limit);
            expected.set_limit(limit);
            break;
        }
        case 1:
            cache.clear();
            expected.entries.clear();
            break;
        default:
            if (dice < 50) {
                REQUIRE((cache.find(key_of(key)).code != nullptr) == expected.find(key));
            } else {
                const std::size_t size = random() % 300;
                cache.insert(key_of(key), code(size));
                expected.insert(key, size);
            }
        }
        REQUIRE(cache.size() == expected.total());
        REQUIRE(cache.entry_count() == expected.entries.size());
        REQUIRE(cache.limit() == expected.limit);
    }
}

TEST_CASE("an entry equal to the limit fits, a larger one evicts nothing") {
    memory_cache cache(100);
    cache.insert(key_of(1), code(100));
    CHECK(cache.size() == 100);
    const auto large = code(101);
    CHECK(cache.insert(key_of(2), large) == large);
    CHECK(cache.find(key_of(1)).code != nullptr);
    CHECK(cache.find(key_of(2)).code == nullptr);
    cache.insert(key_of(3), code(1));
    CHECK(cache.find(key_of(1)).code == nullptr);
    CHECK(cache.size() == 1);
    cache.set_limit(0);
    CHECK(cache.size() == 0);
    cache.insert(key_of(4), code(1));
    CHECK(cache.entry_count() == 0);
    CHECK(memory_cache().limit() == std::size_t{2} << 30);
    CHECK(memory_cache(10).insert(key_of(5), nullptr) == nullptr);
}

TEST_CASE("one entry too many costs the one of least benefit, however small all are") {
    using namespace std::chrono;
    memory_cache cache(1000, 3);
    cache.insert(key_of(0), code(1), nanoseconds(1000)); // of more benefit
    for (std::uint64_t key = 1; key <= 10; ++key) {
        cache.insert(key_of(key), code(1));
        CHECK(cache.entry_count() == std::min<std::size_t>(key + 1, 3));
    }
    CHECK(cache.size() == 3);
    for (std::uint64_t key = 0; key <= 10; ++key)
        CHECK((cache.find(key_of(key)).code != nullptr) == (key == 0 || key > 8));
    cache.insert(key_of(10), code(1)); // is there already
    CHECK(cache.entry_count() == 3);
}

TEST_CASE("the process holds 65,536 entries") {
    memory_cache cache;
    for (std::uint64_t key = 0; key < 70000; ++key)
        cache.insert(key_of(key), code(1));
    CHECK(cache.entry_count() == 65536);
    CHECK(cache.find(key_of(70000 - 65537)).code == nullptr);
    CHECK(cache.find(key_of(70000 - 65536)).code != nullptr);
}

TEST_CASE("sizes near the largest number do not wrap") {
    memory_cache cache(SIZE_MAX);
    cache.insert(key_of(1), code(SIZE_MAX - 1));
    cache.insert(key_of(2), code(5));
    CHECK(cache.size() == 5);
}

TEST_CASE("the first code under a key stays, and evicted code lives while it is used") {
    memory_cache cache(100);
    const auto first = code(60), second = code(10);
    CHECK(cache.insert(key_of(1), first) == first);
    CHECK(cache.insert(key_of(1), second) == first);
    CHECK(cache.size() == 60);
    CHECK(first.use_count() == 2);
    cache.insert(key_of(2), code(60));
    CHECK(first.use_count() == 1);
    CHECK(first->size() == 60);
}

namespace {

// Code whose destructor calls back, as a destructor that logs or builds something may.
struct calling_code final : cached_code {
    explicit calling_code(memory_cache &c) : cache(c) {}
    ~calling_code() override { (void)cache.size(); }
    std::size_t size() const noexcept override { return 10; }
    memory_cache &cache;
};

} // namespace

TEST_CASE("keys that fall into one place of the table are different keys") {
    memory_cache cache(1000);
    auto key = key_of(1), other = key; // only the first bytes are hashed
    other.bytes.back() ^= 1;
    REQUIRE(std::hash<cache_key>()(key) == std::hash<cache_key>()(other));
    const auto first = code(10), second = code(20);
    CHECK(cache.insert(key, first, {}) == first);
    CHECK_FALSE(cache.find(other).code);
    CHECK(cache.insert(other, second, {}) == second);
    CHECK(cache.find(key).code == first);
    CHECK(cache.find(other).code == second);
}

TEST_CASE("evicted code is destroyed outside of the lock") {
    memory_cache cache(10);
    cache.insert(key_of(1), std::make_shared<calling_code>(cache));
    cache.insert(key_of(2), std::make_shared<calling_code>(cache));
    cache.set_limit(0);
    cache.set_limit(10);
    cache.insert(key_of(3), std::make_shared<calling_code>(cache));
    cache.clear();
    CHECK(cache.size() == 0);
}

TEST_CASE("threads may mix every call") {
    memory_cache cache(1000);
    {
        std::vector<std::jthread> threads;
        for (unsigned t = 0; t < 8; ++t)
            threads.emplace_back([&cache, t] {
                std::mt19937 random(t);
                for (int step = 0; step < 500; ++step) {
                    const auto key = key_of(random() % 20);
                    if (random() % 2 == 0)
                        (void)cache.find(key);
                    else
                        cache.insert(key, code(random() % 200));
                    if (random() % 50 == 0)
                        cache.set_limit(random() % 2000);
                    if (random() % 50 == 0)
                        cache.clear();
                }
            });
    }
    CHECK(cache.size() <= cache.limit());
    std::size_t size = 0, count = 0;
    for (unsigned i = 0; i < 20; ++i)
        if (const auto there = cache.find(key_of(i)).code) {
            size += there->size();
            ++count;
        }
    CHECK(size == cache.size());
    CHECK(count == cache.entry_count());
}

TEST_CASE("code that took long to make outlives code that did not, for as long as that is a benefit") {
    using namespace std::chrono;
    memory_cache cache(300);
    cache.insert(key_of(0), code(100), milliseconds(10));
    std::uint64_t number = 1;
    const auto insert_cheap = [&] { cache.insert(key_of(number++), code(100), microseconds(100)); };
    for (int i = 0; i < 20; ++i)
        insert_cheap();
    CHECK(cache.find(key_of(0)).cost == milliseconds(10));
    for (int i = 0; i < 2000; ++i)
        insert_cheap();
    CHECK(cache.find(key_of(0)).code == nullptr);
}

TEST_CASE("entries alike in cost are in one level, a hundred times the cost is in another") {
    using namespace std::chrono;
    // Times of compilation on a busy machine, and sizes: a pendulum, six bodies, twenty bodies, a function of the user.
    CHECK(benefit_level(milliseconds(5), 3000) == 1);
    CHECK(benefit_level(milliseconds(20), 3000) == 1);
    CHECK(benefit_level(milliseconds(40), 9000) == 1);
    CHECK(benefit_level(milliseconds(120), 40000) == 1);
    CHECK(benefit_level(milliseconds(3), 1000) == 1);
    CHECK(benefit_level(seconds(1), 9000) > 1);
    CHECK(benefit_level(seconds(-1), 0) == 0);
    CHECK(benefit_level(seconds(1), 0) == 3);
}
