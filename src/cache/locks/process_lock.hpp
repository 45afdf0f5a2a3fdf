// SPDX-License-Identifier: MPL-2.0
// Among the processes that share a directory, one makes a piece of code.
#pragma once

#include <chrono>
#include <filesystem>

#include <brook/support/visibility.hpp>

#include "cache/locks/lock_file.hpp"
#include "cache/recipe.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The right to make the code of one key, or nothing. It ends with this object.
class process_lock {
public:
    /// True if this holds a right.
    explicit operator bool() const noexcept { return bool(file_); }

    /// What came of waiting.
    enum class outcome {
        at_once, ///< the right is ours, and nobody had it
        waited,  ///< the right is ours, after another process had it
        gave_up, ///< another process has had it for longer than the patience
        none,    ///< there are no such locks in this directory
    };

    /// Gets the right, if this holds none yet. The directory must exist. Never throws.
    outcome acquire(const std::filesystem::path &directory, const trusted_users &users, const cache_key &key,
                    std::chrono::milliseconds patience) noexcept;

private:
    lock_file file_;
};

} // namespace detail
BROOK_END_NAMESPACE
