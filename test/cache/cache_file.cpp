// SPDX-License-Identifier: MPL-2.0
// Tests of making the cache file, and of judging whose it is.
#include "cache/store/cache_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "test/cache/helper.hpp"
#include "test/cache/strangers.hpp"
#include "test/support/catch.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

TEST_CASE("directory and file are private whatever the umask") {
    for (const mode_t mask : {0000, 0022, 0077, 0777}) {
        temporary_directory temporary;
        const auto directory = temporary.path() / "a" / "b";
        {
            umask_set set(mask);
            create_cache_file(directory, {});
        }
        CHECK(mode_of(temporary.path() / "a") == 0700);
        CHECK(mode_of(directory) == 0700);
        CHECK(mode_of(cache_file_in(directory)) == 0600);
        CHECK(cache_file_exists(directory));
        CHECK_NOTHROW(check_ownership(directory, {}));
        CHECK(is_writable(directory));
    }
}

TEST_CASE("what exists is left as it is") {
    temporary_directory temporary;
    const auto file = cache_file_in(temporary.path());
    CHECK_FALSE(cache_file_exists(temporary.path()));
    CHECK_FALSE(identity_of(file));
    write_file(file.string(), {'x'});
    chmod(temporary.path().c_str(), 0750);
    const auto before = identity_of(file);
    create_cache_file(temporary.path(), {});
    CHECK(identity_of(file) == before);
    CHECK(mode_of(temporary.path()) == 0750);
    CHECK(read_file(file.string()).size() == 1);
}

TEST_CASE("a directory that cannot be made is reported") {
    temporary_directory temporary;
    write_file((temporary.path() / "file").string(), {});
    CHECK_THROWS_AS(create_cache_file(temporary.path() / "file" / "below", {}), std::runtime_error);
    CHECK_THROWS_AS(create_cache_file("/proc/brook_test/x", {}), std::runtime_error);
}

TEST_CASE("what others can write is refused") {
    temporary_directory temporary;
    const auto directory = temporary.path() / "d";
    create_cache_file(directory, {});
    const auto file = cache_file_in(directory);
    for (const mode_t mode : {0777, 0702, 01777}) {
        chmod(directory.c_str(), mode);
        CHECK_THROWS_AS(check_ownership(directory, {}), cache_file_refused);
    }
    chmod(directory.c_str(), 0700);
    chmod(file.c_str(), 0602);
    CHECK_THROWS_AS(check_ownership(directory, {}), cache_file_refused);
    chmod(file.c_str(), 0600);
    CHECK_NOTHROW(check_ownership(directory, {}));
    if (!is_root())
        return;
    REQUIRE(chown(directory.c_str(), 0, team) == 0);
    chmod(directory.c_str(), 0770);
    CHECK_THROWS_AS(check_ownership(directory, {}), cache_file_refused);
    chmod(directory.c_str(), 0750);
    CHECK_NOTHROW(check_ownership(directory, {}));
    REQUIRE(chown(file.c_str(), stranger, 0) == 0);
    CHECK_THROWS_AS(check_ownership(directory, {}), cache_file_refused);
    REQUIRE(chown(file.c_str(), 0, 0) == 0);
    REQUIRE(chown(directory.c_str(), stranger, 0) == 0);
    CHECK_THROWS_AS(check_ownership(directory, {}), cache_file_refused);
}

TEST_CASE("only a regular file is taken") {
    temporary_directory temporary;
    const auto file = cache_file_in(temporary.path());
    CHECK_THROWS_AS(check_ownership(temporary.path(), {}), std::runtime_error);
    std::filesystem::create_directory(file);
    CHECK_THROWS_AS(check_ownership(temporary.path(), {}), cache_file_refused);
    std::filesystem::remove(file);
    REQUIRE(mkfifo(file.c_str(), 0600) == 0);
    CHECK_THROWS_AS(check_ownership(temporary.path(), {}), cache_file_refused);
    std::filesystem::remove(file);
    write_file((temporary.path() / "other").string(), {});
    std::filesystem::create_symlink("other", file);
    CHECK_THROWS_AS(check_ownership(temporary.path(), {}), cache_file_refused);
}

TEST_CASE("what lies beside the database is judged, too") {
    for (const char *suffix : {"-wal", "-shm", "-journal"}) {
        temporary_directory temporary;
        create_cache_file(temporary.path(), {});
        const auto beside = cache_file_in(temporary.path()).string() + suffix;
        write_file(beside, {});
        chmod(beside.c_str(), 0644);
        CHECK_NOTHROW(check_ownership(temporary.path(), {}));
        chmod(beside.c_str(), 0646);
        CHECK_THROWS_AS(check_ownership(temporary.path(), {}), cache_file_refused);
        std::filesystem::remove(beside);
        std::filesystem::create_symlink(cache_file_in(temporary.path()).filename(), beside);
        CHECK_THROWS_AS(check_ownership(temporary.path(), {}), cache_file_refused);
        CHECK_THROWS_AS(check_kind(temporary.path()), cache_file_refused);
    }
}

TEST_CASE("a file with a second name is refused") {
    temporary_directory temporary;
    create_cache_file(temporary.path(), {});
    CHECK_NOTHROW(check_kind(temporary.path()));
    std::filesystem::create_hard_link(cache_file_in(temporary.path()), temporary.path() / "second");
    CHECK_THROWS_AS(check_ownership(temporary.path(), {}), cache_file_refused);
    CHECK_THROWS_AS(check_kind(temporary.path()), cache_file_refused);
}

TEST_CASE("a directory behind a link or below what others can write is refused") {
    temporary_directory temporary;
    create_cache_file(temporary.path() / "a" / "b", {});
    std::filesystem::create_directory_symlink("a/b", temporary.path() / "link");
    CHECK_THROWS_AS(check_ownership(temporary.path() / "link", {}), cache_file_refused);
    CHECK_THROWS_AS(create_cache_file(temporary.path() / "link", {}), cache_file_refused);
    chmod((temporary.path() / "a").c_str(), 0777);
    CHECK_THROWS_AS(check_ownership(temporary.path() / "a" / "b", {}), cache_file_refused);
}

TEST_CASE("a file for a group belongs to it") {
    if (!is_root())
        return;
    temporary_directory temporary;
    const auto directory = temporary.path() / "d";
    chmod(temporary.path().c_str(), 0755);
    std::filesystem::create_directory(directory);
    REQUIRE(chown(directory.c_str(), stranger, team) == 0);
    chmod(directory.c_str(), 02770);
    const trusted_users members{{}, true};
    CHECK(true_as_user(stranger, team, [&] {
        const umask_set mask(077);
        create_cache_file(directory, members);
        check_ownership(directory, members);
        return true;
    }));
    struct stat about;
    REQUIRE(lstat(cache_file_in(directory).c_str(), &about) == 0);
    CHECK((about.st_mode & 07777) == 0660);
    CHECK(about.st_gid == team);
    CHECK(true_as_user(stranger + 1, team, [&] {
        check_ownership(directory, members);
        return is_writable(directory);
    }));
    CHECK_THROWS_AS(check_ownership(directory, {}), cache_file_refused);
    // A directory that the group may only read is not shared.
    chmod(directory.c_str(), 0755);
    CHECK(true_as_user(stranger, team, [&] {
        std::filesystem::remove(cache_file_in(directory));
        create_cache_file(directory, members);
        return mode_of(cache_file_in(directory)) == 0600;
    }));
}
