// SPDX-License-Identifier: MPL-2.0
// The user's secret: what is sealed with it, only this user can have stored.
#pragma once

#include <filesystem>

#include <brook/support/visibility.hpp>

#include "cache/trust/trusted_path.hpp"
#include "support/hash.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// 32 random bytes. A type of its own, so that they are not printed or compared as if they were a digest.
struct secret {
    digest bytes{};

    bool operator==(const secret &) const = default;
};

/// The directory whose file `secret` holds the secret of the cache in `cache_directory`: that directory itself if a
/// group shares it, since all members need the secret, or if there is no directory for state; else the latter.
/// Throws cache_file_refused if the process is elevated.
std::filesystem::path secret_directory(const std::filesystem::path &cache_directory, const directory_hints &hints,
                                       const trusted_users &users);

/// Reads the file `secret` in `directory`, or makes directory and file if they are missing. Processes that race to make
/// it agree. The file has mode 0600 (0640, and the directory's group, where a group shares the directory).
/// Throws cache_file_refused if somebody else could have written or read directory or file, or the file is something
/// else than 32 bytes in a regular file; std::runtime_error if it can be neither read nor made.
secret read_or_make_secret(const std::filesystem::path &directory, const trusted_users &users);

/// The secret of the cache in `cache_directory`, which is asked for once in a process: a file that is deleted or
/// replaced meanwhile makes a difference for other processes only. Safe in all threads, and in a child after fork().
/// Throws as the functions above.
secret secret_of(const std::filesystem::path &cache_directory);

} // namespace detail
BROOK_END_NAMESPACE
