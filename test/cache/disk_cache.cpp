// SPDX-License-Identifier: MPL-2.0
// Tests of the disk cache in order: contents, recency, limits, and other processes.
#include "cache/store/disk_cache.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include <sys/stat.h>

#include "cache/store/disk_session.hpp"
#include "cache/store/disk_tables.hpp"
#include "support/counters.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/on_file_system.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

TEST_CASE("what is stored is found, by every cache of the directory") {
    temporary_directory temporary;
    disk_cache cache(temporary.path()), other(temporary.path());
    CHECK_FALSE(cache.find(key_of(1)));
    CHECK_FALSE(std::filesystem::exists(cache_file_in(temporary.path())));
    const auto before = process_counters().snapshot();
    CHECK(cache.store(key_of(1), code_of(1)));
    CHECK(cache.store(key_of(2), code_of(2, 300000)));
    CHECK(cache.find(key_of(1)) == code_of(1));
    CHECK(other.find(key_of(2)) == code_of(2, 300000));
    CHECK_FALSE(other.find(key_of(3)));
    CHECK(cache.size() == stored_size(1, code_of(1)) + stored_size(2, code_of(2, 300000)));
    CHECK(other.size() == cache.size());
    CHECK(cache.store(key_of(1), code_of(9)));
    CHECK(cache.find(key_of(1)) == code_of(1));
    CHECK((process_counters().snapshot() - before).disk_stores == 2);
    CHECK((process_counters().snapshot() - before).disk_errors == 0);
    cache.erase(key_of(1));
    CHECK_FALSE(other.find(key_of(1)));
    cache.clear();
    CHECK(other.size() == 0);
    CHECK_FALSE(other.find(key_of(2)));
}

TEST_CASE("the disk cache does what the model does") {
    temporary_directory temporary;
    auto cache = std::make_unique<disk_cache>(temporary.path());
    std::vector<std::pair<std::uint64_t, std::int64_t>> model; // most recently used first
    std::int64_t limit = 4000;
    cache->set_limit(limit);
    const auto total = [&] {
        std::int64_t sum = 0;
        for (const auto &e : model)
            sum += e.second;
        return sum;
    };
    const auto used = [&](std::uint64_t key) {
        const auto at = std::find_if(model.begin(), model.end(), [&](auto &e) { return e.first == key; });
        if (at == model.end())
            return false;
        std::rotate(model.begin(), at, at + 1);
        return true;
    };
    std::mt19937 random(5);
    for (int step = 0; step < 1500; ++step) {
        const std::uint64_t key = random() % 30;
        const auto dice = random() % 100;
        if (dice == 0) {
            limit = random() % 6000;
            cache->set_limit(limit);
            while (total() > limit)
                model.pop_back();
        } else if (dice == 1) {
            cache = std::make_unique<disk_cache>(temporary.path()); // recency survives
        } else if (dice < 60) {
            REQUIRE(cache->find(key_of(key)).has_value() == used(key));
        } else {
            const auto code = code_of(static_cast<std::uint32_t>(key), random() % 800);
            const auto size = stored_size(key, code);
            const bool there = used(key);
            REQUIRE(cache->store(key_of(key), code) == (there || size <= limit));
            if (!there && size <= limit) {
                while (total() + size > limit)
                    model.pop_back();
                model.insert(model.begin(), {key, size});
            }
        }
        REQUIRE(cache->size() == total());
    }
}

TEST_CASE("a stored entry equal to the limit fits, a larger one evicts nothing") {
    temporary_directory temporary;
    disk_cache cache(temporary.path());
    const auto size = stored_size(1, code_of(1));
    CHECK(cache.limit() == std::int64_t{20} << 30);
    cache.set_limit(size);
    CHECK(cache.store(key_of(1), code_of(1)));
    CHECK(cache.size() == size);
    CHECK_FALSE(cache.store(key_of(2), code_of(2, 200)));
    CHECK(cache.find(key_of(1)));
    cache.set_limit(size - 1);
    CHECK(cache.size() == 0);
    CHECK_FALSE(cache.store(key_of(1), code_of(1)));
    cache.set_limit(0);
    CHECK_FALSE(cache.store(key_of(1), stored_code{}));
    CHECK(cache.size() == 0);
    CHECK_THROWS_AS(cache.set_limit(-1), std::invalid_argument);
}

TEST_CASE("an empty path holds nothing, and says so when managed") {
    log_capture capture;
    disk_cache cache("");
    CHECK_FALSE(cache.store(key_of(1), code_of(1)));
    CHECK_FALSE(cache.find(key_of(1)));
    CHECK_NOTHROW(cache.erase(key_of(1)));
    CHECK_THROWS_AS(cache.size(), std::invalid_argument);
    CHECK_THROWS_AS(cache.limit(), std::invalid_argument);
    CHECK_THROWS_AS(cache.set_limit(1), std::invalid_argument);
    CHECK_THROWS_AS(cache.clear(), std::invalid_argument);
}

TEST_CASE("files are private whatever the umask") {
    temporary_directory temporary;
    const auto directory = temporary.path() / "x";
    const auto previous = umask(0);
    disk_cache cache(directory);
    CHECK(cache.store(key_of(1), code_of(1)));
    umask(previous);
    const auto mode_of = [](const std::string &path) {
        struct stat about;
        return stat(path.c_str(), &about) == 0 ? about.st_mode & 07777u : 0;
    };
    const auto file = cache_file_in(directory).string();
    CHECK(mode_of(directory.string()) == 0700);
    CHECK(mode_of(file) == 0600);
    CHECK(mode_of(file + "-wal") == 0600);
    CHECK(mode_of(file + "-shm") == 0600);
}

TEST_CASE("processes share entries and the limit") {
    temporary_directory temporary;
    CHECK(true_in_child([&] {
        disk_cache cache(temporary.path());
        cache.set_limit(12345);
        return cache.store(key_of(1), code_of(1));
    }));
    disk_cache cache(temporary.path());
    CHECK(cache.limit() == 12345);
    CHECK(cache.find(key_of(1)) == code_of(1));
    // A child that was forked while the database was open opens its own.
    CHECK(true_in_child([&] {
        const bool found = cache.find(key_of(1)) == code_of(1);
        cache.set_limit(54321);
        return found && cache.store(key_of(2), code_of(2));
    }));
    CHECK(cache.limit() == 54321);
    CHECK(cache.find(key_of(2)) == code_of(2));
    CHECK(cache.store(key_of(3), code_of(3)));
    CHECK(true_in_child([&] { return cache.find(key_of(3)) == code_of(3); }));
}

TEST_CASE("forking while other threads use the cache neither hangs nor harms") {
    if (!threads_may_fork)
        return;
    log_capture quiet;
    temporary_directory temporary;
    disk_cache cache(temporary.path());
    std::atomic<bool> stop{false}, wrong{false};
    std::vector<std::jthread> threads;
    for (std::uint32_t t = 0; t < 2; ++t)
        threads.emplace_back([&, t] {
            for (std::uint32_t i = 0; !stop; ++i) {
                const auto number = i % 10 + 10 * t;
                cache.store(key_of(number), code_of(number));
                if (const auto found = cache.find(key_of(number)); found && *found != code_of(number))
                    wrong = true;
            }
        });
    bool good = true;
    for (std::uint32_t i = 0; i < 20; ++i)
        good = good && true_in_child([&] {
                   const auto number = 100 + i;
                   // The parent's threads may hold the lock for longer than a construction waits.
                   for (int attempt = 0; attempt < 1000 && !cache.store(key_of(number), code_of(number)); ++attempt)
                       usleep(5000);
                   return cache.find(key_of(number)) == code_of(number);
               });
    stop = true;
    threads.clear();
    CHECK(good);
    CHECK_FALSE(wrong);
    CHECK(cache.find(key_of(119)) == code_of(119));
}

TEST_CASE("many processes may create and fill one cache at once") {
    log_capture quiet;
    temporary_directory temporary;
    const auto directory = temporary.path() / "new";
    std::vector<pid_t> children;
    for (std::uint32_t p = 0; p < 6; ++p) {
        const pid_t child = fork();
        if (child == 0) {
            disk_cache cache(directory);
            bool good = true;
            for (std::uint32_t i = 0; i < 30; ++i) {
                const auto number = i % 5 == 0 ? i : i + 100 * p;
                cache.store(key_of(number), code_of(number));
                const auto found = cache.find(key_of(number));
                good = good && (!found || *found == code_of(number)); // a busy database may be passed over
            }
            _exit(good ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const auto child : children) {
        int status = -1;
        REQUIRE(waitpid(child, &status, 0) == child);
        CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    }
    disk_cache cache(directory);
    CHECK(cache.size() > 0);
    std::int64_t sum = 0;
    for (std::uint32_t number = 0; number < 700; ++number)
        if (const auto found = cache.find(key_of(number)))
            sum += stored_size(number, *found);
    CHECK(sum == cache.size());
}

TEST_CASE("uses that only reading processes made count when somebody evicts") {
    temporary_directory temporary;
    {
        disk_cache cache(temporary.path());
        for (std::uint32_t i = 0; i < 3; ++i)
            cache.store(key_of(i), code_of(i));
    }
    { CHECK(disk_cache(temporary.path()).find(key_of(0))); }
    disk_cache cache(temporary.path());
    cache.set_limit(cache.size() - 1);
    CHECK(cache.find(key_of(0)));
    CHECK_FALSE(cache.find(key_of(1)));
    CHECK(cache.find(key_of(2)));
}

TEST_CASE("an entry that is stored late keeps its place in the order of uses") {
    struct waiting {
        std::uint64_t number;
        disk_cache::kept_place place;
    };
    std::mt19937 random(3);
    for (int round = 0; round < 10; ++round) {
        temporary_directory temporary;
        std::vector<cache_key> order; // the last use is the last
        const auto note = [&](std::uint64_t number) {
            std::erase(order, key_of(number));
            order.push_back(key_of(number));
        };
        {
            disk_cache cache(temporary.path());
            std::deque<waiting> queue;
            const auto store_first = [&] {
                const auto number = queue.front().number;
                REQUIRE(cache.store(key_of(number), code_of(std::uint32_t(number)), &queue.front().place));
                queue.pop_front();
            };
            std::uint64_t made = 0;
            for (int step = 0; step < 300; ++step) {
                const auto dice = random() % 10, number = random() % (made + 1);
                if (dice == 0) {
                    queue.push_back({made, disk_cache::kept_place(cache)});
                    note(made++);
                } else if (dice == 1 && !queue.empty()) {
                    store_first();
                } else if (cache.find(key_of(number))) {
                    note(number);
                }
            }
            while (!queue.empty())
                store_first();
        }
        const auto session = disk_session::open(temporary.path(), if_missing::give_up, 1000);
        std::vector<cache_key> found;
        for (const auto &entry : read_catalogue(session->db()))
            found.insert(found.begin(), entry.key);
        CHECK((found == order)); // keys are no message
    }
}

TEST_CASE("relative paths are taken where they were given") {
    temporary_directory temporary;
    CHECK(true_in_child([&] {
        std::filesystem::current_path(temporary.path());
        disk_cache cache("here");
        std::filesystem::current_path("/");
        return cache.store(key_of(1), code_of(1)) && cache_file_exists(temporary.path() / "here");
    }));
}

TEST_CASE("a network file system is avoided by default, and used with care if chosen") {
    log_capture capture;
    temporary_directory temporary;
    const on_file_system nfs(0x6969);
    disk_cache by_default(temporary.path(), false), chosen(temporary.path(), true);
    CHECK_FALSE(by_default.store(key_of(1), code_of(1)));
    CHECK_FALSE(by_default.find(key_of(1)));
    CHECK(std::filesystem::is_empty(temporary.path()));
    CHECK(capture.count("network file system (NFS)") == 1);
    CHECK(chosen.store(key_of(1), code_of(1)));
    CHECK(chosen.find(key_of(1)) == code_of(1));
    CHECK_FALSE(std::filesystem::exists(cache_file_in(temporary.path()).string() + "-wal"));
    process_lock lock;
    CHECK(chosen.lock_for_making(lock, key_of(2), std::chrono::milliseconds(0)) == process_lock::outcome::none);
}

TEST_CASE("the files stay within the size that is reported and the documented bound") {
    temporary_directory temporary;
    disk_cache cache(temporary.path());
    const auto bytes_on_disk = [&] {
        std::int64_t bytes = 0;
        for (const auto &file : std::filesystem::directory_iterator(temporary.path()))
            bytes += static_cast<std::int64_t>(file.file_size());
        return bytes;
    };
    constexpr std::int64_t page = 16384, log = std::int64_t{17} << 20, index_of_log = 65536, rest = 20 * page;
    std::int64_t entries = 0;
    for (std::uint32_t i = 0; i < 600; ++i) { // the log is written back several times
        REQUIRE(cache.store(key_of(i), code_of(i, i % 3 == 0 ? 40000 : 2000)));
        ++entries;
        REQUIRE(bytes_on_disk() <= cache.size() + entries * page + log + index_of_log + rest);
    }
    cache.clear();
    { disk_cache(temporary.path()).size(); }
    CHECK(cache.size() == 0);
    CHECK(std::filesystem::file_size(cache_file_in(temporary.path())) <= rest);
    CHECK(bytes_on_disk() <= log + index_of_log + rest);
}
