// SPDX-License-Identifier: MPL-2.0
// Among the processes that share a directory, one makes a piece of code.
//
// The locks are byte ranges of the kind that belong to an open file (OFD), on a file beside the database that is never
// read nor written. The kernel drops them with the process, however it ends, and they hold across containers.
#pragma once

#include <chrono>
#include <filesystem>

#include <brook/support/visibility.hpp>

#include "cache/recipe.hpp"
#include "cache/trusted_path.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The right to make the code of one key, or nothing.
class process_lock {
public:
    process_lock() noexcept = default;
    process_lock(process_lock &&other) noexcept;
    process_lock &operator=(process_lock &&other) noexcept;
    /// Gives the right back.
    ~process_lock();

    /// True if this holds a right.
    explicit operator bool() const noexcept { return descriptor_ >= 0; }

    /// What came of waiting.
    enum class outcome {
        at_once, ///< the right is ours, and nobody had it
        waited,  ///< the right is ours, after another process had it
        gave_up, ///< another process has had it for longer than the patience
        none,    ///< there are no such locks in this directory
    };

    /// Gets the right, if this holds none yet. The directory must exist; in one that a group shares, all of it share
    /// the file. Never throws.
    outcome acquire(const std::filesystem::path &directory, const trusted_users &users, const cache_key &key,
                    std::chrono::milliseconds patience) noexcept;

private:
    void release() noexcept;

    int descriptor_ = -1;
    long long offset_ = 0;
};

} // namespace detail
BROOK_END_NAMESPACE
