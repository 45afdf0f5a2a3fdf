// SPDX-License-Identifier: MPL-2.0
// What is in a database, without the code: for people and tools.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <brook/support/visibility.hpp>

#include "cache/recipe.hpp"
#include "cache/store/sqlite.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// An entry, nothing of which has been checked.
struct catalogue_entry {
    cache_key key;
    std::string recipe;
    std::int64_t size = 0; // in bytes, as it counts for the limit
    std::chrono::nanoseconds cost{};
};

/// All entries, the most recently used first; rows whose key is no key are left out. Throws sqlite_error.
std::vector<catalogue_entry> read_catalogue(sqlite_connection &db);

/// The number of rows that are left out. Throws sqlite_error.
std::int64_t count_stray_rows(sqlite_connection &db);

/// Deletes them. Inside a write transaction. Throws sqlite_error.
void erase_stray_rows(sqlite_connection &db);

/// What SQLite's own check of the whole file says; empty if the file is sound. Throws sqlite_error.
std::string find_damage(sqlite_connection &db);

} // namespace detail
BROOK_END_NAMESPACE
