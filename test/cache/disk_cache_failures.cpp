// SPDX-License-Identifier: MPL-2.0
// Tests of the disk cache when its surroundings fail: never a wrong result, never a crash, one message per cause.
#include <csignal>
#include <random>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cache/disk_cache.hpp"
#include "cache/disk_schema.hpp"
#include "support/counters.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

// A closed database with `entries` entries, as bytes.
std::vector<char> database_bytes(const temporary_directory &temporary, std::uint32_t entries, std::size_t size = 100) {
    {
        disk_cache cache(temporary.path());
        for (std::uint32_t i = 0; i < entries; ++i)
            REQUIRE(cache.store(key_of(i), code_of(i, size)));
    }
    return read_file(cache_file_in(temporary.path()).string());
}

void put_database(const temporary_directory &temporary, const std::vector<char> &bytes) {
    const auto file = cache_file_in(temporary.path()).string();
    for (const char *suffix : {"", "-wal", "-shm", "-journal"})
        std::filesystem::remove(file + suffix);
    write_file(file, bytes);
    chmod(file.c_str(), 0600);
}

// True if nothing wrong is found now or after storing again.
bool never_wrong(const temporary_directory &temporary, std::uint32_t entries, std::size_t size = 100) {
    disk_cache cache(temporary.path());
    for (int round = 0; round < 2; ++round)
        for (std::uint32_t i = 0; i < entries; ++i) {
            const auto found = cache.find(key_of(i));
            if (found && *found != code_of(i, size))
                return false;
            cache.store(key_of(i), code_of(i, size));
        }
    return true;
}

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

TEST_CASE("a flipped byte anywhere in a database never gives a wrong result") {
    log_capture quiet;
    temporary_directory temporary;
    const auto good = database_bytes(temporary, 2);
    std::mt19937 random(11);
    // Every byte of the header and around it, a sample of the rest (free space, mostly).
    for (std::size_t i = 0; i < good.size(); i += i < 512 || i % 16384 < 40 ? 1 : 1 + random() % 200) {
        auto bad = good;
        bad[i] = static_cast<char>(bad[i] ^ (1 << random() % 8));
        put_database(temporary, bad);
        INFO("byte " << i);
        REQUIRE(never_wrong(temporary, 2));
    }
}

TEST_CASE("a flipped byte anywhere in a stored entry is a miss, and the entry is replaced") {
    log_capture quiet;
    temporary_directory temporary;
    const auto good = database_bytes(temporary, 1);
    const auto object = noise(100, 0);
    const auto *text = reinterpret_cast<const char *>(object.data());
    const auto at = std::search(good.begin(), good.end(), text, text + 100); // incompressible: stored as it is
    REQUIRE(at != good.end());
    const auto end = static_cast<std::size_t>(at - good.begin()) + 100;
    for (std::size_t i = end - 100 - 64; i < end; ++i) {
        auto bad = good;
        bad[i] = static_cast<char>(~bad[i]);
        put_database(temporary, bad);
        disk_cache cache(temporary.path());
        const auto before = process_counters().snapshot();
        REQUIRE_FALSE(cache.find(key_of(0)));
        REQUIRE((process_counters().snapshot() - before).disk_errors == 1);
        REQUIRE(cache.size() == 0);
        REQUIRE(cache.store(key_of(0), code_of(0)));
        REQUIRE(cache.find(key_of(0)) == code_of(0));
    }
}

TEST_CASE("a truncated database is never wrong, and is rebuilt if it is still ours") {
    log_capture quiet;
    temporary_directory temporary;
    const auto good = database_bytes(temporary, 8, 40000);
    REQUIRE(good.size() > 16 * 16384);
    for (std::size_t size = 0; size < good.size(); size += size % 16384 == 0 ? 1000 : 15384) {
        put_database(temporary, {good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)});
        INFO("size " << size);
        REQUIRE(never_wrong(temporary, 8, 40000));
        disk_cache cache(temporary.path());
        if (size == 0 || size >= 16384)
            for (std::uint32_t i = 0; i < 8; ++i)
                CHECK(cache.find(key_of(i)) == code_of(i, 40000));
    }
}

TEST_CASE("a damaged database is emptied in place") {
    log_capture capture;
    temporary_directory temporary;
    auto bytes = database_bytes(temporary, 4, 40000);
    std::fill(bytes.begin() + 16384, bytes.end(), '\x55'); // all but the header
    put_database(temporary, bytes);
    const auto before = identity_of(cache_file_in(temporary.path()));
    disk_cache cache(temporary.path());
    CHECK_FALSE(cache.find(key_of(1)));
    CHECK(cache.store(key_of(1), code_of(1)));
    CHECK(cache.find(key_of(1)) == code_of(1));
    CHECK(identity_of(cache_file_in(temporary.path())) == before);
    CHECK(capture.count(temporary.path().string()) == 1);
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

TEST_CASE("a full disk stops storing and nothing else") {
    temporary_directory temporary;
    if (mount("tmpfs", temporary.path().c_str(), "tmpfs", 0, "size=512k,mode=0700") != 0) {
        WARN("not tested: no permission to mount");
        return;
    }
    {
        log_capture capture;
        disk_cache cache(temporary.path());
        std::uint32_t stored = 0;
        for (std::uint32_t i = 0; i < 40; ++i)
            stored += cache.store(key_of(i), code_of(i, 50000));
        CHECK(stored > 0);
        CHECK(stored < 40);
        std::uint32_t found = 0;
        for (std::uint32_t i = 0; i < 40; ++i)
            if (const auto code = cache.find(key_of(i))) {
                CHECK(*code == code_of(i, 50000));
                ++found;
            }
        CHECK(found == stored);
        CHECK(capture.lines().size() == 1);
    }
    umount(temporary.path().c_str());
}

TEST_CASE("writers that are killed leave a database that works") {
    temporary_directory temporary;
    std::mt19937 random(2);
    for (int round = 0; round < 20; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            disk_cache cache(temporary.path());
            for (std::uint32_t i = 0;; ++i)
                cache.store(key_of(i % 500), code_of(i % 500, 1000));
        }
        usleep(random() % 20000);
        kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        disk_cache cache(temporary.path());
        bool good = true;
        for (std::uint32_t i = 0; i < 500; ++i)
            if (const auto found = cache.find(key_of(i)))
                good = good && *found == code_of(i, 1000);
        REQUIRE(good);
        REQUIRE(cache.store(key_of(1000), code_of(1000)));
        REQUIRE(cache.find(key_of(1000)) == code_of(1000));
    }
}
