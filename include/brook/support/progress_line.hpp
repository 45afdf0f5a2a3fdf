// SPDX-License-Identifier: MPL-2.0
// A line on the terminal that tells how far something long has come.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <brook/support/callable.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// How a line of progress looks, and where it goes: `{.label = "orbits"}`.
struct progress_options {
    std::string label = {};      ///< what it begins with
    bool always = false;         ///< shows it also where the standard error stream is no terminal
    bool keeps_last_line = true; ///< false wipes the line at the end
    /// Takes what would be written to the standard error stream: lines that begin with a carriage return and the
    /// sequence that wipes what was there; at the end a line feed.
    callable<void(std::string_view)> sink = {};
    /// Asked for the time instead of std::chrono::steady_clock.
    callable<std::chrono::steady_clock::time_point()> clock = {};
};

/// A line with a bar, the fraction that is done, the time that has passed and an estimate of the rest, which it
/// rewrites ten times a second at most. Without effect if the standard error stream is no terminal. For one thread at a
/// time.
class BROOK_PUBLIC progress_line {
public:
    /// Nothing is shown yet; the time counts from here.
    explicit progress_line(progress_options options = {});
    /// As finish(), of a line that was begun.
    ~progress_line();
    progress_line(const progress_line &) = delete;
    progress_line &operator=(const progress_line &) = delete;

    /// False if nothing will ever be shown.
    bool is_visible() const noexcept;
    /// Seconds since the time began to count; 0 if nothing will ever be shown.
    double elapsed() const;
    /// True if enough time has passed since the last line for another one. Looks at the clock if it is visible.
    bool is_due();
    /// Shows that this fraction, from 0 to 1, is done, if that is due. `details` stand behind it.
    void show(double fraction, std::string_view details = {});
    /// The same of things that are counted, of which there are `n`; with how many are done in a second.
    void show_count(std::size_t done, std::size_t n);
    /// Shows the fraction, due or not, and goes to the next line, unless that was done.
    void finish(double fraction, std::string_view details = {});
    /// Ends the line as it is, if it was begun.
    void finish();
    /// The time counts from now, and another line may begin.
    void restart();

private:
    struct data;
    std::unique_ptr<data> data_;
};

BROOK_END_NAMESPACE
