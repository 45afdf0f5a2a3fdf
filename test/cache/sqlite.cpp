// SPDX-License-Identifier: MPL-2.0
// Tests of the wrapper around SQLite.
#include "cache/store/sqlite.hpp"

#include <functional>

#include "cache/store/cache_file.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;

namespace {

std::filesystem::path empty_file(const temporary_directory &directory, const char *name = "a?b#c%d e.db") {
    const auto file = directory.path() / name;
    cache_test::write_file(file.string(), {});
    return file;
}

sqlite_failure failure_of(const std::function<void()> &work) {
    try {
        work();
    } catch (const sqlite_error &error) {
        return error.kind();
    }
    FAIL("nothing was thrown");
    return {};
}

using mode = sqlite_connection::mode;

} // namespace

TEST_CASE("values come back as they were bound, empty ones too") {
    temporary_directory directory;
    sqlite_connection db(empty_file(directory), mode::read_write);
    db.execute("CREATE TABLE t(a INTEGER, b TEXT, c BLOB) STRICT");
    const auto blob = cache_test::noise(1000, 1);
    const std::string text("a\0b", 3);
    const char *insert = "INSERT INTO t VALUES(?1, ?2, ?3)";
    db.run(insert, std::int64_t{-5}, text, blob);
    db.run(insert, INT64_MAX, std::string_view(), std::span<const std::byte>());
    {
        auto rows = db.prepare("SELECT a, b, c FROM t ORDER BY a");
        REQUIRE(rows.step());
        CHECK(rows.integer(0) == -5);
        CHECK(rows.text(1) == text);
        CHECK(rows.bytes(2) == blob);
        REQUIRE(rows.step());
        CHECK(rows.integer(0) == INT64_MAX);
        CHECK(rows.text(1).empty());
        CHECK_FALSE(rows.is_null(2));
        CHECK(rows.bytes(2).empty());
        CHECK_FALSE(rows.step());
    }
    CHECK(db.integer("SELECT a FROM t WHERE a = 0", 17) == 17);
    CHECK(db.integer("SELECT max(a) FROM t WHERE a = 0", 18) == 18);
}

TEST_CASE("a transaction that is not committed did not happen") {
    temporary_directory directory;
    const auto file = empty_file(directory);
    sqlite_connection db(file, mode::read_write), other(file, mode::read_write);
    db.execute("CREATE TABLE t(a)");
    {
        sqlite_transaction transaction(db);
        db.execute("INSERT INTO t VALUES(1)");
        other.set_patience(0);
        CHECK(failure_of([&] { sqlite_transaction second(other); }) == sqlite_failure::busy);
    }
    CHECK(db.integer("SELECT count(*) FROM t") == 0);
    {
        sqlite_transaction transaction(db);
        db.execute("INSERT INTO t VALUES(1)");
        transaction.commit();
    }
    CHECK(other.integer("SELECT count(*) FROM t") == 1);
}

TEST_CASE("failures say what they mean for the file") {
    temporary_directory directory;
    const auto file = empty_file(directory);
    CHECK(failure_of([&] { sqlite_connection(directory.path() / "none.db", mode::read_write); }) ==
          sqlite_failure::other);
    {
        sqlite_connection db(file, mode::read_write);
        db.execute("CREATE TABLE t(a)");
    }
    sqlite_connection reader(file, mode::read_only);
    CHECK(failure_of([&] { reader.execute("INSERT INTO t VALUES(1)"); }) == sqlite_failure::read_only);
    CHECK(failure_of([&] { reader.execute("nonsense"); }) == sqlite_failure::other);
    CHECK(failure_of([&] { reader.prepare("nonsense"); }) == sqlite_failure::other);
    const auto text = empty_file(directory, "text.db");
    cache_test::write_file(text.string(), std::vector<char>(2000, 'x'));
    sqlite_connection not_a_database(text, mode::read_write);
    CHECK(failure_of([&] { not_a_database.integer("SELECT 1 FROM sqlite_schema"); }) == sqlite_failure::not_a_database);
    CHECK(sqlite_connection(file, mode::immutable).integer("SELECT count(*) FROM t") == 0);
}

TEST_CASE("triggers and views do not run") {
    temporary_directory directory;
    sqlite_connection db(empty_file(directory), mode::read_write);
    db.execute("CREATE TABLE t(a); CREATE TABLE u(a); CREATE VIEW v AS SELECT 1 AS a;"
               "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO u VALUES(1); END; INSERT INTO t VALUES(1)");
    CHECK(db.integer("SELECT count(*) FROM u") == 0);
    CHECK(failure_of([&] { db.integer("SELECT a FROM v"); }) == sqlite_failure::other);
}

TEST_CASE("resetting empties a database in place") {
    temporary_directory directory;
    const auto file = empty_file(directory);
    sqlite_connection db(file, mode::read_write);
    db.execute("PRAGMA journal_mode=WAL; CREATE TABLE t(a); INSERT INTO t VALUES(1)");
    const auto before = identity_of(file);
    db.reset_to_empty();
    CHECK(db.integer("SELECT count(*) FROM sqlite_schema") == 0);
    CHECK(identity_of(file) == before);
}
