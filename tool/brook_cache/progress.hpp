// SPDX-License-Identifier: MPL-2.0
// A bar on the terminal for what takes long.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

namespace brook_cache {

/// Shown on the standard error stream, and only if that is a terminal; gone at the end.
class progress {
public:
    progress(const char *what, std::size_t total) : what_(what), total_(std::max<std::size_t>(total, 1)) { show(); }
    ~progress() {
        if (visible_)
            fmt::print(stderr, "\r\x1b[K");
    }
    progress(const progress &) = delete;
    progress &operator=(const progress &) = delete;

    void advance() {
        ++done_;
        show();
    }

private:
    void show() const {
        constexpr std::size_t width = 40;
        const auto filled = std::min(done_ * width / total_, width);
        if (visible_)
            fmt::print(stderr, "\r{} [{}{}] {}/{}", what_, std::string(filled, '#'), std::string(width - filled, ' '),
                       done_, total_);
    }

    const char *what_;
    std::size_t total_, done_ = 0;
    const bool visible_ = isatty(STDERR_FILENO) == 1;
};

} // namespace brook_cache
