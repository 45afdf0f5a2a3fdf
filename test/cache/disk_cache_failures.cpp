// SPDX-License-Identifier: MPL-2.0
// Tests of the disk cache when its surroundings fail: never a wrong result, never a crash, one message per cause.
#include <algorithm>
#include <random>

#include <sys/stat.h>
#include <unistd.h>

#include "cache/disk_cache.hpp"
#include "cache/disk_schema.hpp"
#include "cache/entry_format.hpp"
#include "support/counters.hpp"
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

// Flips a bit of each byte that `chosen` chooses.
template <typename Chosen>
void flip_bytes(Chosen chosen) {
    log_capture quiet;
    temporary_directory temporary;
    const auto good = database_bytes(temporary, 2);
    std::mt19937 random(11);
    for (std::size_t i = 0; i < good.size(); ++i) {
        if (!chosen(i, random))
            continue;
        auto bad = good;
        bad[i] = static_cast<char>(bad[i] ^ (1 << random() % 8));
        put_database(temporary, bad);
        INFO("byte " << i);
        REQUIRE(never_wrong(temporary, 2));
    }
}

// Up to a hundred bytes in one or several places.
void overwrite_at_random(int trials) {
    log_capture quiet;
    temporary_directory temporary;
    const auto good = database_bytes(temporary, 4, 20000);
    std::mt19937 random(13);
    for (int trial = 0; trial < trials; ++trial) {
        auto bad = good;
        const auto run = 1 + random() % 20;
        for (auto runs = 1 + random() % 5; runs > 0; --runs)
            std::generate_n(bad.begin() + static_cast<std::ptrdiff_t>(random() % (bad.size() - run)), run,
                            [&] { return static_cast<char>(random()); });
        put_database(temporary, bad);
        INFO("trial " << trial);
        REQUIRE(never_wrong(temporary, 4, 20000));
    }
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
    // Every byte of the header and around it, a sample of the rest (free space, mostly).
    flip_bytes([](std::size_t i, std::mt19937 &random) { return i < 512 || i % 16384 < 40 || random() % 300 == 0; });
}

TEST_CASE("each byte of a database, flipped, never gives a wrong result", "[.torture]") {
    flip_bytes([](std::size_t, std::mt19937 &) { return true; });
}

TEST_CASE("bytes written over at random never give a wrong result") { overwrite_at_random(100); }

TEST_CASE("bytes written over at random 10,000 times never give a wrong result", "[.torture]") {
    overwrite_at_random(10'000);
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
    for (std::size_t i = end - 100 - 160; i < end; ++i) {
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

TEST_CASE("what else may lie beside a database does no harm") {
    log_capture quiet;
    temporary_directory temporary;
    const auto good = database_bytes(temporary, 3);
    for (const char *suffix : {"-wal", "-shm", "-journal"})
        for (const std::size_t size : {0, 1, 100, 40000}) {
            put_database(temporary, good);
            const auto beside = cache_file_in(temporary.path()).string() + suffix;
            write_file(beside, std::vector<char>(size, 'x'));
            chmod(beside.c_str(), 0600);
            INFO(suffix << " of " << size);
            disk_cache cache(temporary.path());
            for (std::uint32_t i = 0; i < 3; ++i)
                CHECK(cache.find(key_of(i)) == code_of(i));
            CHECK(cache.store(key_of(3), code_of(3)));
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

TEST_CASE("an entry that somebody else wrote into the database is not believed") {
    const auto wrong = code_of(99);
    for (const auto &how : {sealer{seal_kind::digest, {}}, sealer{seal_kind::mac, secret_number(5)},
                            sealer{seal_kind::signature, secret_number(5)}}) {
        log_capture capture;
        temporary_directory temporary;
        disk_cache cache(temporary.path());
        REQUIRE(cache.store(key_of(0), code_of(0)));
        REQUIRE(cache.store(key_of(1), code_of(1)));
        const auto payload = encode_entry(key_of(0), wrong, how);
        {
            sqlite_connection db(cache_file_in(temporary.path()), sqlite_connection::mode::read_write);
            auto plant = db.prepare("UPDATE entries SET recipe = ?1, payload = ?2 WHERE key = ?3");
            const auto key = key_of(0);
            plant.bind(1, wrong.recipe).bind(2, payload).bind(3, std::as_bytes(std::span(key.bytes))).step();
        }
        CHECK_FALSE(cache.find(key_of(0)));
        CHECK(cache.find(key_of(1)) == code_of(1));
        CHECK(capture.lines().size() == 1);
        CHECK(cache.store(key_of(0), code_of(0)));
        CHECK(cache.find(key_of(0)) == code_of(0));
    }
}

TEST_CASE("an entry under the key of another is not believed") {
    log_capture quiet;
    temporary_directory temporary;
    disk_cache cache(temporary.path());
    REQUIRE(cache.store(key_of(0), code_of(0)));
    REQUIRE(cache.store(key_of(1), code_of(1)));
    {
        sqlite_connection db(cache_file_in(temporary.path()), sqlite_connection::mode::read_write);
        db.execute("UPDATE entries SET recipe = (SELECT max(recipe) FROM entries),"
                   "payload = (SELECT payload FROM entries ORDER BY recipe DESC LIMIT 1)");
    }
    CHECK_FALSE(cache.find(key_of(0)));
    CHECK(cache.find(key_of(1)) == code_of(1));
}

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

TEST_CASE("files as a power failure may leave them give right entries or none") {
    log_capture quiet;
    temporary_directory temporary;
    disk_cache cache(temporary.path());
    for (std::uint32_t i = 0; i < 20; ++i)
        REQUIRE(cache.store(key_of(i), code_of(i, 3000)));
    // While the cache is open, nearly everything is in the log.
    const auto file = cache_file_in(temporary.path()).string();
    const auto database = read_file(file), log = read_file(file + "-wal");
    REQUIRE(log.size() > 20 * 3000);
    std::mt19937 random(3);
    int found_any = 0;
    for (int trial = 0; trial < 60; ++trial) {
        temporary_directory other;
        put_database(other, database);
        auto rest = log;
        rest.resize(random() % log.size());
        if (trial % 2 == 1) // sectors that were written in another order
            std::fill_n(rest.begin() + static_cast<std::ptrdiff_t>(random() % (rest.size() / 2 + 1)),
                        std::min<std::size_t>(512, rest.size() / 2), '\0');
        const auto beside = cache_file_in(other.path()).string() + "-wal";
        write_file(beside, rest);
        chmod(beside.c_str(), 0600);
        disk_cache after(other.path());
        for (std::uint32_t i = 0; i < 20; ++i)
            if (const auto found = after.find(key_of(i))) {
                REQUIRE(*found == code_of(i, 3000));
                ++found_any;
            }
        REQUIRE(after.store(key_of(100), code_of(100)));
        REQUIRE(after.find(key_of(100)) == code_of(100));
    }
    CHECK(found_any > 0);
}
