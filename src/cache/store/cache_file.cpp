// SPDX-License-Identifier: MPL-2.0
// Creates and judges the file of the disk cache.
#include "cache/store/cache_file.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/error.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// The database, and what SQLite puts beside it.
constexpr const char *names[] = {"brook_cache.v3.db", "brook_cache.v3.db-journal", "brook_cache.v3.db-wal",
                                 "brook_cache.v3.db-shm"};

// Calls `check` with the path and the properties of each file that is there. Looks without opening (see identity_of()).
template <typename Check>
void for_each_file(int directory, const std::filesystem::path &path, Check check) {
    for (const auto *name : names) {
        struct stat about;
        if (fstatat(directory, name, &about, AT_SYMLINK_NOFOLLOW) == 0)
            check(path / name, about);
        else if (errno != ENOENT || name == names[0])
            throw_runtime_error("cannot look at \"{}\": {}", (path / name).string(), std::strerror(errno));
    }
}

void check_one_kind(const std::filesystem::path &path, const struct stat &about) {
    if (!S_ISREG(about.st_mode))
        throw_error<cache_file_refused>("\"{}\" is not a regular file", path.string());
    if (about.st_nlink != 1)
        throw_error<cache_file_refused>("\"{}\" has other names (hard links)", path.string());
}

} // namespace

std::filesystem::path cache_file_in(const std::filesystem::path &directory) { return directory / names[0]; }

std::optional<file_identity> identity_of(const std::filesystem::path &file) noexcept {
    struct stat about;
    if (lstat(file.c_str(), &about) != 0)
        return std::nullopt;
    return file_identity{about.st_dev, about.st_ino};
}

void check_kind(const std::filesystem::path &directory) {
    const descriptor open_directory(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for_each_file(open_directory.number(), directory, check_one_kind);
}

void check_ownership(const std::filesystem::path &directory, const trusted_users &users) {
    const auto trusted = open_trusted_directory(directory, users);
    for_each_file(trusted.number(), directory, [&](const std::filesystem::path &path, const struct stat &about) {
        check_one_kind(path, about);
        check_owner_and_mode(path, about, users);
    });
}

// Nobody may connect to a file that is being made: closing our descriptor would drop the locks of that connection.
void create_cache_file(const std::filesystem::path &directory, const trusted_users &users) {
    const global_lock lock(global_mutex::cache_files);
    const auto trusted = make_trusted_directory(directory, users);
    const auto file = cache_file_in(directory);
    if (identity_of(file))
        return;
    const descriptor fresh(
        openat(trusted.number(), names[0], O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (fresh.number() < 0 && errno == EEXIST)
        return;
    if (fresh.number() < 0)
        throw_runtime_error("cannot create \"{}\": {}", file.string(), std::strerror(errno));
    set_mode(fresh.number(), trusted, users, 0600, 0660);
}

void ensure_cache_file(const std::filesystem::path &directory, const trusted_users &users) {
    try {
        create_cache_file(directory, users);
    } catch (const std::runtime_error &) {
        if (!cache_file_exists(directory))
            throw;
    }
}

bool cache_file_exists(const std::filesystem::path &directory) {
    const global_lock lock(global_mutex::cache_files);
    return identity_of(cache_file_in(directory)).has_value();
}

bool is_writable(const std::filesystem::path &directory) {
    return faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) == 0 &&
           faccessat(AT_FDCWD, cache_file_in(directory).c_str(), W_OK, AT_EACCESS) == 0;
}

} // namespace detail
BROOK_END_NAMESPACE
