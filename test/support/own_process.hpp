// SPDX-License-Identifier: MPL-2.0
// Hidden test cases of this executable in processes of their own.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test/support/child_process.hpp"

/// A new process that runs the test cases with a tag, in the present environment; within an emulator, a program that
/// runs others, if one is given.
class own_process {
public:
    explicit own_process(std::string tag, std::string emulator = {}) {
        auto self = std::filesystem::read_symlink("/proc/self/exe").string();
        char *const argv[] = {emulator.data(),
                              self.data(),
                              tag.data(),
                              const_cast<char *>(missing_test_fails[0]),
                              const_cast<char *>(missing_test_fails[1]),
                              nullptr};
        char *const *const first = emulator.empty() ? argv + 1 : argv;
        if (posix_spawn(&id_, *first, nullptr, nullptr, first, environ) != 0)
            id_ = -1;
    }
    own_process(own_process &&other) noexcept : id_(std::exchange(other.id_, -1)) {}
    own_process &operator=(own_process &&) = delete;
    ~own_process() { (void)succeeds(); }

    pid_t id() const { return id_; }

    bool has_ended() const {
        siginfo_t state{};
        return id_ < 0 || waitid(P_PID, static_cast<id_t>(id_), &state, WEXITED | WNOHANG | WNOWAIT) != 0 ||
               state.si_pid != 0;
    }

    /// Waits for its end. True if it was started, and its assertions held.
    bool succeeds() {
        const int status = status_at_end();
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

    /// Waits for its end. True if this signal ended it.
    bool dies_of(int signal) {
        const int status = status_at_end();
        return WIFSIGNALED(status) && WTERMSIG(status) == signal;
    }

private:
    // As of waitpid(); that of an exit with an error if there is no process.
    int status_at_end() {
        const auto id = std::exchange(id_, -1);
        int status = 0;
        return id > 0 && waitpid(id, &status, 0) == id ? status : 1 << 8;
    }

    pid_t id_ = -1;
};
