// SPDX-License-Identifier: MPL-2.0
// A plug-in that contains brook's cache and a SQLite of its own, as one has that links both statically.
#include <memory>

#include "cache/store/disk_cache.hpp"
#include "test/cache/helper.hpp"

namespace {

std::unique_ptr<brook::detail::disk_cache> cache;

} // namespace

/// Opens the disk cache in a directory.
extern "C" void open_cache(const char *directory) { cache = std::make_unique<brook::detail::disk_cache>(directory); }

/// Stores an entry that follows from its number. True if it is there now.
extern "C" bool store(std::uint32_t number) {
    return cache->store(cache_test::key_of(number), cache_test::code_of(number));
}

/// 1 if an entry is there and right, 0 if it is not there, -1 if it is wrong.
extern "C" int find(std::uint32_t number) {
    const auto found = cache->find(cache_test::key_of(number));
    return !found ? 0 : *found == cache_test::code_of(number) ? 1 : -1;
}

/// Closes the cache, and with it the database.
extern "C" void close_cache() { cache.reset(); }
