// SPDX-License-Identifier: MPL-2.0
// Runs a piece of a test in a child process.
#pragma once

#include <csignal>
#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

/// False where a child of a process with several threads cannot even allocate: the sanitizers' allocators may be
/// locked by a thread that the child does not have.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool threads_may_fork = false;
#else
constexpr bool threads_may_fork = true;
#endif

/// Forks, runs `work` in the child and waits for it. True if `work` returned true; false for an exception, a crash,
/// more than ten minutes or false. Assertions of the test framework do not cross processes: `work` has to return its
/// findings.
template <typename Work>
bool true_in_child(Work &&work) {
    const pid_t child = fork();
    if (child == 0) {
        for (const int deadly : {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTERM})
            std::signal(deadly, SIG_DFL); // a crash is a result, not a report of the framework
        alarm(600);
        bool good = false;
        try {
            good = work();
        } catch (...) {
        }
        _exit(good ? 0 : 1);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Arguments with which it is a failure that no test case has the name or the tag. Catch2 3 needs none.
#if __has_include(<catch2/catch_all.hpp>)
inline constexpr const char *missing_test_fails[] = {nullptr, nullptr};
#else
inline constexpr const char *missing_test_fails[] = {"-w", "NoTests"};
#endif

/// Runs a test case of this executable, by its name, in a process of its own whose environment has `NAME=value` more.
/// True if it passed.
inline bool test_passes_with(const char *name, const char *value, const char *test_case) {
    const pid_t child = fork();
    if (child == 0) {
        setenv(name, value, 1);
        execl("/proc/self/exe", "test", test_case, missing_test_fails[0], missing_test_fails[1],
              static_cast<const char *>(nullptr));
        _exit(127);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
