// SPDX-License-Identifier: MPL-2.0
// The settings of the caches, from the outside.
// covers: cache_settings
#include <filesystem>
#include <limits>
#include <stdexcept>

#include <brook/jit/llvm_state.hpp>

#include "cache/code_cache.hpp"
#include "test/support/catch.hpp"
#include "test/support/fresh_caches.hpp"
#include "test/support/log_capture.hpp"

using namespace brook;

namespace {

class code_of_size final : public detail::cached_code {
public:
    explicit code_of_size(std::size_t size) : size_(size) {}
    std::size_t size() const noexcept override { return size_; }

private:
    std::size_t size_;
};

detail::cache_key key(int i) { return detail::recipe("test", 1).add("number", i).key(); }

void hold(int i, std::size_t size) {
    detail::process_code_cache().remember(key(i), std::make_shared<code_of_size>(size), {});
}

bool holds(int i) { return detail::process_code_cache().find_in_memory(key(i)).code != nullptr; }

detail::stored_code stored(int i, std::size_t size) {
    detail::stored_code s;
    // Bytes that do not compress, so that sizes on disk mean something.
    std::uint32_t x = 12345 + std::uint32_t(i);
    for (std::size_t k = 0; k < size; ++k) {
        x = x * 1664525u + 1013904223u;
        s.object.push_back(static_cast<std::byte>(x >> 24));
    }
    s.metadata.resize(8);
    s.recipe = detail::recipe("test", 1).add("number", i).text();
    return s;
}

void store(int i, std::size_t size) {
    detail::process_code_cache().store(key(i), stored(i, size), {});
    detail::process_code_cache().finish_writing();
}

std::optional<detail::stored_code> find(int i) {
    detail::miss_reason why{};
    auto found = detail::process_code_cache().find_on_disk(key(i), why);
    return found ? std::optional(std::move(found->code)) : std::nullopt;
}

bool is_stored(int i) { return find(i).has_value(); }

} // namespace

TEST_CASE("the memory cache is bounded by bytes", "[llvm_state]") {
    const fresh_caches fresh;
    CHECK(llvm_state::get_memcache_limit() == std::size_t(2) << 30);
    CHECK(llvm_state::get_memcache_size() == 0);
    hold(1, 1000);
    hold(2, 500);
    CHECK(llvm_state::get_memcache_size() == 1500);
    llvm_state::set_memcache_limit(1200);
    CHECK(llvm_state::get_memcache_limit() == 1200);
    CHECK(llvm_state::get_memcache_size() == 500); // what was used least recently goes at once
    CHECK_FALSE(holds(1));
    CHECK(holds(2));
    hold(3, 1201);
    CHECK_FALSE(holds(3));
    CHECK(holds(2));
    llvm_state::clear_memcache();
    CHECK(llvm_state::get_memcache_size() == 0);
    CHECK_FALSE(holds(2));
    CHECK(llvm_state::get_memcache_limit() == 1200);
}

TEST_CASE("the disk cache stores, counts and forgets", "[llvm_state]") {
    const fresh_caches fresh;
    CHECK(llvm_state::get_diskcache_path() == fresh.directory.path());
    CHECK(llvm_state::get_diskcache_enabled());
    CHECK(llvm_state::get_diskcache_size() == 0);
    store(1, 10000);
    const auto one = llvm_state::get_diskcache_size();
    CHECK(one > 10000);
    CHECK(one < 12000); // the object, the recipe and some framing
    store(2, 10000);
    CHECK(llvm_state::get_diskcache_size() > one + 10000);
    REQUIRE(is_stored(1));
    CHECK(*find(1) == stored(1, 10000));
    llvm_state::clear_diskcache();
    CHECK(llvm_state::get_diskcache_size() == 0);
    CHECK_FALSE(is_stored(1));
    CHECK_FALSE(std::filesystem::is_empty(fresh.directory.path()));
}

TEST_CASE("the limit on disk belongs to the database", "[llvm_state]") {
    const fresh_caches fresh;
    CHECK(llvm_state::get_diskcache_limit() == std::int64_t(20) << 30);
    for (int i = 0; i < 4; ++i)
        store(i, 10000);
    llvm_state::set_diskcache_limit(25000);
    CHECK(llvm_state::get_diskcache_limit() == 25000);
    CHECK(llvm_state::get_diskcache_size() <= 25000); // at once
    CHECK(llvm_state::get_diskcache_size() > 10000);
    CHECK(is_stored(3));
    CHECK_FALSE(is_stored(0));
    detail::code_cache another(
        {.directory = fresh.directory.path(), .disk_enabled = true}); // as another process would see it
    CHECK(another.settled_disk()->limit() == 25000);
    CHECK(another.settled_disk()->size() == llvm_state::get_diskcache_size());
    CHECK_THROWS_AS(llvm_state::set_diskcache_limit(-1), std::invalid_argument);
    CHECK_THROWS_AS(llvm_state::set_diskcache_limit(std::numeric_limits<std::int64_t>::min()), std::invalid_argument);
    CHECK(llvm_state::get_diskcache_limit() == 25000);
}

TEST_CASE("a disabled disk cache neither gives nor takes, but can be looked after", "[llvm_state]") {
    const fresh_caches fresh;
    store(1, 1000);
    const auto size = llvm_state::get_diskcache_size();
    llvm_state::set_diskcache_enabled(false);
    CHECK_FALSE(llvm_state::get_diskcache_enabled());
    CHECK_FALSE(is_stored(1));
    store(2, 1000);
    CHECK(llvm_state::get_diskcache_size() == size);
    llvm_state::set_diskcache_enabled(true);
    CHECK(is_stored(1));
    CHECK_FALSE(is_stored(2));
    llvm_state::set_diskcache_enabled(false);
    llvm_state::clear_diskcache();
    CHECK(llvm_state::get_diskcache_size() == 0);
}

TEST_CASE("another directory is another cache, and is not touched before it is used", "[llvm_state]") {
    const fresh_caches fresh;
    store(1, 1000);
    const auto other = fresh.directory.path() / "does" / "not" / "exist";
    llvm_state::set_diskcache_path(other);
    CHECK(llvm_state::get_diskcache_path() == other);
    CHECK_FALSE(std::filesystem::exists(other));
    CHECK_FALSE(is_stored(1));
    store(2, 1000);
    CHECK(is_stored(2));
    CHECK((std::filesystem::status(other).permissions() & std::filesystem::perms::mask) ==
          std::filesystem::perms::owner_all);
    llvm_state::set_diskcache_path(fresh.directory.path());
    CHECK(is_stored(1));
    CHECK_FALSE(is_stored(2));
}

TEST_CASE("without a directory there is no disk cache", "[llvm_state]") {
    const fresh_caches fresh;
    const log_capture quiet;
    llvm_state::set_diskcache_path("");
    CHECK(llvm_state::get_diskcache_path().empty());
    CHECK_THROWS_AS(llvm_state::get_diskcache_size(), std::invalid_argument);
    CHECK_THROWS_AS(llvm_state::get_diskcache_limit(), std::invalid_argument);
    CHECK_THROWS_AS(llvm_state::set_diskcache_limit(1), std::invalid_argument);
    CHECK_THROWS_AS(llvm_state::clear_diskcache(), std::invalid_argument);
    store(1, 1000);
    CHECK_FALSE(is_stored(1)); // and nothing is thrown into a construction
}

TEST_CASE("the mode of the disk cache, and settings for a block", "[llvm_state]") {
    const fresh_caches fresh;
    const auto limit = llvm_state::get_memcache_limit();
    store(1, 1000);
    {
        const cache_settings_guard guard;
        llvm_state::set_memcache_limit(77);
        llvm_state::set_diskcache_path(fresh.directory.path() / "other");
        llvm_state::set_diskcache_mode(cache_mode::refresh);
        llvm_state::set_diskcache_enabled(false);
        CHECK_FALSE(is_stored(1));
    }
    CHECK(llvm_state::get_memcache_limit() == limit);
    CHECK(llvm_state::get_diskcache_path() == fresh.directory.path());
    CHECK(llvm_state::get_diskcache_mode() == cache_mode::read_write);
    CHECK(is_stored(1));
    llvm_state::set_diskcache_mode(cache_mode::read_only);
    store(2, 1000);
    CHECK_FALSE(is_stored(2));
    CHECK(is_stored(1));
    CHECK(llvm_state::get_cache_stats().disk_stores >= 1);
}

TEST_CASE("llvm_state has the settings under the names that users know", "[cache_settings]") {
    const fresh_caches fresh;
    CHECK(llvm_state::get_diskcache_path() == cache_settings::get_diskcache_path());
    llvm_state::set_memcache_limit(12345);
    CHECK(cache_settings::get_memcache_limit() == 12345u);
    llvm_state::set_diskcache_limit(54321);
    CHECK(cache_settings::get_diskcache_limit() == 54321);
    llvm_state::set_diskcache_mode(cache_mode::read_only);
    CHECK(cache_settings::get_diskcache_mode() == cache_mode::read_only);
    llvm_state::set_diskcache_enabled(false);
    CHECK_FALSE(cache_settings::get_diskcache_enabled());
    hold(1, 1000);
    CHECK(llvm_state::get_memcache_size() == cache_settings::get_memcache_size());
    llvm_state::clear_memcache();
    CHECK(cache_settings::get_memcache_size() == 0);
}
