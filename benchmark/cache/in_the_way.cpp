// SPDX-License-Identifier: MPL-2.0
// A process that is stopped while it holds the lock of the database, and a database with flipped bytes.
#include <csignal>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "benchmark/cache/rows.hpp"
#include "benchmark/support/building.hpp"
#include "cache/store/cache_file.hpp"
#include "cache/store/sqlite.hpp"

namespace {

using brook::llvm_state;
using namespace brook::detail;

// A process that has begun to write, and was stopped.
class stopped_writer {
public:
    explicit stopped_writer(const std::string &directory) {
        int ready[2];
        timing::require(pipe(ready) == 0, "a pipe");
        child_ = fork();
        if (child_ == 0) {
            sqlite_connection db(cache_file_in(directory), sqlite_connection::mode::read_write);
            db.execute("BEGIN IMMEDIATE");
            (void)!write(ready[1], "x", 1);
            for (;;)
                pause();
        }
        char x = 0;
        timing::require(read(ready[0], &x, 1) == 1, "of the stopped writer");
        kill(child_, SIGSTOP);
        close(ready[0]);
        close(ready[1]);
    }
    ~stopped_writer() {
        kill(child_, SIGKILL);
        waitpid(child_, nullptr, 0);
    }

private:
    pid_t child_;
};

double hit_from_disk(double expected) {
    llvm_state::clear_memcache();
    return timing::once([&] { timing::require(build_and_step(0) == expected, "of a hit"); });
}

std::vector<char> bytes_of(const std::string &file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// 0: the right result; otherwise wrong, or a crash.
int result_in_child(const std::string &directory, double expected) {
    const pid_t child = fork();
    if (child == 0) {
        (void)!freopen("/dev/null", "w", stderr);
        llvm_state::clear_memcache();
        llvm_state::set_diskcache_path(directory);
        _exit(build_and_step(0) == expected ? 0 : 1);
    }
    int status = 1;
    waitpid(child, &status, 0);
    return status;
}

} // namespace

void stopped_lock_holder(const settings &s) {
    building::forget_everything();
    const auto expected = build_and_step(0), other = build_and_step(1);
    (void)llvm_state::get_diskcache_size(); // waits until both are stored
    const auto free_hit = timing::best(5, [&] { hit_from_disk(expected); });
    llvm_state::set_diskcache_enabled(false);
    llvm_state::clear_memcache();
    const auto free_miss = timing::once([&] { timing::require(build_and_step(1) == other, "of a miss"); });
    llvm_state::set_diskcache_enabled(true);
    const stopped_writer writer(s.directory);
    const auto hit = hit_from_disk(expected);
    const auto miss = timing::once([&] { build_and_step(2); });
    if (!s.check_only)
        print("another process is stopped in the midst of a transaction: hit from disk, and miss (before)",
              fmt::format("{:.2f} ms ({:.2f}), {:.1f} ms ({:.1f})", hit / 1e3, free_hit / 1e3, miss / 1e3,
                          free_miss / 1e3));
}

void flipped_bytes(const settings &s) {
    const std::string original = s.directory + "/original", damaged = s.directory + "/damaged";
    llvm_state::set_diskcache_path(original);
    llvm_state::clear_memcache();
    const auto expected = build_and_step(0);
    (void)llvm_state::get_diskcache_size();
    llvm_state::set_diskcache_path(damaged);
    (void)llvm_state::get_diskcache_size(); // makes the directory
    llvm_state::set_diskcache_path(s.directory);
    sqlite_connection(cache_file_in(original), sqlite_connection::mode::read_write)
        .execute("PRAGMA wal_checkpoint(TRUNCATE)");
    const auto good = bytes_of(cache_file_in(original).string());
    std::mt19937 random(1);
    const int trials = s.check_only ? 3 : 300;
    int bad = 0;
    for (int i = 0; i < trials; ++i) {
        auto bytes = good;
        bytes[random() % bytes.size()] ^= static_cast<char>(1 + random() % 255);
        for (const char *suffix : {"-wal", "-shm"})
            std::remove((cache_file_in(damaged).string() + suffix).c_str());
        std::ofstream(cache_file_in(damaged), std::ios::binary).write(bytes.data(), std::streamsize(bytes.size()));
        bad += result_in_child(damaged, expected) != 0;
    }
    timing::require(bad == 0, "of a damaged database");
    if (!s.check_only)
        print(fmt::format("a flipped byte in a database of {} kB, {} trials: crashes and wrong results",
                          good.size() / 1000, trials),
              fmt::format("{}", bad));
}
