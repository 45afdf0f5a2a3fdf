// SPDX-License-Identifier: MPL-2.0
// Tests of making the cache file, and of judging whose it is.
#include "cache/cache_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;

namespace {

unsigned mode_of(const std::filesystem::path &path) {
    struct stat about;
    return stat(path.c_str(), &about) == 0 ? about.st_mode & 07777u : 0;
}

struct umask_set {
    explicit umask_set(mode_t mask) : previous(umask(mask)) {}
    ~umask_set() { umask(previous); }
    mode_t previous;
};

} // namespace

TEST_CASE("directory and file are private whatever the umask") {
    for (const mode_t mask : {0000, 0022, 0077, 0777}) {
        temporary_directory temporary;
        const auto directory = temporary.path() / "a" / "b";
        {
            umask_set set(mask);
            create_cache_file(directory);
        }
        CHECK(mode_of(temporary.path() / "a") == 0700);
        CHECK(mode_of(directory) == 0700);
        CHECK(mode_of(cache_file_in(directory)) == 0600);
        CHECK(cache_file_exists(directory));
        CHECK_NOTHROW(check_ownership(directory));
        CHECK(is_writable(directory));
    }
}

TEST_CASE("what exists is left as it is") {
    temporary_directory temporary;
    const auto file = cache_file_in(temporary.path());
    CHECK_FALSE(cache_file_exists(temporary.path()));
    CHECK_FALSE(identity_of(file));
    cache_test::write_file(file.string(), {'x'});
    chmod(temporary.path().c_str(), 0750);
    const auto before = identity_of(file);
    create_cache_file(temporary.path());
    CHECK(identity_of(file) == before);
    CHECK(mode_of(temporary.path()) == 0750);
    CHECK(cache_test::read_file(file.string()).size() == 1);
}

TEST_CASE("a directory that cannot be made is reported") {
    temporary_directory temporary;
    cache_test::write_file((temporary.path() / "file").string(), {});
    CHECK_THROWS_AS(create_cache_file(temporary.path() / "file" / "below"), std::runtime_error);
    CHECK_THROWS_AS(create_cache_file("/proc/brook_test/x"), std::runtime_error);
}

TEST_CASE("what others can write is refused") {
    temporary_directory temporary;
    const auto directory = temporary.path() / "d";
    create_cache_file(directory);
    const auto file = cache_file_in(directory);
    for (const mode_t mode : {0777, 0702, 01777}) {
        chmod(directory.c_str(), mode);
        CHECK_THROWS_AS(check_ownership(directory), cache_file_refused);
    }
    chmod(directory.c_str(), 0700);
    chmod(file.c_str(), 0602);
    CHECK_THROWS_AS(check_ownership(directory), cache_file_refused);
    chmod(file.c_str(), 0600);
    CHECK_NOTHROW(check_ownership(directory));
    if (geteuid() != 0)
        return;
    REQUIRE(chown(directory.c_str(), 0, 12345) == 0);
    chmod(directory.c_str(), 0770);
    CHECK_THROWS_AS(check_ownership(directory), cache_file_refused);
    chmod(directory.c_str(), 0750);
    CHECK_NOTHROW(check_ownership(directory));
    REQUIRE(chown(file.c_str(), 12345, 0) == 0);
    CHECK_THROWS_AS(check_ownership(directory), cache_file_refused);
    REQUIRE(chown(file.c_str(), 0, 0) == 0);
    REQUIRE(chown(directory.c_str(), 12345, 0) == 0);
    CHECK_THROWS_AS(check_ownership(directory), cache_file_refused);
}

TEST_CASE("only a regular file is taken") {
    temporary_directory temporary;
    const auto file = cache_file_in(temporary.path());
    CHECK_THROWS_AS(check_ownership(temporary.path()), std::runtime_error);
    std::filesystem::create_directory(file);
    CHECK_THROWS_AS(check_ownership(temporary.path()), cache_file_refused);
    std::filesystem::remove(file);
    REQUIRE(mkfifo(file.c_str(), 0600) == 0);
    CHECK_THROWS_AS(check_ownership(temporary.path()), cache_file_refused);
    std::filesystem::remove(file);
    cache_test::write_file((temporary.path() / "other").string(), {});
    std::filesystem::create_symlink("other", file);
    CHECK_THROWS_AS(check_ownership(temporary.path()), cache_file_refused);
}
