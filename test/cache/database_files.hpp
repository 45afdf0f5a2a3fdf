// SPDX-License-Identifier: MPL-2.0
// Databases as files, for the tests that damage them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include <sys/stat.h>

#include "cache/store/cache_file.hpp"
#include "cache/store/disk_cache.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/temporary_directory.hpp"

namespace cache_test {

/// A closed database with `entries` entries, as bytes.
inline std::vector<char> database_bytes(const temporary_directory &temporary, std::uint32_t entries,
                                        std::size_t size = 100) {
    {
        brook::detail::disk_cache cache(temporary.path());
        for (std::uint32_t i = 0; i < entries; ++i)
            REQUIRE(cache.store(key_of(i), code_of(i, size)));
    }
    return read_file(brook::detail::cache_file_in(temporary.path()).string());
}

/// Puts a database in the place of that in the directory.
inline void put_database(const temporary_directory &temporary, const std::vector<char> &bytes) {
    const auto file = brook::detail::cache_file_in(temporary.path()).string();
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        std::filesystem::remove(file + suffix);
    write_file(file, bytes);
    chmod(file.c_str(), 0600);
}

} // namespace cache_test
