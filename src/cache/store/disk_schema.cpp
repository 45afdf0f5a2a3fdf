// SPDX-License-Identifier: MPL-2.0
// Recency lives in a side table, because updating a column of a row rewrites the row, and ours hold code. The index on
// sizes serves their sum without touching those rows. Times are ticks of a logical clock: wall clocks jump. Benefit and
// priority are those of benefit.hpp, costs are nanoseconds.
#include "cache/store/disk_schema.hpp"

#include <fmt/format.h>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::int64_t schema_page_size = 16384;

struct schema_object {
    const char *name;
    const char *sql; // as SQLite keeps it, and gives it back for comparison
};

constexpr schema_object objects[] = {
    {"entries", "CREATE TABLE entries(key BLOB PRIMARY KEY NOT NULL, size INTEGER NOT NULL, cost INTEGER NOT NULL, "
                "recipe TEXT NOT NULL, payload BLOB NOT NULL) STRICT"},
    {"entries_by_size", "CREATE INDEX entries_by_size ON entries(size)"},
    {"settings", "CREATE TABLE settings(name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) STRICT"},
    {"usage", "CREATE TABLE usage(key BLOB PRIMARY KEY NOT NULL, benefit INTEGER NOT NULL, priority INTEGER NOT NULL, "
              "last_use INTEGER NOT NULL) STRICT, WITHOUT ROWID"},
    {"usage_by_last_use", "CREATE INDEX usage_by_last_use ON usage(last_use)"},
    {"usage_by_priority", "CREATE INDEX usage_by_priority ON usage(priority, last_use)"},
};

// Other tables could carry other columns; triggers and views could run on our behalf. Tables and indices of SQLite
// itself, such as the statistics of ANALYZE, do no harm.
void check_objects(sqlite_connection &db) {
    std::size_t found = 0;
    auto rows = db.prepare("SELECT name, sql FROM sqlite_schema "
                           "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR type NOT IN ('table', 'index')");
    while (rows.step()) {
        const auto name = rows.text(0), sql = rows.text(1);
        bool known = false;
        for (const auto &object : objects)
            known = known || (name == object.name && sql == object.sql);
        if (!known)
            throw foreign_database("it contains something this version of brook did not make");
        ++found;
    }
    if (found != std::size(objects))
        throw foreign_database("its tables are incomplete");
}

// Inside a transaction: the numbers must be of one moment, or a database in the making looks like somebody else's.
bool check_snapshot(sqlite_connection &db) {
    const auto id = db.integer("PRAGMA application_id");
    const auto version = db.integer("PRAGMA user_version");
    const auto count = db.integer("SELECT count(*) FROM sqlite_schema");
    if (id == 0 && version == 0 && count == 0)
        return true;
    if (id != schema_application_id)
        throw foreign_database("it is the database of another program");
    if (version > schema_version)
        throw foreign_database("it was made by a newer version of brook");
    if (version < schema_version)
        throw foreign_database("it was made by an older version of brook");
    if (db.integer("PRAGMA page_size") != schema_page_size)
        throw foreign_database("its pages have another size than those of brook");
    check_objects(db);
    return false;
}

} // namespace

bool check_schema(sqlite_connection &db) {
    sqlite_transaction transaction(db, sqlite_transaction::kind::read);
    return check_snapshot(db);
}

void configure_connection(sqlite_connection &db) {
    // No memory mapping: a truncated or vanishing file must be an error code, not SIGBUS.
    db.execute("PRAGMA mmap_size=0; PRAGMA cell_size_check=ON; PRAGMA synchronous=NORMAL;"
               "PRAGMA journal_size_limit=4194304");
}

void create_schema(sqlite_connection &db) {
    // These are properties of the file, to be set before anything is in it. Where the write-ahead log is impossible
    // (some network file systems) SQLite keeps its rollback journal, which is slower and as safe.
    db.execute(
        fmt::format("PRAGMA page_size={}; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL", schema_page_size)
            .c_str());
    sqlite_transaction transaction(db);
    if (!check_snapshot(db))
        return;
    for (const auto &object : objects)
        db.execute(object.sql);
    db.execute(
        fmt::format("PRAGMA application_id={}; PRAGMA user_version={}", schema_application_id, schema_version).c_str());
    transaction.commit();
}

} // namespace detail
BROOK_END_NAMESPACE
