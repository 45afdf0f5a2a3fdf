// SPDX-License-Identifier: MPL-2.0
// The file of the disk cache: where it lies, whether it may be trusted with what we execute, and making it.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>

#include <sys/types.h>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Which file a name stands for: a name whose identity has changed is another file, whatever it contains.
struct file_identity {
    dev_t device = 0;
    ino_t inode = 0;

    bool operator==(const file_identity &) const = default;
};

/// The file or its directory cannot be used for a reason that will not go away by itself.
class cache_file_refused : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// `directory`/brook_cache.db.
std::filesystem::path cache_file_in(const std::filesystem::path &directory);

/// The identity of a file; nothing if there is none. Looks without opening: closing a descriptor would drop the locks
/// that SQLite holds on the same file.
std::optional<file_identity> identity_of(const std::filesystem::path &file) noexcept;

/// Throws cache_file_refused unless nobody but the user (or root) could have written the file: a regular file in a
/// directory, both owned by the effective user or root, neither writable by others. A directory that the user's
/// private group (its number equals the user's) may write is accepted: that is what umask 002 makes.
void check_ownership(const std::filesystem::path &directory);

/// Makes the directory (mode 0700, parents too) and an empty file (mode 0600), whatever the umask; what exists is left
/// as it is. Throws std::runtime_error with the reason if that fails.
void create_cache_file(const std::filesystem::path &directory);

/// True if the file exists and no thread of this process is still making it.
bool cache_file_exists(const std::filesystem::path &directory);

/// True if this process may write the file and beside it.
bool is_writable(const std::filesystem::path &directory) noexcept;

} // namespace detail
BROOK_END_NAMESPACE
