// SPDX-License-Identifier: MPL-2.0
// Tests of making and recognising the tables.
#include "cache/store/disk_schema.hpp"

#include "cache/store/cache_file.hpp"
#include "test/support/catch.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;

namespace {

struct fresh_database {
    fresh_database() {
        configure_connection(db);
        create_schema(db);
    }
    static std::filesystem::path file_in(const std::filesystem::path &directory) {
        create_cache_file(directory, {});
        return cache_file_in(directory);
    }
    temporary_directory directory;
    sqlite_connection db{file_in(directory.path()), sqlite_connection::mode::read_write};
};

} // namespace

TEST_CASE("the database is set up as promised") {
    fresh_database fresh;
    CHECK(cache_file_in("x").filename() == "brook_cache.v" + std::to_string(schema_version) + ".db");
    CHECK_FALSE(check_schema(fresh.db));
    CHECK_NOTHROW(create_schema(fresh.db));
    CHECK(fresh.db.integer("PRAGMA application_id") == schema_application_id);
    CHECK(fresh.db.integer("PRAGMA user_version") == schema_version);
    CHECK(fresh.db.integer("PRAGMA page_size") == 16384);
    CHECK(fresh.db.integer("PRAGMA auto_vacuum") == 2);
    CHECK(fresh.db.integer("PRAGMA synchronous") == 1);
    CHECK(fresh.db.integer("PRAGMA trusted_schema") == 0);
    CHECK(fresh.db.prepare("SELECT 1 FROM pragma_journal_mode WHERE journal_mode = 'wal'").step());
}

TEST_CASE("an empty database is free to take, any other is not") {
    temporary_directory directory;
    sqlite_connection db(fresh_database::file_in(directory.path()), sqlite_connection::mode::read_write);
    CHECK(check_schema(db));
    db.execute("CREATE TABLE t(a)");
    CHECK_THROWS_AS(check_schema(db), foreign_database);
    CHECK_THROWS_AS(create_schema(db), foreign_database);
}

TEST_CASE("what differs from our tables in any way is foreign") {
    for (const char *change :
         {"PRAGMA application_id=1", "PRAGMA application_id=0", "PRAGMA user_version=4", "PRAGMA user_version=2",
          "PRAGMA user_version=0", "CREATE TABLE more(a)", "CREATE VIEW v AS SELECT 1",
          "CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM entries; END", "DROP TABLE settings",
          "DROP INDEX entries_by_size", "ALTER TABLE entries ADD COLUMN more INTEGER",
          "DROP TABLE usage; CREATE TABLE usage(key BLOB, last_use INTEGER)",
          "CREATE TRIGGER t AFTER UPDATE ON usage BEGIN UPDATE entries SET payload = zeroblob(9); END",
          "CREATE TRIGGER t BEFORE DELETE ON entries BEGIN SELECT raise(IGNORE); END",
          "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
          "ALTER TABLE entries RENAME TO e; CREATE VIEW entries AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT "
          "i + 1 FROM n) SELECT NULL AS key, i AS size, '' AS recipe, x'' AS payload FROM n",
          "ALTER TABLE settings ADD COLUMN more BLOB AS (zeroblob(1000000000))",
          "DROP TABLE usage; CREATE TABLE usage(key BLOB PRIMARY KEY NOT NULL, last_use INTEGER NOT NULL AS (1)) "
          "STRICT, WITHOUT ROWID; CREATE INDEX usage_by_last_use ON usage(last_use)"}) {
        INFO(change);
        fresh_database fresh;
        fresh.db.execute(change);
        CHECK_THROWS_AS(check_schema(fresh.db), foreign_database);
    }
    fresh_database analysed;
    analysed.db.execute("INSERT INTO settings VALUES('limit', 1); ANALYZE");
    CHECK_FALSE(check_schema(analysed.db));
}

TEST_CASE("a trigger or view under a name of SQLite's own is foreign") {
    for (const char *statement :
         {"INSERT INTO sqlite_schema VALUES('trigger', 'sqlite_stat1', 'entries', 0, "
          "'CREATE TRIGGER sqlite_stat1 AFTER INSERT ON entries BEGIN DELETE FROM entries; END')",
          "INSERT INTO sqlite_schema VALUES('view', 'sqlite_stat1', 'sqlite_stat1', 0, "
          "'CREATE VIEW sqlite_stat1 AS SELECT 1')"}) {
        INFO(statement);
        fresh_database fresh;
        fresh.db.tolerate_damage(true); // which makes the schema writable
        fresh.db.execute(statement);
        fresh.db.tolerate_damage(false);
        CHECK_THROWS_AS(check_schema(fresh.db), foreign_database);
    }
}

TEST_CASE("pages of another size are foreign") {
    temporary_directory directory;
    sqlite_connection db(fresh_database::file_in(directory.path()), sqlite_connection::mode::read_write);
    db.execute("PRAGMA page_size=65536; CREATE TABLE t(a); DROP TABLE t");
    create_schema(db);
    REQUIRE(db.integer("PRAGMA page_size") == 65536);
    CHECK_THROWS_AS(check_schema(db), foreign_database);
}
