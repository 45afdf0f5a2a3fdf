// SPDX-License-Identifier: MPL-2.0
// Collects what brook logs while a test runs.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <brook/support/logging.hpp>

/// Takes the place of the standard error stream while it lives. One at a time.
class log_capture {
public:
    log_capture() {
        brook::set_log_sink([this](brook::log_level level, std::string_view text) {
            std::lock_guard lock(mutex_);
            lines_.emplace_back(level, std::string(text));
        });
    }
    ~log_capture() { brook::set_log_sink({}); }
    log_capture(const log_capture &) = delete;
    log_capture &operator=(const log_capture &) = delete;

    std::vector<std::pair<brook::log_level, std::string>> lines() const {
        std::lock_guard lock(mutex_);
        return lines_;
    }

    /// The number of lines that contain `text`.
    std::size_t count(std::string_view text) const {
        std::size_t found = 0;
        for (const auto &line : lines())
            found += line.second.find(text) != std::string::npos;
        return found;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::pair<brook::log_level, std::string>> lines_;
};
