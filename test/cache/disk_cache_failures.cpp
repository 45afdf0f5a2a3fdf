// SPDX-License-Identifier: MPL-2.0
// Tests of the disk cache when its surroundings fail: never a wrong result, never a crash, one message per cause.
#include <sys/stat.h>
#include <unistd.h>

#include "cache/store/disk_cache.hpp"
#include "cache/store/disk_schema.hpp"
#include "test/cache/database_files.hpp"
#include "test/cache/helper.hpp"
#include "test/cache/strangers.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/environment.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

// Runs `work` without the privileges that make root immune to file modes.
template <typename Work>
bool true_as_ordinary_user(const std::filesystem::path &directory, Work &&work) {
    return true_in_child([&] {
        if (geteuid() == 0) {
            for (const auto &entry : std::filesystem::directory_iterator(directory))
                if (chown(entry.path().c_str(), 65534, 65534) != 0)
                    return false;
            if (chown(directory.c_str(), 65534, 65534) != 0 || setegid(65534) != 0 || seteuid(65534) != 0)
                return false;
        }
        return work();
    });
}

} // namespace

TEST_CASE("a lost secret is an empty cache that fills again, with one message") {
    temporary_directory temporary, state;
    const environment_guard guard("XDG_STATE_HOME", state.path().c_str());
    const auto directory = temporary.path() / "cache";
    constexpr std::uint32_t entries = 5;
    const auto fill = [&] {
        disk_cache cache(directory);
        for (std::uint32_t i = 0; i < entries; ++i)
            cache.store(key_of(i), code_of(i));
    };
    const auto found = [&] {
        disk_cache cache(directory);
        std::uint32_t count = 0;
        for (std::uint32_t i = 0; i < entries; ++i)
            count += cache.find(key_of(i)) == code_of(i);
        return count;
    };
    // In children, because a process remembers its secret.
    REQUIRE(true_in_child([&] { return fill(), found() == entries; }));
    std::filesystem::remove_all(state.path() / "brook");
    CHECK(true_in_child([&] {
        log_capture capture;
        const bool lost = found() == 0;
        fill();
        return lost && found() == entries && capture.lines().size() == 1 && capture.count("another secret") == 1;
    }));
    CHECK(true_in_child([&] {
        log_capture capture;
        return found() == entries && capture.lines().empty();
    }));
    // Deleted while the cache is in use: the process goes on with what it knows.
    CHECK(true_in_child([&] {
        log_capture capture;
        const bool before = found() == entries;
        std::filesystem::remove_all(state.path() / "brook");
        return before && found() == entries && capture.lines().empty();
    }));
}

TEST_CASE("without a secret nothing is kept on disk, with one message") {
    temporary_directory temporary, state;
    const auto secret_file = state.path() / "brook" / "secret";
    const environment_guard guard("XDG_STATE_HOME", state.path().c_str());
    std::filesystem::create_directory(state.path() / "brook");
    const auto refused = [&](const char *reason) {
        return true_in_child([&] {
            log_capture capture;
            disk_cache cache(temporary.path() / "cache");
            bool nothing = true;
            for (std::uint32_t i = 0; i < 3; ++i)
                nothing = nothing && !cache.find(key_of(i)) && !cache.store(key_of(i), code_of(i));
            return nothing && capture.lines().size() == 1 && capture.count(reason) == 1 &&
                   !std::filesystem::exists(temporary.path() / "cache");
        });
    };
    write_file(secret_file.string(), std::vector<char>(31, 'x'));
    chmod(secret_file.c_str(), 0600);
    CHECK(refused("has 31 bytes"));
    write_file(secret_file.string(), std::vector<char>(32, 'x'));
    chmod(secret_file.c_str(), 0644);
    CHECK(refused("has mode 0644"));
    std::filesystem::rename(secret_file, state.path() / "brook" / "other");
    std::filesystem::create_symlink("other", secret_file);
    CHECK(refused("is a symbolic link"));
    std::filesystem::remove(secret_file);
    std::filesystem::create_directory(secret_file);
    CHECK(refused("is not a regular file"));
    std::filesystem::remove(secret_file);
    chmod((state.path() / "brook").c_str(), 0777);
    CHECK(refused("can be written by other users"));
    std::filesystem::remove_all(state.path() / "brook");
    write_file((state.path() / "brook").string(), {});
    CHECK(refused("Not a directory"));
}

TEST_CASE("without a home the secret lies in the cache's own directory") {
    temporary_directory temporary;
    CHECK(true_in_child([&] {
        for (const char *name : {"XDG_STATE_HOME", "XDG_CACHE_HOME"})
            unsetenv(name);
        setenv("HOME", "nowhere", 1);
        if (!state_directory_from(current_directory_hints()).empty())
            return true; // the user database has a home
        disk_cache cache(temporary.path());
        return cache.store(key_of(0), code_of(0)) && cache.find(key_of(0)) == code_of(0) &&
               std::filesystem::exists(temporary.path() / "secret");
    }));
}

TEST_CASE("a group shares a cache on request") {
    if (!is_root())
        return;
    temporary_directory temporary;
    chmod(temporary.path().c_str(), 0755);
    const auto directory = temporary.path() / "cache";
    std::filesystem::create_directory(directory);
    REQUIRE(chown(directory.c_str(), 0, team) == 0);
    chmod(directory.c_str(), 02770);
    const environment_guard on("BROOK_CACHE_GROUP", "1"), home("XDG_STATE_HOME", temporary.path().c_str());
    // The first member leaves the cache open, so that files beside the database are shared as well.
    for (const bool killed : {false, true})
        for (std::uint32_t member = 0; member < 3; ++member)
            CHECK(true_as_user(stranger + member, team, [&] {
                log_capture capture;
                auto *cache = new disk_cache(directory);
                bool good = true;
                for (std::uint32_t i = 0; i < (killed ? 3 : member); ++i)
                    good = good && cache->find(key_of(i)) == code_of(i);
                good = good && cache->store(key_of(member), code_of(member)) && capture.lines().empty();
                if (!killed)
                    delete cache;
                return good;
            }));
    CHECK(true_as_user(stranger, team + 1, [&] { return !disk_cache(directory).find(key_of(0)); }));
    // Each member takes part in what the first one began: making code once.
    for (std::uint32_t member = 0; member < 2; ++member)
        CHECK(true_as_user(stranger + member, team, [&] {
            process_lock lock;
            return disk_cache(directory).lock_for_making(lock, key_of(7), std::chrono::milliseconds(0)) ==
                   process_lock::outcome::at_once;
        }));
    const environment_guard off("BROOK_CACHE_GROUP", nullptr);
    log_capture quiet;
    CHECK_FALSE(true_as_user(stranger, team, [&] { return disk_cache(directory).find(key_of(0)).has_value(); }));
}

TEST_CASE("a file that is not ours is left alone, with one warning") {
    temporary_directory temporary;
    const auto good = database_bytes(temporary, 1);
    const auto file = cache_file_in(temporary.path());
    const auto with_number = [&](std::size_t offset, char last_byte) {
        auto bytes = good;
        bytes[offset + 3] = last_byte;
        return bytes;
    };
    const std::vector<char> foreign[] = {
        std::vector<char>(5000, 'x'),                           // no database
        with_number(68, 0),                                     // wrong application_id
        with_number(60, static_cast<char>(schema_version + 1)), // newer user_version
    };
    for (const auto &bytes : foreign) {
        temporary_directory other;
        put_database(other, bytes);
        log_capture capture;
        disk_cache cache(other.path());
        for (std::uint32_t i = 0; i < 3; ++i) {
            CHECK_FALSE(cache.find(key_of(0)));
            CHECK_FALSE(cache.store(key_of(0), code_of(0)));
        }
        CHECK_THROWS_AS(cache.size(), std::runtime_error);
        CHECK_THROWS_AS(cache.limit(), std::runtime_error);
        CHECK_THROWS_AS(cache.set_limit(1), std::runtime_error);
        CHECK_THROWS_AS(cache.clear(), std::runtime_error);
        CHECK(capture.count(other.path().string()) == 1);
        CHECK(read_file(cache_file_in(other.path()).string()) == bytes);
        // Another file is another chance.
        std::filesystem::remove(cache_file_in(other.path()));
        CHECK(cache.store(key_of(0), code_of(0)));
        CHECK(cache.find(key_of(0)) == code_of(0));
    }
}

TEST_CASE("something else under the name of the database is left alone") {
    log_capture capture;
    for (int kind = 0; kind < 3; ++kind) {
        temporary_directory temporary;
        const auto file = cache_file_in(temporary.path());
        if (kind == 0)
            std::filesystem::create_directory(file);
        else if (kind == 1)
            REQUIRE(mkfifo(file.c_str(), 0600) == 0);
        else
            std::filesystem::create_symlink("nowhere", file);
        const auto before = identity_of(file);
        disk_cache cache(temporary.path());
        CHECK_FALSE(cache.find(key_of(0)));
        CHECK_FALSE(cache.store(key_of(0), code_of(0)));
        CHECK(identity_of(file) == before);
        CHECK(capture.count(temporary.path().string()) == 1);
    }
}

TEST_CASE("a directory that others can write is not used") {
    log_capture capture;
    temporary_directory temporary;
    chmod(temporary.path().c_str(), 0777);
    disk_cache cache(temporary.path());
    CHECK_FALSE(cache.store(key_of(0), code_of(0)));
    CHECK_FALSE(cache.find(key_of(0)));
    CHECK(capture.count("written by other users") == 1);
}

TEST_CASE("a directory that cannot be made costs one warning") {
    log_capture capture;
    disk_cache cache("/proc/brook_test/cache");
    for (std::uint32_t i = 0; i < 3; ++i) {
        CHECK_FALSE(cache.find(key_of(i)));
        CHECK_FALSE(cache.store(key_of(i), code_of(i)));
    }
    CHECK_THROWS_AS(cache.size(), std::runtime_error);
    CHECK(capture.lines().size() == 1);
}

TEST_CASE("a read-only directory still serves hits") {
    for (const bool left_open : {false, true}) {
        temporary_directory temporary;
        std::unique_ptr<disk_cache> writer; // while it lives, the newest entries are in the write-ahead log
        writer = std::make_unique<disk_cache>(temporary.path());
        REQUIRE(writer->store(key_of(0), code_of(0)));
        if (!left_open)
            writer.reset();
        const auto file = cache_file_in(temporary.path());
        CHECK(true_as_ordinary_user(temporary.path(), [&] {
            chmod(file.c_str(), 0400);
            chmod(temporary.path().c_str(), 0500);
            log_capture capture;
            disk_cache cache(temporary.path());
            bool good = true;
            for (int i = 0; i < 3; ++i) {
                good = good && cache.find(key_of(0)) == code_of(0);
                good = good && !cache.store(key_of(1), code_of(1)) && !cache.find(key_of(1));
            }
            chmod(temporary.path().c_str(), 0700);
            chmod(file.c_str(), 0600);
            // Permission given later is noticed.
            return good && capture.lines().size() == 1 && cache.store(key_of(1), code_of(1)) &&
                   cache.find(key_of(1)) == code_of(1);
        }));
    }
}

TEST_CASE("deleting or replacing the directory while it is used is noticed") {
    log_capture capture;
    temporary_directory temporary;
    const auto directory = temporary.path() / "d";
    disk_cache cache(directory);
    for (std::uint32_t round = 0; round < 3; ++round) {
        REQUIRE(cache.store(key_of(round), code_of(round)));
        CHECK(cache.find(key_of(round)) == code_of(round));
        if (round == 1)
            std::filesystem::rename(directory, temporary.path() / "elsewhere");
        else
            std::filesystem::remove_all(directory);
        CHECK_FALSE(cache.find(key_of(round)));
    }
    REQUIRE(cache.store(key_of(7), code_of(7)));
    CHECK(disk_cache(directory).find(key_of(7)) == code_of(7));
    CHECK(disk_cache(temporary.path() / "elsewhere").find(key_of(1)) == code_of(1));
    CHECK(capture.lines().empty());
}

TEST_CASE("a process that holds the lock blocks nobody") {
    log_capture capture;
    temporary_directory temporary;
    disk_cache cache(temporary.path());
    REQUIRE(cache.store(key_of(0), code_of(0)));
    sqlite_connection holder(cache_file_in(temporary.path()), sqlite_connection::mode::read_write);
    {
        sqlite_transaction held(holder);
        CHECK(cache.find(key_of(0)) == code_of(0));
        CHECK(disk_cache(temporary.path()).find(key_of(0)) == code_of(0));
        for (std::uint32_t i = 1; i < 100; ++i) // each but the first gives up at once
            CHECK_FALSE(cache.store(key_of(i), code_of(i)));
        CHECK(cache.find(key_of(0)) == code_of(0));
        CHECK_THROWS_AS(cache.set_limit(5), std::runtime_error);
    }
    CHECK(capture.lines().size() == 1);
    CHECK(cache.store(key_of(1), code_of(1)));
    CHECK(cache.find(key_of(1)) == code_of(1));
}
