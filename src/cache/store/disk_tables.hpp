// SPDX-License-Identifier: MPL-2.0
// The statements of the disk cache: rows, their recency, their sizes and the shared limit.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <brook/support/visibility.hpp>

#include "cache/recipe.hpp"
#include "cache/store/sqlite.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// An entry as it is stored, not checked yet.
struct disk_row {
    std::string recipe;
    std::vector<std::byte> payload;
    bool long_unused; // many others have been used since its last use was written down
};

/// All functions throw sqlite_error. Functions marked [tx] must run inside a write transaction.
class disk_tables {
public:
    static constexpr std::int64_t default_limit = std::int64_t{20} << 30; // bytes

    explicit disk_tables(sqlite_connection &db) noexcept : db_(db) {}

    std::optional<disk_row> read(const cache_key &key);
    bool contains(const cache_key &key);

    /// Sum of the sizes of all entries, in bytes.
    std::int64_t total();

    /// The limit that all processes share, in bytes.
    std::int64_t limit();
    void set_limit(std::int64_t limit); // [tx]

    /// Adds an entry that is not there yet and took `cost` to make, as the most recently used. [tx]
    void insert(const cache_key &key, std::string_view recipe, std::span<const std::byte> payload,
                std::chrono::nanoseconds cost);

    /// Marks entries as used, the last one as the most recent; ignores those that are gone. [tx]
    void touch(std::span<const cache_key> keys);

    /// Deletes entries until the total is at most `target`: those of lowest priority first (benefit.hpp).
    /// [tx]
    void evict_down_to(std::int64_t target);

    /// Deletes one entry, whatever it holds. [tx]
    void erase(const cache_key &key);

    /// Deletes one entry if it still holds these bytes. [tx]
    void erase_if(const cache_key &key, std::span<const std::byte> payload);

    void erase_all(); // [tx]

    /// Gives free pages back to the file system, as far as other processes allow. Outside of transactions.
    void shrink_file();

    /// What an entry counts for in total().
    static std::int64_t size_of(std::string_view recipe, std::span<const std::byte> payload) noexcept {
        return static_cast<std::int64_t>(recipe.size() + payload.size());
    }

private:
    void erase(std::span<const std::byte> key);
    std::int64_t setting(const char *name, std::int64_t otherwise);
    void set_setting(std::string_view name, std::int64_t value);
    std::int64_t next_tick();
    std::int64_t clock();

    sqlite_connection &db_;
};

// ---- For people and tools. Looking at entries is no use of them.

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
