// SPDX-License-Identifier: MPL-2.0
// The catalogue: all entries, in the order of their use, without using them.
#include "cache/store/disk_tables.hpp"

#include "cache/store/disk_session.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

std::vector<cache_key> keys_in(sqlite_connection &db) {
    std::vector<cache_key> keys;
    for (const auto &entry : read_catalogue(db))
        keys.push_back(entry.key);
    return keys;
}

} // namespace

TEST_CASE("the catalogue lists entries, the last used first") {
    temporary_directory temporary;
    const auto session = disk_session::open(temporary.path(), if_missing::create, 0);
    auto &db = session->db();
    CHECK(read_catalogue(db).empty());
    for (std::uint64_t i = 0; i < 3; ++i) {
        sqlite_transaction transaction(db);
        session->tables().insert(key_of(i), "recipe " + std::to_string(i), noise(10 + i, 1),
                                 std::chrono::nanoseconds(i));
        transaction.commit();
    }
    CHECK(keys_in(db) == std::vector{key_of(2), key_of(1), key_of(0)});
    const auto newest = read_catalogue(db).at(0);
    CHECK(newest.recipe == "recipe 2");
    CHECK(newest.size == 8 + 12);
    CHECK(newest.cost == std::chrono::nanoseconds(2));
    {
        sqlite_transaction transaction(db);
        session->tables().touch(std::vector{key_of(0)});
        transaction.commit();
    }
    CHECK(keys_in(db) == std::vector{key_of(0), key_of(2), key_of(1)});
    CHECK(keys_in(db) == std::vector{key_of(0), key_of(2), key_of(1)});
    CHECK(find_damage(db).empty());
}

TEST_CASE("rows without a key are counted apart and can be deleted") {
    temporary_directory temporary;
    const auto session = disk_session::open(temporary.path(), if_missing::create, 0);
    auto &db = session->db();
    session->tables().insert(key_of(1), "recipe", noise(10, 1), {});
    CHECK(count_stray_rows(db) == 0);
    db.execute("INSERT INTO entries VALUES(x'00', 1, 1, '', x'00'); INSERT INTO usage VALUES(x'00', 1, 1, 1);"
               "INSERT INTO entries VALUES(zeroblob(33), 1, 1, '', x'00')");
    CHECK(count_stray_rows(db) == 2);
    CHECK(keys_in(db) == std::vector{key_of(1)});
    erase_stray_rows(db);
    CHECK(count_stray_rows(db) == 0);
    CHECK(keys_in(db) == std::vector{key_of(1)});
}
