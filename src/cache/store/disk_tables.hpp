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

    /// Deletes entries until the total is at most `target`: those of least worth and longest unused first (worth.hpp).
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
    std::int64_t setting(const char *name, std::int64_t otherwise);
    void set_setting(std::string_view name, std::int64_t value);
    std::int64_t next_tick();
    std::int64_t clock();

    sqlite_connection &db_;
};

} // namespace detail
BROOK_END_NAMESPACE
