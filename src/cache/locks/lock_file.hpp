// SPDX-License-Identifier: MPL-2.0
// The file beside the database whose bytes processes lock. It is never read nor written.
//
// The locks are of the kind that belongs to an open file (OFD): the kernel drops them with the process, however it
// ends, they hold across containers, and two parts of one process exclude each other as well.
#pragma once

#include <filesystem>

#include <brook/support/visibility.hpp>

#include "cache/trust/trusted_path.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What to do about a file that is not there.
enum class if_missing { create, give_up };

/// `directory`/brook_cache.lock
std::filesystem::path lock_file_in(const std::filesystem::path &directory);

/// An open lock file, or nothing. A forked child has it closed.
class lock_file {
public:
    lock_file() noexcept = default;
    /// Opens the file of a directory, which must exist; in one that a group shares, all of it share the file. Nothing
    /// if it cannot be opened, has other names, or belongs to somebody who is not trusted.
    lock_file(const std::filesystem::path &directory, const trusted_users &users,
              if_missing missing = if_missing::create) noexcept;
    lock_file(lock_file &&other) noexcept;
    lock_file &operator=(lock_file &&other) noexcept;
    /// Drops its locks.
    ~lock_file();

    explicit operator bool() const noexcept { return descriptor_ >= 0; }

    enum class kind { shared, exclusive };

    /// What came of an attempt; `impossible` where there are no such locks.
    enum class outcome { locked, busy, impossible };

    /// Locks a byte, without waiting.
    outcome lock(long long offset, kind how) const noexcept;

    /// True if another open file has a lock in a range.
    bool others_lock(long long first, long long count) const noexcept;

private:
    int descriptor_ = -1;
};

} // namespace detail
BROOK_END_NAMESPACE
