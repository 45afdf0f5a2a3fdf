// SPDX-License-Identifier: MPL-2.0
// Tests of the secret: one for all who race, and none that somebody else may know.
#include "cache/trust/secret.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "cache/store/disk_cache.hpp"
#include "test/cache/helper.hpp"
#include "test/cache/strangers.hpp"
#include "test/support/catch.hpp"
#include "test/support/environment.hpp"
#include "test/support/log_capture.hpp"
#include "test/support/temporary_directory.hpp"

using namespace brook::detail;
using namespace cache_test;

namespace {

// Empty if the secret can be had, else the reason.
std::string objection(const std::filesystem::path &directory, const trusted_users &users = {}) {
    try {
        (void)read_or_make_secret(directory, users);
        return "";
    } catch (const cache_file_refused &refusal) {
        return refusal.what();
    }
}

bool contains(const std::string &text, const char *part) { return text.find(part) != text.npos; }

directory_hints home_and_state(const std::filesystem::path &state, bool elevated = false) {
    directory_hints hints;
    hints.xdg_state_home = state.string();
    hints.elevated = elevated;
    return hints;
}

} // namespace

TEST_CASE("the secret is made once, and for its user alone") {
    for (const mode_t mask : {0000, 0022, 0077, 0777}) {
        temporary_directory temporary;
        const auto directory = temporary.path() / "state" / "brook";
        const umask_set set(mask);
        const auto own = read_or_make_secret(directory, {});
        CHECK(mode_of(directory) == 0700);
        CHECK(mode_of(directory / "secret") == 0600);
        CHECK(read_file((directory / "secret").string()).size() == 32);
        CHECK(read_or_make_secret(directory, {}) == own);
        CHECK(std::distance(std::filesystem::directory_iterator(directory), {}) == 1);
        std::filesystem::remove(directory / "secret");
        CHECK_FALSE(read_or_make_secret(directory, {}) == own);
    }
}

TEST_CASE("processes that race to make the secret agree") {
    constexpr std::size_t racers = 8;
    struct shared_memory {
        std::atomic<int> ready{0};
        secret found[racers];
    };
    for (int round = 0; round < 20; ++round) {
        temporary_directory temporary;
        void *memory = mmap(nullptr, sizeof(shared_memory), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        REQUIRE(memory != MAP_FAILED);
        auto *shared = new (memory) shared_memory;
        std::vector<pid_t> children;
        for (std::size_t i = 0; i < racers; ++i) {
            children.push_back(fork());
            if (children.back() == 0) {
                umask(i % 2 == 0 ? 0 : 077);
                ++shared->ready;
                while (shared->ready < static_cast<int>(racers))
                    usleep(10);
                try {
                    shared->found[i] = read_or_make_secret(temporary.path() / "state", {});
                    _exit(0);
                } catch (...) {
                    _exit(1);
                }
            }
        }
        for (const pid_t child : children) {
            int status = 1;
            waitpid(child, &status, 0);
            CHECK(status == 0);
        }
        const auto own = read_or_make_secret(temporary.path() / "state", {});
        CHECK(std::all_of(shared->found, shared->found + racers, [&](const secret &s) { return s == own; }));
        CHECK(std::distance(std::filesystem::directory_iterator(temporary.path() / "state"), {}) == 1);
        munmap(memory, sizeof(shared_memory));
    }
}

TEST_CASE("a secret that somebody else may know or have written is refused") {
    temporary_directory temporary;
    const auto file = temporary.path() / "secret";
    const auto write_secret = [&](std::size_t size) {
        std::filesystem::remove(file);
        write_file(file.string(), std::vector<char>(size, 'x'));
        chmod(file.c_str(), 0600);
    };
    write_secret(32);
    CHECK(objection(temporary.path()).empty());
    for (const mode_t mode : {0644, 0640, 0604, 0620, 0602, 0700, 04600}) {
        chmod(file.c_str(), mode);
        CHECK(contains(objection(temporary.path()), "0600 was expected"));
    }
    for (const std::size_t size : {0, 31, 33}) {
        write_secret(size);
        CHECK(contains(objection(temporary.path()), "32 were expected"));
    }
    write_secret(32);
    std::filesystem::rename(file, temporary.path() / "other");
    std::filesystem::create_symlink("other", file);
    CHECK(contains(objection(temporary.path()), "is a symbolic link"));
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    CHECK(contains(objection(temporary.path()), "is not a regular file"));
    std::filesystem::remove(file);
    REQUIRE(mkfifo(file.c_str(), 0600) == 0);
    CHECK(contains(objection(temporary.path()), "is not a regular file"));
    write_secret(32);
    chmod(temporary.path().c_str(), 0777);
    CHECK(contains(objection(temporary.path()), "can be written by other users"));
    chmod(temporary.path().c_str(), 0700);
    if (!is_root())
        return;
    REQUIRE(chown(file.c_str(), stranger, 0) == 0);
    CHECK(contains(objection(temporary.path(), {{stranger}, false}), "belongs to another user"));
}

TEST_CASE("where no secret can be stored, the reason is told") {
    temporary_directory temporary;
    write_file((temporary.path() / "file").string(), {});
    CHECK_THROWS_AS(read_or_make_secret(temporary.path() / "file" / "state", {}), std::runtime_error);
    CHECK_THROWS_AS(read_or_make_secret("/proc/brook_test", {}), std::runtime_error);
}

TEST_CASE("where the secret lies") {
    temporary_directory temporary;
    const auto cache = temporary.path() / "cache", state = temporary.path() / "state";
    CHECK(secret_directory(cache, home_and_state(state), {}) == state / "brook");
    CHECK(secret_directory(cache, {}, {}) == cache);
    CHECK_THROWS_AS(secret_directory(cache, home_and_state(state, true), {}), cache_file_refused);
    CHECK(secret_directory(cache, home_and_state(state), {{}, true}) == state / "brook");
    std::filesystem::create_directory(cache);
    chmod(cache.c_str(), 0755);
    CHECK(secret_directory(cache, home_and_state(state), {{}, true}) == state / "brook");
    chmod(cache.c_str(), 02770);
    CHECK(secret_directory(cache, home_and_state(state), {}) == state / "brook");
    CHECK(secret_directory(cache, home_and_state(state), {{}, true}) == cache);
}

TEST_CASE("a process asks once for the secret of a cache") {
    temporary_directory temporary;
    const environment_guard state("XDG_STATE_HOME", (temporary.path() / "state").c_str());
    const auto own = secret_of(temporary.path() / "cache");
    CHECK(mode_of(temporary.path() / "state" / "brook" / "secret") == 0600);
    std::filesystem::remove_all(temporary.path() / "state");
    CHECK(secret_of(temporary.path() / "cache") == own);
    CHECK(secret_of(temporary.path() / "another") == own);
    CHECK(true_in_child([&] { return secret_of(temporary.path() / "cache") == own; }));
    CHECK_FALSE(std::filesystem::exists(temporary.path() / "state"));
}

TEST_CASE("a process with more privileges than its caller looks neither at the environment nor at the disk") {
#if defined(__SANITIZE_ADDRESS__)
    return; // LeakSanitizer fails where it may not look into its own process
#endif
    if (!is_root())
        return;
    temporary_directory temporary;
    chmod(temporary.path().c_str(), 0755);
    const auto program = temporary.path() / "program", cache = temporary.path() / "cache";
    std::filesystem::copy_file(std::filesystem::read_symlink("/proc/self/exe"), program);
    REQUIRE(chown(program.c_str(), stranger, stranger) == 0);
    chmod(program.c_str(), 04755);
    std::filesystem::create_directory(cache);
    REQUIRE(chown(cache.c_str(), stranger, stranger) == 0);
    const environment_guard directory("BROOK_CACHE_DIR", cache.c_str());
    CHECK(true_as_user(stranger + 1, [&] {
        execl(program.c_str(), "test", "child: elevated", static_cast<char *>(nullptr));
        return false;
    }));
    CHECK(std::filesystem::is_empty(cache));
}

TEST_CASE("child: elevated", "[.]") {
    if (!process_is_elevated()) {
        WARN("not tested: setuid has no effect here");
        return;
    }
    const std::filesystem::path directory = std::getenv("BROOK_CACHE_DIR");
    CHECK_FALSE(environment_variable("BROOK_CACHE_DIR"));
    CHECK(default_cache_directory().empty());
    CHECK_THROWS_AS(secret_of(directory), cache_file_refused);
    log_capture capture;
    disk_cache cache(directory); // as a program could ask for
    CHECK_FALSE(cache.store(key_of(1), code_of(1)));
    CHECK_FALSE(cache.find(key_of(1)));
    CHECK_THROWS_AS(cache.size(), std::runtime_error);
    CHECK(capture.lines().size() == 1);
}

TEST_CASE("members of a group share a secret that nobody else can read") {
    if (!is_root())
        return;
    temporary_directory temporary;
    chmod(temporary.path().c_str(), 0755);
    const auto directory = temporary.path() / "cache", file = directory / "secret";
    std::filesystem::create_directory(directory);
    REQUIRE(chown(directory.c_str(), 0, team) == 0);
    chmod(directory.c_str(), 02770);
    const trusted_users members{{}, true};
    CHECK(true_as_user(stranger, team, [&] { return objection(directory, members).empty(); }));
    CHECK(mode_of(file) == 0640);
    struct stat about;
    REQUIRE(lstat(file.c_str(), &about) == 0);
    CHECK(about.st_uid == stranger);
    CHECK(about.st_gid == team);
    CHECK(true_as_user(stranger + 1, team, [&] { return objection(directory, members).empty(); }));
    CHECK(true_as_user(stranger + 1, team, [&] { return !objection(directory).empty(); }));
    chmod(file.c_str(), 0660);
    CHECK(true_as_user(stranger + 1, team, [&] {
        return contains(objection(directory, members), "has mode 0660, but 0640 was expected");
    }));
}
