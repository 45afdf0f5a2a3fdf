// SPDX-License-Identifier: MPL-2.0
// File systems that are full, without inodes, limited for a user, or mounted read-only: what is stored is served, the
// rest is a miss, with one message, and all is well when there is room again.
#include <csignal>
#include <cstdio>
#include <functional>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "cache/store/disk_cache.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/namespaces.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

constexpr std::size_t object_size = 50000;

bool stores(disk_cache &cache, std::uint32_t number) {
    return cache.store(key_of(number), code_of(number, object_size));
}

// Stores until that fails. The number of entries, which is `most` if it does not.
std::uint32_t store_until_full(disk_cache &cache, std::uint32_t most = 200) {
    std::uint32_t stored = 0;
    while (stored < most && stores(cache, stored))
        ++stored;
    return stored;
}

bool finds_all(disk_cache &cache, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i)
        if (cache.find(key_of(i)) != code_of(i, object_size))
            return false;
    return true;
}

bool finds_all(const std::filesystem::path &directory, std::uint32_t count) {
    disk_cache cache(directory);
    return finds_all(cache, count);
}

// Leaves no byte to others.
void fill(const std::filesystem::path &file) {
    const int ballast = open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const std::vector<char> block(4096, 'x');
    for (std::size_t size = block.size(); size > 0; size /= 2)
        while (write(ballast, block.data(), size) > 0) {
        }
    close(ballast);
}

// In a child, whose findings are told on the error stream: assertions do not cross processes.
class findings {
public:
    void expect(bool good, const char *what) {
        if (!good)
            std::fprintf(stderr, "does not hold: %s\n", what);
        all_good_ = all_good_ && good;
    }
    bool all_good() const { return all_good_; }

private:
    bool all_good_ = true;
};

using scene = std::function<void(const std::filesystem::path &, findings &)>;

bool plays(const std::filesystem::path &directory, const scene &work) {
    findings found;
    try {
        work(directory, found);
    } catch (const std::exception &error) {
        found.expect(false, error.what());
    }
    return found.all_good();
}

// Runs `work` with a directory on a file system in memory, mounted with `options`.
void on_small_file_system(const char *options, const scene &work) {
    if (!can_mount())
        return;
    temporary_directory temporary;
    CHECK(true_in_child([&] {
        return own_mounts() && mount("tmpfs", temporary.path().c_str(), "tmpfs", 0, options) == 0 &&
               plays(temporary.path(), work);
    }));
}

// What a process leaves that is killed while it has entries in the log only.
bool leave_a_log(const std::filesystem::path &directory, std::uint32_t number) {
    return true_in_child([&] {
        auto *cache = new disk_cache(directory);
        return stores(*cache, number);
    });
}

} // namespace

TEST_CASE("a disk that fills up stops storing and nothing else, until there is room") {
    on_small_file_system("size=1m,mode=0700", [](const auto &directory, findings &f) {
        write_file((directory / "ballast").string(), std::vector<char>(300000));
        log_capture capture;
        disk_cache cache(directory);
        const auto stored = store_until_full(cache);
        f.expect(stored > 0 && stored < 200, "the disk is full");
        f.expect(finds_all(cache, stored), "what was stored is found");
        f.expect(finds_all(directory, stored), "others find it, too");
        f.expect(!stores(cache, stored), "the disk is still full");
        f.expect(capture.lines().size() == 1 && capture.count("cannot grow") == 1, "one message");
        std::filesystem::remove(directory / "ballast");
        f.expect(stores(cache, stored), "there is room again");
        f.expect(finds_all(directory, stored + 1), "and all is there");
        f.expect(capture.lines().size() == 1, "no further message");
    });
}

TEST_CASE("a disk that is full to the last byte is read") {
    // Nothing beside the database; an index of the log with holes; log and index of a process that was killed.
    for (const int left_behind : {0, 1, 2}) {
        INFO("case " << left_behind);
        on_small_file_system("size=2m,mode=0700", [&](const auto &directory, findings &f) {
            {
                disk_cache cache(directory);
                for (std::uint32_t i = 0; i < 5; ++i)
                    f.expect(stores(cache, i), "there is room in the beginning");
            }
            const auto index = cache_file_in(directory).string() + "-shm";
            if (left_behind == 1) {
                write_file(index, {});
                std::filesystem::resize_file(index, 65536);
                chmod(index.c_str(), 0600);
            } else if (left_behind == 2) {
                f.expect(leave_a_log(directory, 5), "a process leaves its log");
            }
            fill(directory / "ballast");
            log_capture capture;
            disk_cache cache(directory);
            f.expect(finds_all(cache, 5), "what was stored is found");
            f.expect(!stores(cache, 6), "the disk is full");
            f.expect(!stores(cache, 7), "and stays so");
            f.expect(finds_all(cache, 5), "what was stored is still found");
            f.expect(capture.lines().size() == 1, "one message");
            std::filesystem::remove(directory / "ballast");
            cache.set_limit(disk_cache::default_limit / 2); // throws if there is no room
            f.expect(stores(cache, 6), "there is room again");
            f.expect(finds_all(directory, left_behind == 2 ? 6 : 5), "and all is there");
        });
    }
}

TEST_CASE("a disk that fills up while the log is written back loses nothing") {
    // The log is written back when it has 1,000 pages: then there is no room for the database.
    on_small_file_system("size=28m,mode=0700", [](const auto &directory, findings &f) {
        write_file((directory / "ballast").string(), std::vector<char>(4'000'000));
        log_capture capture;
        std::uint32_t stored = 0;
        {
            disk_cache cache(directory);
            stored = store_until_full(cache, 1000);
            f.expect(stored < 1000, "the disk is full");
            f.expect(std::filesystem::file_size(cache_file_in(directory).string() + "-wal") > 1000 * 16384,
                     "and was when it was time to write the log back");
            f.expect(finds_all(cache, stored), "what was stored is found");
        }
        f.expect(finds_all(directory, stored), "others find it, too");
        f.expect(capture.lines().size() == 1, "one message");
        std::filesystem::remove(directory / "ballast");
        disk_cache cache(directory);
        f.expect(stores(cache, stored) && finds_all(cache, stored + 1), "there is room again");
        cache.set_limit(cache.size() / 2);
        f.expect(cache.find(key_of(stored)) == code_of(stored, object_size), "and entries go when they should");
    });
}

TEST_CASE("a file system without inodes is read, and written when there are some") {
    on_small_file_system("size=2m,nr_inodes=12,mode=0700", [](const auto &directory, findings &f) {
        {
            disk_cache cache(directory);
            for (std::uint32_t i = 0; i < 5; ++i)
                f.expect(stores(cache, i), "there is room in the beginning");
        }
        for (int i = 0; i < 12; ++i)
            write_file((directory / ("ballast" + std::to_string(i))).string(), {});
        log_capture capture;
        disk_cache cache(directory);
        f.expect(finds_all(cache, 5), "what was stored is found");
        f.expect(!stores(cache, 5) && !stores(cache, 6), "no log can be made");
        f.expect(finds_all(cache, 5), "what was stored is still found");
        f.expect(capture.lines().size() == 1, "one message");
        for (int i = 0; i < 12; ++i)
            std::filesystem::remove(directory / ("ballast" + std::to_string(i)));
        f.expect(stores(cache, 5), "there are inodes again");
        f.expect(finds_all(directory, 6), "and all is there");
    });
}

TEST_CASE("without an inode for the database there is no disk cache, until there is one") {
    on_small_file_system("size=2m,nr_inodes=1,mode=0700", [](const auto &directory, findings &f) {
        log_capture capture;
        disk_cache cache(directory);
        f.expect(!stores(cache, 0) && !stores(cache, 1), "nothing can be made");
        f.expect(capture.lines().size() == 1 && capture.count("No space left") == 1, "one message");
        f.expect(mount("tmpfs", directory.c_str(), "tmpfs", MS_REMOUNT, "nr_inodes=100") == 0, "more inodes");
        f.expect(stores(cache, 0) && finds_all(directory, 1), "now it can");
    });
}

TEST_CASE("a limit of the system on what a user writes is like a full disk") {
    temporary_directory temporary;
    // As with a quota, a write fails, and not because the disk is full.
    CHECK(true_in_child([&] {
        return plays(temporary.path(), [](const auto &directory, findings &f) {
            std::signal(SIGXFSZ, SIG_IGN);
            rlimit before;
            getrlimit(RLIMIT_FSIZE, &before);
            const rlimit tight{700000, before.rlim_max};
            setrlimit(RLIMIT_FSIZE, &tight);
            log_capture capture;
            disk_cache cache(directory);
            // A write that fails makes room: the log is written back.
            std::uint32_t stored = 0;
            for (int attempt = 0; attempt < 40; ++attempt)
                stored += stores(cache, stored);
            f.expect(stored > 0 && stored < 40, "the limit is reached");
            f.expect(finds_all(cache, stored) && finds_all(directory, stored), "what was stored is found");
            f.expect(capture.lines().size() == 1, "one message");
            setrlimit(RLIMIT_FSIZE, &before);
            f.expect(stores(cache, stored) && finds_all(directory, stored + 1), "without it all is well");
        });
    }));
}

TEST_CASE("a read-only mount serves hits") {
    if (!can_mount())
        return;
    for (const bool log_left : {false, true}) {
        INFO("log left: " << log_left);
        temporary_directory temporary;
        const auto directory = temporary.path() / "cache";
        {
            disk_cache cache(directory);
            for (std::uint32_t i = 0; i < 3; ++i)
                REQUIRE(stores(cache, i));
        }
        if (log_left)
            REQUIRE(leave_a_log(directory, 3));
        const std::uint32_t stored = log_left ? 4 : 3;
        CHECK(true_in_child([&] {
            return own_mounts() && bind_mount(directory, directory, MS_RDONLY) &&
                   plays(directory, [&](const auto &, findings &f) {
                       log_capture capture;
                       disk_cache cache(directory);
                       f.expect(finds_all(cache, stored), "what was stored is found");
                       f.expect(!stores(cache, 7) && !stores(cache, 8), "nothing can be stored");
                       f.expect(finds_all(cache, stored), "what was stored is still found");
                       f.expect(capture.lines().size() == 1, "one message");
                       f.expect(umount2(directory.c_str(), MNT_DETACH) == 0, "the mount goes");
                       f.expect(stores(cache, 7), "now it can be written");
                   });
        }));
    }
}
