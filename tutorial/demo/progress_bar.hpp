// SPDX-License-Identifier: MPL-2.0
// A progress bar with the time that remains, on standard error; silent where that is no terminal.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>

#include <unistd.h>

class progress_bar {
public:
    progress_bar() : visible_(isatty(STDERR_FILENO) == 1) {}
    ~progress_bar() { clear(); }
    progress_bar(const progress_bar &) = delete;
    progress_bar &operator=(const progress_bar &) = delete;

    /// Shows that this fraction of the work is done, ten times a second at most.
    void show(double fraction) {
        const auto now = clock::now();
        if (!visible_ || fraction <= 0 || now - shown_ < std::chrono::milliseconds(100))
            return;
        shown_ = now;
        const double elapsed = std::chrono::duration<double>(now - begin_).count();
        const int remaining = static_cast<int>(elapsed * (1 - fraction) / fraction + 0.5);
        constexpr int width = 50;
        const int filled = static_cast<int>(fraction * width);
        std::fprintf(stderr, "\r[%s%s] %3d %%, %d min %02d s left ", std::string(filled, '#').c_str(),
                     std::string(width - filled, ' ').c_str(), static_cast<int>(fraction * 100), remaining / 60,
                     remaining % 60);
        std::fflush(stderr);
    }

    /// Leaves an empty line for what is printed next.
    void clear() {
        if (visible_)
            std::fputs("\r\033[K", stderr);
    }

private:
    using clock = std::chrono::steady_clock;
    bool visible_;
    clock::time_point begin_ = clock::now(), shown_;
};
