// SPDX-License-Identifier: MPL-2.0
// SQL of the catalogue. Reads only: looking at entries is no use of them.
#include "cache/store/catalogue.hpp"

#include <algorithm>

BROOK_BEGIN_NAMESPACE
namespace detail {

std::vector<catalogue_entry> read_catalogue(sqlite_connection &db) {
    std::vector<catalogue_entry> entries;
    auto rows = db.prepare("SELECT e.key, e.recipe, e.size, e.cost FROM entries AS e LEFT JOIN usage AS u "
                           "ON u.key = e.key WHERE length(e.key) = 32 ORDER BY u.last_use DESC, e.key");
    while (rows.step()) {
        catalogue_entry entry{{}, rows.text(1), rows.integer(2), std::chrono::nanoseconds(rows.integer(3))};
        const auto key = rows.bytes(0);
        std::transform(key.begin(), key.end(), entry.key.bytes.begin(), std::to_integer<std::uint8_t>);
        entries.push_back(std::move(entry));
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
