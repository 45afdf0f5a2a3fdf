// SPDX-License-Identifier: MPL-2.0
// gnuplot as another process: for the pictures of the lessons, of the demo and of the benchmark suite.
#pragma once

#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>

#include <sys/wait.h>

namespace gnuplot {

/// As gnuplot wants it: between single quotes, and those within doubled.
inline std::string quoted(const std::string &text) {
    std::string result = "'";
    for (const char c : text)
        result += c == '\'' ? "''" : std::string(1, c);
    return result + "'";
}

/// Lets gnuplot run a script, without the settings of the user. Throws std::runtime_error if it is missing or fails;
/// what it complains of is on standard error.
inline void run(const std::string &script) {
    // As a file the script ends at the first error; without a name gnuplot would go on behind it.
    FILE *const pipe = popen("command -v gnuplot > /dev/null || exit 127; exec gnuplot -d /dev/stdin", "w");
    if (pipe == nullptr)
        throw std::runtime_error("Cannot start gnuplot");
    // It may end before it has read everything.
    auto *const before = std::signal(SIGPIPE, SIG_IGN);
    std::fputs(script.c_str(), pipe);
    const int status = pclose(pipe);
    std::signal(SIGPIPE, before);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        throw std::runtime_error("gnuplot is not installed");
    if (status != 0)
        throw std::runtime_error("gnuplot failed");
}

} // namespace gnuplot
