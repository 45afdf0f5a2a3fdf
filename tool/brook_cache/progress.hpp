// SPDX-License-Identifier: MPL-2.0
// A bar on the terminal for what takes long.
#pragma once

#include <cstddef>

#include <brook/support/progress_line.hpp>

namespace brook_cache {

/// Shown on the standard error stream, and only if that is a terminal; gone at the end.
class progress {
public:
    progress(const char *what, std::size_t total) : line_({.label = what, .keeps_last_line = false}), total_(total) {}

    void advance() { line_.show_count(++done_, total_); }

private:
    brook::progress_line line_;
    std::size_t total_, done_ = 0;
};

} // namespace brook_cache
