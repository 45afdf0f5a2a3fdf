// SPDX-License-Identifier: MPL-2.0
// Processes that want the same code; those that die, stop, or fork while they make it.
#include "cache/locks/process_lock.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/cache/helper.hpp"
#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"
#include "test/support/environment.hpp"
#include "test/support/own_process.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace std::chrono_literals;
using cache_test::key_of;
using outcome = process_lock::outcome;

namespace {

constexpr auto long_time = 60s;
constexpr const char *directory_variable = "BROOK_TEST_DIRECTORY";

// A process that holds the right to a key until it is told to go.
class holder {
public:
    holder(const std::filesystem::path &directory, const cache_key &key) {
        int ready[2];
        REQUIRE(pipe(ready) == 0);
        REQUIRE(pipe(go_) == 0);
        child_ = fork();
        if (child_ == 0) {
            close(go_[1]);
            process_lock lock;
            const char good = lock.acquire(directory, {}, key, 0ms) == outcome::at_once ? 1 : 0;
            char told = 0;
            (void)!write(ready[1], &good, 1);
            (void)!read(go_[0], &told, 1);
            lock = {};
            _exit(0);
        }
        close(go_[0]);
        char good = 0;
        REQUIRE(read(ready[0], &good, 1) == 1);
        REQUIRE(good == 1);
        close(ready[0]);
        close(ready[1]);
    }
    ~holder() {
        kill(child_, SIGKILL);
        let_go();
        waitpid(child_, nullptr, 0);
    }
    void let_go() {
        if (go_[1] >= 0)
            close(go_[1]);
        go_[1] = -1;
    }
    void send(int signal) { kill(child_, signal); }

private:
    pid_t child_ = 0;
    int go_[2] = {-1, -1};
};

outcome tried(const std::filesystem::path &directory, const cache_key &key, std::chrono::milliseconds patience) {
    process_lock lock;
    const auto result = lock.acquire(directory, {}, key, patience);
    CHECK(bool(lock) == (result == outcome::at_once || result == outcome::waited));
    return result;
}

} // namespace

TEST_CASE("one process at a time has the right to a key") {
    temporary_directory temporary;
    const auto &directory = temporary.path();
    CHECK(tried(directory, key_of(1), 0ms) == outcome::at_once);
    holder other(directory, key_of(1));
    CHECK(tried(directory, key_of(1), 5ms) == outcome::gave_up);
    CHECK(tried(directory, key_of(2), 5ms) == outcome::at_once);
    SECTION("until it gives it back") { other.let_go(); }
    SECTION("until it is killed") { other.send(SIGKILL); }
    CHECK(tried(directory, key_of(1), long_time) != outcome::gave_up);
}

TEST_CASE("a process that is stopped is waited for no longer than the patience") {
    temporary_directory temporary;
    holder other(temporary.path(), key_of(1));
    other.send(SIGSTOP);
    CHECK(tried(temporary.path(), key_of(1), 30ms) == outcome::gave_up);
    other.let_go();
    other.send(SIGCONT);
    CHECK(tried(temporary.path(), key_of(1), long_time) != outcome::gave_up);
}

TEST_CASE("a child that outlives the owner of a right does not keep it") {
    temporary_directory temporary;
    int end[2];
    REQUIRE(pipe(end) == 0);
    const pid_t owner = fork();
    if (owner == 0) {
        process_lock lock;
        (void)lock.acquire(temporary.path(), {}, key_of(1), 0ms);
        if (fork() == 0) {
            char told = 0;
            close(end[1]);
            (void)!read(end[0], &told, 1);
            _exit(0);
        }
        kill(getpid(), SIGKILL);
    }
    waitpid(owner, nullptr, 0);
    CHECK(tried(temporary.path(), key_of(1), long_time) != outcome::gave_up);
    close(end[1]);
    close(end[0]);
}

TEST_CASE("rights move, and are given back once") {
    temporary_directory temporary;
    process_lock a, b;
    CHECK(a.acquire(temporary.path(), {}, key_of(1), 0ms) == outcome::at_once);
    b = std::move(a);
    CHECK(b);
    process_lock c(std::move(b));
    CHECK((c && !b));
    c = {};
    CHECK(tried(temporary.path(), key_of(1), 0ms) == outcome::at_once);
}

#if defined(BROOK_TEST_EMULATOR)

TEST_CASE("a process that an emulator runs", "[.][process_lock-child]") {
    const std::filesystem::path directory = std::getenv(directory_variable);
    process_lock lock;
    REQUIRE(lock.acquire(directory, {}, key_of(1), 0ms) == outcome::at_once);
    std::ofstream(directory / "ready").put('1');
    std::this_thread::sleep_for(long_time);
}

TEST_CASE("a process that dies in an emulator gives its rights back") {
    if (!threads_may_fork) {
        WARN("not tested with sanitizers, which do not run in an emulator");
        return;
    }
    temporary_directory temporary;
    const environment_guard where(directory_variable, temporary.path().c_str());
    own_process emulated("[process_lock-child]", BROOK_TEST_EMULATOR);
    while (!std::filesystem::exists(temporary.path() / "ready") && !emulated.has_ended())
        std::this_thread::sleep_for(1ms);
    REQUIRE_FALSE(emulated.has_ended());
    CHECK(tried(temporary.path(), key_of(1), 5ms) == outcome::gave_up);
    kill(emulated.id(), SIGKILL);
    CHECK(emulated.dies_of(SIGKILL));
    CHECK(tried(temporary.path(), key_of(1), long_time) != outcome::gave_up);
}

#endif

TEST_CASE("where there can be no locks there are none") {
    temporary_directory temporary;
    CHECK(tried(temporary.path() / "missing", key_of(1), long_time) == outcome::none);
    const auto file = temporary.path() / "brook_cache.lock";
    SECTION("a directory") { std::filesystem::create_directory(file); }
    SECTION("a link") { std::filesystem::create_symlink(temporary.path() / "elsewhere", file); }
    SECTION("a pipe") { REQUIRE(mkfifo(file.c_str(), 0600) == 0); }
    CHECK(tried(temporary.path(), key_of(1), long_time) == outcome::none);
    CHECK_FALSE(std::filesystem::exists(temporary.path() / "elsewhere"));
}
