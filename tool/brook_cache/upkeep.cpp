// SPDX-License-Identifier: MPL-2.0
// verify, gc, limit and clear.
#include <iostream>
#include <limits>

#include <unistd.h>

#include "cache/store/disk_cache.hpp"
#include "cache/store/disk_tables.hpp"
#include "support/error.hpp"
#include "support/hash.hpp"
#include "tool/brook_cache/entries.hpp"
#include "tool/brook_cache/progress.hpp"

namespace brook_cache {

using namespace brook::detail;

namespace {

struct bad_entry {
    cache_key key;
    std::string reason;
};

struct findings {
    std::string damage; // of the file, in SQLite's words
    std::vector<bad_entry> bad;
    std::int64_t stray = 0; // rows whose key is no key
    std::size_t checked = 0;

    bool good() const { return damage.empty() && bad.empty() && stray == 0; }
};

// What is wrong with an entry; empty if nothing is.
std::string fault_of(disk_session &database, const catalogue_entry &entry, const layer_trust &trust) {
    const auto row = database.tables().read(entry.key);
    if (!row)
        return {}; // evicted meanwhile
    const auto checked = check_entry(entry.key, row->recipe, row->payload, trust);
    if (!checked.code)
        return checked.reason;
    if (entry.size != disk_tables::size_of(row->recipe, row->payload))
        return "its size is not the one that is recorded";
    const auto system = field(row->recipe, "system");
    if (!system.empty() && system != "blake2b:" + to_hex(hash_of(std::span<const std::byte>(checked.code->source))))
        return "its source is that of another system";
    return {};
}

// Opens the database, too, since damage may prevent that.
findings look_at(const std::filesystem::path &directory) {
    findings f;
    try {
        const auto database = open_database(directory);
        if (!database)
            return f;
        f.damage = find_damage(database->db());
        f.stray = count_stray_rows(database->db());
        const auto entries = read_catalogue(database->db());
        const auto trust = entries.empty() ? layer_trust() : own_trust(directory);
        progress bar("verify", entries.size());
        for (const auto &entry : entries) {
            if (auto fault = fault_of(*database, entry, trust); !fault.empty())
                f.bad.push_back({entry.key, std::move(fault)});
            ++f.checked;
            bar.advance();
        }
    } catch (const sqlite_error &error) {
        if (error.kind() != sqlite_failure::damaged)
            throw;
        f.damage = f.damage.empty() ? error.what() : f.damage;
    }
    return f;
}

void repair(const findings &f, const std::filesystem::path &directory) {
    if (!f.damage.empty())
        return rebuild_damaged_database(std::filesystem::absolute(directory), patience);
    const auto database = open_database(directory);
    if (!database)
        return;
    sqlite_transaction transaction(database->db());
    for (const auto &bad : f.bad)
        database->tables().erase(bad.key);
    erase_stray_rows(database->db());
    transaction.commit();
}

} // namespace

int verify(const context &c, bool repairs) {
    const auto f = look_at(c.directory);
    if (repairs && !f.good())
        repair(f, c.directory);
    if (c.as_json) {
        print(json_object()
                  .add("good", f.good())
                  .add("checked", f.checked)
                  .add("damage", f.damage)
                  .add("stray_rows", f.stray)
                  .add("repaired", repairs && !f.good())
                  .add("bad", json_list(f.bad, [](const bad_entry &b) {
                           return json(json_object().add("key", b.key.hex()).add("reason", b.reason));
                       })));
    } else {
        for (const auto &bad : f.bad)
            fmt::print("{}: {}\n", bad.key.hex(), bad.reason);
        if (!f.damage.empty())
            fmt::print("the database is damaged: {}\n", f.damage);
        if (f.stray != 0)
            fmt::print("{} rows have a key that is none\n", f.stray);
        fmt::print("{} entries checked, {} bad{}\n", f.checked, f.bad.size(),
                   f.good()           ? ""
                   : !repairs         ? "; --repair deletes what is bad"
                   : f.damage.empty() ? "; deleted"
                                      : "; the database was emptied");
    }
    return f.good() || repairs ? done : negative;
}

int collect_garbage(const context &c) {
    const auto database = open_database(c.directory);
    if (database) {
        disk_cache cache(c.directory);
        cache.set_limit(cache.limit());
    }
    const auto left = database ? database->tables().total() : 0;
    if (c.as_json)
        print(json_object().add("bytes", left));
    else
        fmt::print("{} are left\n", with_unit(left));
    return done;
}

int limit(const context &c, std::optional<std::uint64_t> bytes) {
    if (bytes && *bytes > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        throw_invalid_argument("the limit must be less than 2^63 bytes, but {} was given", *bytes);
    std::int64_t now = disk_tables::default_limit;
    if (bytes) {
        now = static_cast<std::int64_t>(*bytes);
        disk_cache(c.directory).set_limit(now);
    } else if (const auto database = open_database(c.directory)) {
        now = database->tables().limit();
    }
    if (c.as_json)
        print(json_object().add("limit", now));
    else
        fmt::print("{}\n", with_unit(now));
    return done;
}

int clear(const context &c, bool sure) {
    const auto count = entries_of(open_database(c.directory).get()).size();
    if (!sure) {
        if (isatty(STDIN_FILENO) != 1)
            throw std::invalid_argument("clear asks on the terminal, and there is none: give --yes");
        fmt::print(stderr, "Delete {} entries in \"{}\"? [y/N] ", count, c.directory.string());
        std::string answer;
        if (!std::getline(std::cin, answer) || (answer != "y" && answer != "yes"))
            return negative;
    }
    if (count != 0)
        disk_cache(c.directory).clear();
    if (c.as_json)
        print(json_object().add("deleted", count));
    else
        fmt::print("{} entries deleted\n", count);
    return done;
}

} // namespace brook_cache
