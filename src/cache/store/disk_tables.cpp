// SPDX-License-Identifier: MPL-2.0
// SQL of the disk cache.
#include "cache/store/disk_tables.hpp"

#include <algorithm>

#include "cache/benefit.hpp"
#include "support/counters.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// An entry whose recorded use lies this many ticks back is worth a write when it is used again; others can wait.
constexpr std::int64_t long_unused_ticks = 1024;

constexpr std::int64_t last_tick = std::int64_t{1} << 62;

std::span<const std::byte> bytes_of(const cache_key &key) noexcept { return std::as_bytes(std::span(key.bytes)); }

} // namespace

std::optional<disk_row> disk_tables::read(const cache_key &key) {
    auto row = db_.prepare("SELECT recipe, payload, (SELECT last_use FROM usage WHERE key = ?1), "
                           "(SELECT max(last_use) FROM usage) FROM entries WHERE key = ?1",
                           bytes_of(key));
    if (!row.step())
        return std::nullopt;
    const bool long_unused = row.is_null(2) || row.integer(2) < row.integer(3) - long_unused_ticks;
    return disk_row{row.text(0), row.bytes(1), long_unused};
}

bool disk_tables::contains(const cache_key &key) {
    return db_.prepare("SELECT 1 FROM entries WHERE key = ?1", bytes_of(key)).step();
}

std::int64_t disk_tables::total() { return db_.integer("SELECT sum(size) FROM entries"); }

std::int64_t disk_tables::limit() { return setting("limit", default_limit); }

void disk_tables::set_limit(std::int64_t limit) { set_setting("limit", limit); }

std::int64_t disk_tables::setting(const char *name, std::int64_t otherwise) {
    return db_.integer("SELECT value FROM settings WHERE name = ?1", otherwise, name);
}

void disk_tables::set_setting(std::string_view name, std::int64_t value) {
    db_.run("INSERT INTO settings(name, value) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
            name, value);
}

void disk_tables::insert(const cache_key &key, std::string_view recipe, std::span<const std::byte> payload,
                         std::chrono::nanoseconds cost) {
    const auto size = size_of(recipe, payload);
    const auto benefit = benefit_of_level(benefit_level(cost, static_cast<std::size_t>(size)));
    db_.run("INSERT INTO entries(key, size, cost, recipe, payload) VALUES(?1, ?2, ?3, ?4, ?5)", bytes_of(key), size,
            std::int64_t{cost.count()}, recipe, payload);
    db_.run("INSERT OR REPLACE INTO usage(key, benefit, priority, last_use) VALUES(?1, ?2, 0, 0)", bytes_of(key),
            static_cast<std::int64_t>(benefit));
    touch(std::span(&key, 1));
}

void disk_tables::touch(std::span<const cache_key> keys) {
    if (keys.empty())
        return;
    const auto now = clock();
    auto tick = next_tick();
    for (const auto &key : keys)
        db_.run("UPDATE usage SET priority = ?2 + benefit, last_use = ?3 WHERE key = ?1", bytes_of(key), now, tick++);
}

void disk_tables::evict_down_to(std::int64_t target) {
    for (auto left = total(); left > target;) {
        std::vector<std::byte> victim;
        std::int64_t priority = 0;
        {
            auto row = db_.prepare("SELECT u.key, e.size, u.priority FROM usage AS u LEFT JOIN entries AS e "
                                   "ON e.key = u.key ORDER BY u.priority, u.last_use LIMIT 1");
            // Entries whose use is recorded nowhere (somebody else wrote into the tables) could never be evicted.
            if (!row.step())
                return erase_all();
            victim = row.bytes(0);
            left -= row.integer(1);
            priority = row.integer(2);
        }
        erase(victim);
        set_setting("clock", priority);
        ++process_counters().disk_evictions;
    }
}

void disk_tables::erase(std::span<const std::byte> key) {
    db_.run("DELETE FROM entries WHERE key = ?1", key);
    db_.run("DELETE FROM usage WHERE key = ?1", key);
}

void disk_tables::erase(const cache_key &key) { erase(bytes_of(key)); }

void disk_tables::erase_if(const cache_key &key, std::span<const std::byte> payload) {
    if (db_.prepare("SELECT 1 FROM entries WHERE key = ?1 AND payload = ?2", bytes_of(key), payload).step())
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
    db_.run("UPDATE usage SET priority = max(0, priority - ?1)", now);
    set_setting("clock", 0);
    return 0;
}

// ---- For people and tools

std::vector<catalogue_entry> read_catalogue(sqlite_connection &db) {
    std::vector<catalogue_entry> entries;
    auto rows = db.prepare("SELECT e.key, e.recipe, e.size, e.cost FROM entries AS e LEFT JOIN usage AS u "
                           "ON u.key = e.key WHERE length(e.key) = 32 ORDER BY u.last_use DESC, e.key");
    while (rows.step()) {
        entries.push_back({{}, rows.text(1), rows.integer(2), std::chrono::nanoseconds(rows.integer(3))});
        std::ranges::transform(rows.bytes(0), entries.back().key.bytes.begin(), std::to_integer<std::uint8_t>);
    }
    return entries;
}

std::int64_t count_stray_rows(sqlite_connection &db) {
    return db.integer("SELECT count(*) FROM entries WHERE length(key) <> 32");
}

void erase_stray_rows(sqlite_connection &db) {
    db.execute("DELETE FROM entries WHERE length(key) <> 32; DELETE FROM usage WHERE length(key) <> 32");
}

std::string find_damage(sqlite_connection &db) {
    std::string damage;
    auto rows = db.prepare("PRAGMA integrity_check");
    while (rows.step())
        if (const auto line = rows.text(0); line != "ok")
            damage += (damage.empty() ? "" : "; ") + line;
    return damage;
}

} // namespace detail
BROOK_END_NAMESPACE
