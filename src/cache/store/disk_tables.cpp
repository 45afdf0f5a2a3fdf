// SPDX-License-Identifier: MPL-2.0
// SQL of the disk cache.
#include "cache/store/disk_tables.hpp"

#include "cache/worth.hpp"
#include "support/counters.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// An entry whose recorded use lies this many ticks back is worth a write when it is used again; others can wait.
constexpr std::int64_t long_unused_ticks = 1024;

constexpr std::int64_t last_tick = std::int64_t{1} << 62;

std::span<const std::byte> bytes_of(const cache_key &key) noexcept { return std::as_bytes(std::span(key.bytes)); }

cache_key key_from(const std::vector<std::byte> &bytes) noexcept {
    cache_key key;
    if (bytes.size() == key.bytes.size())
        std::memcpy(key.bytes.data(), bytes.data(), bytes.size());
    return key;
}

} // namespace

std::optional<disk_row> disk_tables::read(const cache_key &key) {
    auto row = db_.prepare("SELECT recipe, payload, (SELECT last_use FROM usage WHERE key = ?1), "
                           "(SELECT max(last_use) FROM usage) FROM entries WHERE key = ?1");
    row.bind(1, bytes_of(key));
    if (!row.step())
        return std::nullopt;
    const bool long_unused = row.is_null(2) || row.integer(2) < row.integer(3) - long_unused_ticks;
    return disk_row{row.text(0), row.bytes(1), long_unused};
}

bool disk_tables::contains(const cache_key &key) {
    auto row = db_.prepare("SELECT 1 FROM entries WHERE key = ?1");
    row.bind(1, bytes_of(key));
    return row.step();
}

std::int64_t disk_tables::total() { return db_.integer("SELECT sum(size) FROM entries"); }

std::int64_t disk_tables::limit() { return setting("limit", default_limit); }

void disk_tables::set_limit(std::int64_t limit) { set_setting("limit", limit); }

std::int64_t disk_tables::setting(const char *name, std::int64_t otherwise) {
    auto row = db_.prepare("SELECT value FROM settings WHERE name = ?1");
    row.bind(1, std::string_view(name));
    return row.step() ? row.integer(0) : otherwise;
}

void disk_tables::set_setting(std::string_view name, std::int64_t value) {
    auto change = db_.prepare("INSERT INTO settings(name, value) VALUES(?1, ?2) "
                              "ON CONFLICT(name) DO UPDATE SET value = excluded.value");
    change.bind(1, name).bind(2, value).step();
}

void disk_tables::insert(const cache_key &key, std::string_view recipe, std::span<const std::byte> payload,
                         std::chrono::nanoseconds cost) {
    const auto size = size_of(recipe, payload);
    {
        auto add = db_.prepare("INSERT INTO entries(key, size, cost, recipe, payload) VALUES(?1, ?2, ?3, ?4, ?5)");
        add.bind(1, bytes_of(key)).bind(2, size).bind(3, std::int64_t{cost.count()});
        add.bind(4, recipe).bind(5, payload).step();
    }
    {
        const auto worth = worth_of_level(worth_level(cost, static_cast<std::size_t>(size)));
        auto add = db_.prepare("INSERT OR REPLACE INTO usage(key, worth, priority, last_use) VALUES(?1, ?2, 0, 0)");
        add.bind(1, bytes_of(key)).bind(2, static_cast<std::int64_t>(worth)).step();
    }
    touch(std::span(&key, 1));
}

void disk_tables::touch(std::span<const cache_key> keys) {
    if (keys.empty())
        return;
    const auto now = clock();
    auto tick = next_tick();
    for (const auto &key : keys) {
        auto change = db_.prepare("UPDATE usage SET priority = ?2 + worth, last_use = ?3 WHERE key = ?1");
        change.bind(1, bytes_of(key)).bind(2, now).bind(3, tick++).step();
    }
}

void disk_tables::evict_down_to(std::int64_t target) {
    auto left = total();
    while (left > target) {
        std::optional<cache_key> victim;
        std::int64_t priority = 0;
        {
            auto row = db_.prepare("SELECT u.key, e.size, u.priority FROM usage AS u LEFT JOIN entries AS e "
                                   "ON e.key = u.key ORDER BY u.priority, u.last_use LIMIT 1");
            if (row.step()) {
                const auto bytes = row.bytes(0);
                if (bytes.size() == sizeof(cache_key::bytes))
                    victim = key_from(bytes);
                left -= row.integer(1);
                priority = row.integer(2);
            }
        }
        // Entries whose use is recorded nowhere (somebody else wrote into the tables) could never be evicted.
        if (!victim)
            return erase_all();
        erase(*victim);
        set_setting("clock", priority);
        ++process_counters().disk_evictions;
    }
}

void disk_tables::erase(const cache_key &key) {
    auto entry = db_.prepare("DELETE FROM entries WHERE key = ?1");
    entry.bind(1, bytes_of(key)).step();
    auto use = db_.prepare("DELETE FROM usage WHERE key = ?1");
    use.bind(1, bytes_of(key)).step();
}

void disk_tables::erase_if(const cache_key &key, std::span<const std::byte> payload) {
    bool same = false;
    {
        auto row = db_.prepare("SELECT 1 FROM entries WHERE key = ?1 AND payload = ?2");
        same = row.bind(1, bytes_of(key)).bind(2, payload).step();
    }
    if (same)
        erase(key);
}

void disk_tables::erase_all() { db_.execute("DELETE FROM entries; DELETE FROM usage"); }

void disk_tables::shrink_file() {
    // Passive: a checkpoint that waits for readers or truncates under them is not worth it.
    try {
        db_.execute("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(PASSIVE)");
    } catch (const sqlite_error &error) {
        if (error.kind() != sqlite_failure::busy)
            throw;
    }
}

std::int64_t disk_tables::next_tick() {
    const auto newest = db_.integer("SELECT max(last_use) FROM usage");
    if (newest < last_tick)
        return newest + 1;
    db_.execute("WITH ranked AS (SELECT key, row_number() OVER (ORDER BY last_use) AS place FROM usage) "
                "UPDATE usage SET last_use = ranked.place FROM ranked WHERE ranked.key = usage.key");
    return db_.integer("SELECT max(last_use) FROM usage") + 1;
}

std::int64_t disk_tables::clock() {
    const auto now = setting("clock", 0);
    if (now < last_tick)
        return now;
    auto back = db_.prepare("UPDATE usage SET priority = max(0, priority - ?1)");
    back.bind(1, now).step();
    set_setting("clock", 0);
    return 0;
}

} // namespace detail
BROOK_END_NAMESPACE
