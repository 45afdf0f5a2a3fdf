// SPDX-License-Identifier: MPL-2.0
// Tests of opening, closing and rebuilding the database file.
#include "cache/store/disk_session.hpp"

#include "cache/store/disk_schema.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

TEST_CASE("a session makes what is missing only when asked to") {
    temporary_directory temporary;
    const auto directory = temporary.path() / "d";
    CHECK(disk_session::open(directory, if_missing::give_up, 0) == nullptr);
    CHECK_FALSE(std::filesystem::exists(directory));
    auto session = disk_session::open(directory, if_missing::create, 0);
    REQUIRE(session);
    CHECK(session->writable());
    CHECK(session->is_current());
    CHECK(session->is_of_this_process());
    CHECK(true_in_child([&] { return !session->is_of_this_process(); }));
    CHECK(disk_session::open(directory, if_missing::give_up, 0) != nullptr);
}

TEST_CASE("closing the session of a replaced file leaves the new files alone") {
    temporary_directory temporary;
    const auto file = cache_file_in(temporary.path());
    auto old_session = disk_session::open(temporary.path(), if_missing::create, 0);
    old_session->tables().insert(key_of(1), "", noise(100, 1), {});
    for (const char *suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(file.string() + suffix);
    CHECK_FALSE(old_session->is_current());
    auto new_session = disk_session::open(temporary.path(), if_missing::create, 0);
    new_session->tables().insert(key_of(2), "", noise(100, 2), {});
    old_session.reset();
    CHECK(std::filesystem::exists(file.string() + "-wal"));
    CHECK(new_session->tables().contains(key_of(2)));
    auto third = disk_session::open(temporary.path(), if_missing::create, 0);
    CHECK(third->tables().contains(key_of(2)));
    CHECK_FALSE(third->tables().contains(key_of(1)));
}

TEST_CASE("rebuilding empties our own database and nobody else's") {
    temporary_directory temporary;
    const auto file = cache_file_in(temporary.path());
    {
        auto session = disk_session::open(temporary.path(), if_missing::create, 0);
        session->tables().insert(key_of(1), "", noise(100, 1), {});
    }
    const auto before = identity_of(file);
    rebuild_damaged_database(temporary.path(), 50);
    CHECK(identity_of(file) == before);
    {
        auto session = disk_session::open(temporary.path(), if_missing::create, 0);
        CHECK(session->tables().total() == 0);
        CHECK(session->db().integer("PRAGMA page_size") == 16384);
        CHECK(session->db().integer("PRAGMA auto_vacuum") == 2);
        session->db().execute("PRAGMA user_version=4");
    }
    CHECK_THROWS_AS(rebuild_damaged_database(temporary.path(), 50), foreign_database);
    sqlite_connection(file, sqlite_connection::mode::read_write).execute("PRAGMA application_id=2");
    CHECK_THROWS_AS(rebuild_damaged_database(temporary.path(), 50), foreign_database);
}
