// SPDX-License-Identifier: MPL-2.0
// Rows of a recorder, which are kept in memory, or until a file has them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <brook/support/visibility.hpp>

#include "callback/record_file.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A row has a time and a state of each trajectory. Trajectories fill their rows one by one: the last rows may be
/// incomplete, and have NaN where something is missing.
template <typename T>
class row_store {
public:
    row_store(const std::optional<std::filesystem::path> &path, callback::record_format format)
        : file_(path ? std::make_unique<record_file>(*path, format) : nullptr) {}
    ~row_store() {
        try {
            close();
        } catch (...) { // documented
        }
    }
    row_store(const row_store &) = delete;
    row_store &operator=(const row_store &) = delete;

    void expect_open() const {
        if (closed_)
            throw_invalid_argument("A recorder was called after close()");
    }
    bool is_begun() const { return !names_.empty(); }
    void begin(std::vector<std::string> names, std::size_t equations, std::size_t lanes) {
        if (file_)
            file_->begin(names, numpy_type<T>());
        names_ = std::move(names);
        equations_ = equations;
        next_.resize(lanes);
    }

    const std::vector<std::string> &names() const { return names_; }
    std::size_t equations() const { return equations_; }
    std::size_t size() const { return written_ + kept(); }
    const std::vector<T> &times() const { return in_memory(times_); }
    const std::vector<T> &states() const { return in_memory(states_); }

    /// The time and the state of trajectory k in its next row.
    void put(std::size_t k, T time, const std::vector<T> &states) {
        const auto row = next_[k];
        if (row == kept()) {
            times_.resize(times_.size() + lanes(), std::numeric_limits<T>::quiet_NaN());
            states_.resize(states_.size() + width(), std::numeric_limits<T>::quiet_NaN());
        }
        times_[row * lanes() + k] = time;
        for (std::size_t i = 0; i < equations_; ++i)
            states_[row * width() + i * lanes() + k] = states[i * lanes() + k];
        ++next_[k];
    }

    /// To the file, if there is one, go the rows that are complete.
    void write_complete() {
        if (file_)
            write(*std::min_element(next_.begin(), next_.end()));
    }
    void flush() {
        if (file_)
            file_->flush();
    }
    /// All rows go to the file.
    void close() {
        closed_ = true;
        if (!file_)
            return;
        write(kept());
        file_->close();
    }

private:
    std::size_t lanes() const { return next_.size(); }
    std::size_t width() const { return equations_ * lanes(); }
    std::size_t kept() const { return next_.empty() ? 0 : times_.size() / lanes(); }

    const std::vector<T> &in_memory(const std::vector<T> &rows) const {
        if (file_)
            throw_invalid_argument("This recorder keeps no rows: it writes them to a file");
        return rows;
    }

    // What the disk does not take, the file keeps: a row that it was given is no longer here.
    void write(std::size_t n) {
        std::size_t given = 0;
        try {
            while (given < n) {
                const auto row = given++;
                file_->append(std::span(times_).subspan(row * lanes(), lanes()),
                              std::span(states_).subspan(row * width(), width()));
            }
        } catch (...) {
            drop(given);
            throw;
        }
        drop(given);
    }
    void drop(std::size_t n) {
        times_.erase(times_.begin(), times_.begin() + static_cast<std::ptrdiff_t>(n * lanes()));
        states_.erase(states_.begin(), states_.begin() + static_cast<std::ptrdiff_t>(n * width()));
        for (auto &next : next_)
            next -= std::min(next, n);
        written_ += n;
    }

    std::unique_ptr<record_file> file_;
    bool closed_ = false;
    std::vector<std::string> names_;
    std::size_t equations_ = 0, written_ = 0;
    std::vector<std::size_t> next_; // of each trajectory: the row that it fills next, of those in memory
    std::vector<T> times_, states_; // rows in memory
};

} // namespace detail
BROOK_END_NAMESPACE
