// SPDX-License-Identifier: MPL-2.0
// The file of the disk cache: where it lies, whether it may be trusted with what we execute, and making it.
#pragma once

#include <filesystem>
#include <optional>

#include <sys/types.h>

#include <brook/support/visibility.hpp>

#include "cache/trust/trusted_path.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Which file a name stands for: a name whose identity has changed is another file, whatever it contains.
struct file_identity {
    dev_t device = 0;
    ino_t inode = 0;

    bool operator==(const file_identity &) const = default;
};

/// `directory`/brook_cache.v3.db. The number is schema_version, so that versions of brook with other tables live side
/// by side.
std::filesystem::path cache_file_in(const std::filesystem::path &directory);

/// The identity of a file; nothing if there is none. Looks without opening: closing a descriptor would drop the locks
/// that SQLite holds on the same file.
std::optional<file_identity> identity_of(const std::filesystem::path &file) noexcept;

/// Throws cache_file_refused unless the file, and what SQLite puts beside it, are regular files without other names.
/// Throws std::runtime_error if there is no file.
void check_kind(const std::filesystem::path &directory);

/// Throws cache_file_refused unless nobody but trusted users could have written the file: the directory is trusted (see
/// open_trusted_directory()), the file and those that SQLite puts beside it are of the right kind (see above), have
/// trusted owners, and strangers may not write them. Throws std::runtime_error if there is no file.
void check_ownership(const std::filesystem::path &directory, const trusted_users &users);

/// Makes the directory (mode 0700, parents too) and an empty file (mode 0600), whatever the umask; what exists is left
/// as it is. In a directory that a group shares the file gets its group and mode 0660. Throws cache_file_refused if the
/// directory is not trusted, std::runtime_error with the reason if something cannot be made.
void create_cache_file(const std::filesystem::path &directory, const trusted_users &users);

/// The same, but does not throw if there is a file already: it may exist where nothing can be made.
void ensure_cache_file(const std::filesystem::path &directory, const trusted_users &users);

/// True if the file exists and no thread of this process is still making it.
bool cache_file_exists(const std::filesystem::path &directory);

/// True if this process may write the file and beside it.
bool is_writable(const std::filesystem::path &directory);

} // namespace detail
BROOK_END_NAMESPACE
