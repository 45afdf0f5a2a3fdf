// SPDX-License-Identifier: MPL-2.0
// A large database, and many readers.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "benchmark/cache/rows.hpp"
#include "benchmark/support/building.hpp"
#include "cache/store/disk_cache.hpp"
#include "cache/store/disk_schema.hpp"
#include "cache/store/entry_format.hpp"
#include "cache/trust/secret.hpp"

namespace {

using namespace brook::detail;

recipe recipe_of(std::uint64_t number) {
    recipe r("benchmark", 1);
    r.add("number", number);
    return r;
}

cache_key key_of(std::uint64_t number) { return recipe_of(number).key(); }

stored_code code_of(std::uint32_t seed, std::size_t size) {
    std::mt19937_64 random(seed);
    stored_code code;
    for (std::size_t i = 0; i < size; i += 8) {
        const auto word = random();
        for (int k = 0; k < 8; ++k)
            code.object.push_back(static_cast<std::byte>(word >> (8 * k)));
    }
    code.recipe = recipe_of(seed).text();
    return code;
}

// Entries of 1 MB that are in the way of a small one, which is looked up; their seals do not matter.
void fill(const std::string &directory, int megabytes) {
    disk_cache cache(directory);
    timing::require(cache.store(key_of(0), code_of(0, 10000)), "of the first insertion");
    sqlite_connection db(cache_file_in(directory), sqlite_connection::mode::read_write);
    configure_connection(db);
    disk_tables tables(db);
    const sealer how{seal_kind::mac, secret_of(directory)};
    const auto payload = encode_entry(key_of(1), code_of(1, 1000000), how);
    for (int i = 1; i <= megabytes;) {
        sqlite_transaction transaction(db);
        for (int k = 0; k < 100 && i <= megabytes; ++k, ++i)
            tables.insert(key_of(i), recipe_of(i).text(), payload, {});
        transaction.commit();
    }
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

// The system forgets what it has read of the file.
void drop_from_page_cache(const std::filesystem::path &file) {
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    fdatasync(descriptor);
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    close(descriptor);
}

} // namespace

void large_database(const settings &s) {
    const char *wanted = std::getenv("BROOK_BENCHMARK_MEGABYTES");
    const int megabytes = s.check_only ? 10 : wanted != nullptr ? std::atoi(wanted) : 2000;
    const auto directory = s.directory + "/large";
    fill(directory, megabytes);
    const auto first_hit = [&] {
        disk_cache cache(directory);
        timing::require(cache.find(key_of(0)) == code_of(0, 10000), "of a large database");
    };
    drop_from_page_cache(cache_file_in(directory));
    const auto cold = timing::once(first_hit), warm = timing::best(5, first_hit);
    if (!s.check_only)
        print(fmt::format("first hit in a database of {} MB: file not in memory, and in memory", megabytes),
              fmt::format("{:.1f} ms, {:.2f} ms", cold / 1e3, warm / 1e3));
    std::filesystem::remove_all(directory);
}

void many_readers(const settings &s) {
    const auto directory = s.directory + "/readers";
    {
        disk_cache cache(directory);
        for (std::uint32_t i = 0; i < 100; ++i)
            timing::require(cache.store(key_of(i), code_of(i, 10000)), "of an insertion");
    }
    const auto seconds = std::chrono::milliseconds(s.check_only ? 10 : 3000);
    std::vector<double> times;
    std::mutex mutex;
    {
        std::vector<std::jthread> threads;
        for (std::uint32_t t = 0; t < 16; ++t)
            threads.emplace_back([&, t] {
                disk_cache cache(directory); // a connection of its own, as in a process of its own
                std::mt19937 random(t);
                std::vector<double> mine;
                const auto end = std::chrono::steady_clock::now() + seconds;
                while (std::chrono::steady_clock::now() < end)
                    mine.push_back(timing::once(
                        [&] { timing::require(cache.find(key_of(random() % 100)).has_value(), "of a reader"); }));
                std::lock_guard lock(mutex);
                times.insert(times.end(), mine.begin(), mine.end());
            });
    }
    if (s.check_only)
        return;
    std::sort(times.begin(), times.end());
    print("16 readers, entries of 10 kB: hits a second, and the time of all but a hundredth",
          fmt::format("{:.0f}, {:.2f} ms", double(times.size()) / std::chrono::duration<double>(seconds).count(),
                      times[times.size() * 99 / 100] / 1e3));
}
