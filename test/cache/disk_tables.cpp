// SPDX-License-Identifier: MPL-2.0
// Tests of the statements of the disk cache.
#include "cache/store/disk_tables.hpp"

#include "cache/store/cache_file.hpp"
#include "cache/store/disk_schema.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

struct tables_fixture {
    static std::filesystem::path file_in(const std::filesystem::path &directory) {
        create_cache_file(directory, {});
        return cache_file_in(directory);
    }
    tables_fixture() {
        configure_connection(db);
        create_schema(db);
    }
    void insert(std::uint64_t number, std::size_t size, std::chrono::nanoseconds cost = {}) {
        tables.insert(key_of(number), "", noise(size, 1), cost);
    }
    bool has(std::uint64_t number) { return tables.contains(key_of(number)); }

    temporary_directory directory;
    sqlite_connection db{file_in(directory.path()), sqlite_connection::mode::read_write};
    disk_tables tables{db};
};

} // namespace

TEST_CASE_METHOD(tables_fixture, "rows come back as inserted, and count with all their bytes") {
    const auto payload = noise(50000, 3);
    tables.insert(key_of(1), "text", payload, {});
    const auto row = tables.read(key_of(1));
    REQUIRE(row);
    CHECK(row->recipe == "text");
    CHECK(row->payload == payload);
    CHECK_FALSE(row->long_unused);
    CHECK(tables.total() == 50004);
    CHECK_FALSE(tables.read(key_of(2)));
    CHECK_FALSE(tables.contains(key_of(2)));
    tables.erase_if(key_of(1), noise(50000, 4));
    CHECK(has(1));
    tables.erase_if(key_of(1), payload);
    CHECK_FALSE(has(1));
    CHECK(tables.total() == 0);
}

TEST_CASE_METHOD(tables_fixture, "the least recently used entries go first") {
    for (std::uint64_t i = 1; i <= 4; ++i)
        insert(i, 10);
    const cache_key used[] = {key_of(2), key_of(1), key_of(99)};
    tables.touch(used);
    CHECK(db.integer("SELECT count(*) FROM usage") == 4);
    tables.evict_down_to(30);
    CHECK_FALSE(has(3));
    tables.evict_down_to(19);
    CHECK_FALSE(has(4));
    CHECK_FALSE(has(2));
    CHECK(has(1));
    tables.evict_down_to(0);
    CHECK(tables.total() == 0);
    CHECK(db.integer("SELECT count(*) FROM usage") == 0);
}

TEST_CASE_METHOD(tables_fixture, "the logical clock is renumbered before it overflows") {
    for (std::uint64_t i = 1; i <= 3; ++i)
        insert(i, 10);
    db.execute("UPDATE usage SET last_use = 9223372036854775807 - 3 + last_use");
    const cache_key used[] = {key_of(1)};
    tables.touch(used);
    CHECK(db.integer("SELECT max(last_use) FROM usage") < 10);
    tables.evict_down_to(20);
    CHECK_FALSE(has(2));
    CHECK((has(1) && has(3)));
}

TEST_CASE_METHOD(tables_fixture, "the clock of priorities goes back to the beginning before it overflows") {
    for (std::uint64_t i = 1; i <= 3; ++i)
        insert(i, 10);
    const std::string late = std::to_string((std::int64_t{1} << 62) + 5);
    db.execute(("INSERT INTO settings VALUES('clock', " + late + "); UPDATE usage SET priority = " + late).c_str());
    const cache_key used[] = {key_of(1)};
    tables.touch(used);
    CHECK(db.integer("SELECT max(priority) FROM usage") == 1);
    tables.evict_down_to(20);
    CHECK_FALSE(has(2));
    CHECK((has(1) && has(3)));
}

TEST_CASE_METHOD(tables_fixture, "what took long to make outlives what did not, for as long as that is a benefit") {
    insert(0, 1000, std::chrono::seconds(1));
    for (std::uint64_t i = 1; i <= 20; ++i) {
        insert(i, 1000, std::chrono::milliseconds(1));
        tables.evict_down_to(3000);
        CHECK((has(0) && has(i)));
    }
    for (std::uint64_t i = 21; has(0) && i < 1000; ++i) {
        insert(i, 1000, std::chrono::milliseconds(1));
        tables.evict_down_to(3000);
    }
    CHECK_FALSE(has(0));
}

TEST_CASE_METHOD(tables_fixture, "an entry that many others have overtaken is long unused") {
    insert(1, 10);
    insert(2, 10);
    db.execute("UPDATE usage SET last_use = last_use + 2000 WHERE last_use = 2");
    CHECK(tables.read(key_of(1))->long_unused);
    CHECK_FALSE(tables.read(key_of(2))->long_unused);
}

TEST_CASE_METHOD(tables_fixture, "tables that somebody else wrote into do not trap the eviction") {
    insert(1, 10);
    insert(2, 10);
    db.execute("DELETE FROM usage");
    tables.evict_down_to(10);
    CHECK(tables.total() == 0);
    insert(1, 10);
    db.execute("INSERT INTO usage VALUES(x'00', 1, -5, -5), (zeroblob(32), 1, -4, -4)");
    insert(2, 10);
    tables.evict_down_to(10);
    CHECK(tables.total() == 10);
    CHECK(tables.contains(key_of(2)));
}

TEST_CASE_METHOD(tables_fixture, "the limit is a row, with a default") {
    CHECK(tables.limit() == std::int64_t{20} << 30);
    tables.set_limit(5);
    CHECK(tables.limit() == 5);
    tables.set_limit(0);
    CHECK(tables.limit() == 0);
}

TEST_CASE_METHOD(tables_fixture, "clearing gives the space back") {
    insert(1, 2000000);
    db.execute("PRAGMA wal_checkpoint(PASSIVE)");
    CHECK(std::filesystem::file_size(cache_file_in(directory.path())) > 2000000);
    tables.erase_all();
    tables.shrink_file();
    CHECK(std::filesystem::file_size(cache_file_in(directory.path())) < 300000);
}
