// SPDX-License-Identifier: MPL-2.0
// Tests of the disk cache whose database was damaged, cut off or written by somebody else: never a wrong result.
#include <algorithm>
#include <random>
#include <vector>

#include <sys/stat.h>

#include "cache/store/disk_cache.hpp"
#include "cache/store/disk_schema.hpp"
#include "cache/store/entry_format.hpp"
#include "support/counters.hpp"
#include "test/cache/database_files.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

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
            const auto key = key_of(0);
            db.run("UPDATE entries SET recipe = ?1, payload = ?2 WHERE key = ?3", wrong.recipe, payload,
                   std::as_bytes(std::span(key.bytes)));
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
