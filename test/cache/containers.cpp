// SPDX-License-Identifier: MPL-2.0
// Containers that share one directory under two names. In each the process has the number 1, and its user another one.
#include <chrono>

#include <sys/wait.h>
#include <unistd.h>

#include "cache/store/disk_cache.hpp"
#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/namespaces.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;
using namespace std::chrono_literals;
using outcome = process_lock::outcome;

namespace {

// Runs `work` as the first process of a container in which our user has the number `user`.
template <typename Work>
bool true_in_container(uid_t user, Work &&work) {
    return true_in_child([&] {
        return own_users(user) && unshare(CLONE_NEWPID | CLONE_NEWNS) == 0 &&
               true_in_child([&] { return getpid() == 1 && geteuid() == user && work(); });
    });
}

bool can_have_containers() {
    const bool can = true_in_container(1000, [] { return true; });
    if (!can)
        WARN("not tested: no permission to make namespaces");
    return can;
}

// The same directory, under another name in the second container.
struct shared_directory {
    temporary_directory temporary, elsewhere;

    bool bind() const { return bind_mount(temporary.path(), elsewhere.path()); }
};

outcome try_to_make(const std::filesystem::path &directory, const cache_key &key, process_lock &lock) {
    return disk_cache(directory).lock_for_making(lock, key, 5ms);
}

// A container that runs at the same time as this process.
class other_container {
public:
    template <typename Work>
    other_container(uid_t user, Work &&work) : child_(fork()) {
        if (child_ == 0)
            _exit(true_in_container(user, work) ? 0 : 1);
    }
    bool succeeded() {
        int status = -1;
        return waitpid(child_, &status, 0) == child_ && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

private:
    pid_t child_;
};

} // namespace

TEST_CASE("containers exclude each other") {
    if (!can_have_containers())
        return;
    const shared_directory shared;
    int ready[2], go[2];
    REQUIRE((pipe(ready) == 0 && pipe(go) == 0));
    other_container first(0, [&]() -> bool {
        disk_cache cache(shared.temporary.path());
        process_lock lock;
        const bool good = cache.store(key_of(1), code_of(1)) &&
                          try_to_make(shared.temporary.path(), key_of(2), lock) == outcome::at_once;
        sqlite_connection db(cache_file_in(shared.temporary.path()), sqlite_connection::mode::read_write);
        sqlite_transaction held(db);
        char told = good ? 1 : 0;
        (void)!write(ready[1], &told, 1);
        (void)!read(go[0], &told, 1);
        _exit(good ? 0 : 1); // as a process that is killed, with all its locks
    });
    char good = 0;
    close(ready[1]);
    REQUIRE(read(ready[0], &good, 1) == 1);
    CHECK(good == 1);
    CHECK(true_in_container(1000, [&] {
        log_capture capture;
        const auto &directory = shared.elsewhere.path();
        process_lock lock, other_lock;
        return shared.bind() && try_to_make(directory, key_of(2), lock) == outcome::gave_up &&
               try_to_make(directory, key_of(3), other_lock) == outcome::at_once &&
               disk_cache(directory).find(key_of(1)) == code_of(1) &&
               !disk_cache(directory).store(key_of(4), code_of(4)) && capture.count("locked by another process") == 1;
    }));
    REQUIRE(write(go[1], &good, 1) == 1);
    CHECK(first.succeeded());
    CHECK(true_in_container(1000, [&] {
        log_capture capture;
        const auto &directory = shared.elsewhere.path();
        process_lock lock;
        return shared.bind() && try_to_make(directory, key_of(2), lock) == outcome::at_once &&
               disk_cache(directory).store(key_of(4), code_of(4)) && capture.lines().empty();
    }));
    disk_cache cache(shared.temporary.path());
    CHECK(cache.find(key_of(1)) == code_of(1));
    CHECK(cache.find(key_of(4)) == code_of(4));
    for (const int end : {ready[0], go[0], go[1]})
        close(end);
}

TEST_CASE("containers fill one cache at once") {
    if (!can_have_containers())
        return;
    const shared_directory shared;
    constexpr std::uint32_t each = 100;
    const auto fill = [](const std::filesystem::path &directory, std::uint32_t first) {
        disk_cache cache(directory);
        for (std::uint32_t i = first; i < first + each; ++i)
            for (int attempt = 0; attempt < 1000 && !cache.store(key_of(i), code_of(i)); ++attempt)
                usleep(1000); // the other one may hold the lock for longer than a construction waits
        for (std::uint32_t i = first; i < first + each; ++i)
            if (cache.find(key_of(i)) != code_of(i))
                return false;
        return true;
    };
    other_container first(0, [&] { return fill(shared.temporary.path(), 0); });
    CHECK(true_in_container(1000, [&] { return shared.bind() && fill(shared.elsewhere.path(), each); }));
    CHECK(first.succeeded());
    disk_cache cache(shared.temporary.path());
    std::int64_t sum = 0;
    for (std::uint32_t i = 0; i < 2 * each; ++i) {
        const auto found = cache.find(key_of(i));
        REQUIRE(found == code_of(i));
        sum += stored_size(i, *found);
    }
    CHECK(cache.size() == sum);
}
