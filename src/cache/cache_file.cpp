// SPDX-License-Identifier: MPL-2.0
// Creates and judges the file of the disk cache.
#include "cache/cache_file.hpp"

#include <cerrno>
#include <cstring>
#include <mutex>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

bool trusted_owner(const struct stat &about) noexcept { return about.st_uid == geteuid() || about.st_uid == 0; }

bool writable_by_others(const struct stat &about) noexcept {
    if ((about.st_mode & S_IWOTH) != 0)
        return true;
    const bool private_group = about.st_gid == geteuid() || about.st_gid == 0;
    return (about.st_mode & S_IWGRP) != 0 && !private_group;
}

void check_one(const std::filesystem::path &path, const struct stat &about) {
    if (!trusted_owner(about))
        throw_error<cache_file_refused>("\"{}\" belongs to another user", path.string());
    if (writable_by_others(about))
        throw_error<cache_file_refused>("\"{}\" can be written by other users", path.string());
}

// Nobody may connect to a file that is being made: closing our descriptor would drop the locks of that connection.
std::mutex &creation_mutex() {
    static std::mutex *const instance = new std::mutex;
    return *instance;
}

// Each new directory gets mode 0700; mkdir alone would let the umask take bits away.
void create_directories_privately(const std::filesystem::path &directory) {
    std::vector<std::filesystem::path> missing;
    for (auto path = directory; !path.empty(); path = path.parent_path()) {
        struct stat about;
        if (stat(path.c_str(), &about) == 0)
            break;
        if (errno != ENOENT)
            throw_runtime_error("cannot look at \"{}\": {}", path.string(), std::strerror(errno));
        missing.push_back(path);
    }
    for (auto path = missing.rbegin(); path != missing.rend(); ++path) {
        if (mkdir(path->c_str(), 0700) == 0)
            (void)chmod(path->c_str(), 0700);
        else if (errno != EEXIST)
            throw_runtime_error("cannot create the directory \"{}\": {}", path->string(), std::strerror(errno));
    }
}

} // namespace

std::filesystem::path cache_file_in(const std::filesystem::path &directory) { return directory / "brook_cache.db"; }

std::optional<file_identity> identity_of(const std::filesystem::path &file) noexcept {
    struct stat about;
    if (lstat(file.c_str(), &about) != 0)
        return std::nullopt;
    return file_identity{about.st_dev, about.st_ino};
}

void check_ownership(const std::filesystem::path &directory) {
    const auto file = cache_file_in(directory);
    struct stat about;
    if (stat(directory.c_str(), &about) != 0)
        throw_runtime_error("cannot look at \"{}\": {}", directory.string(), std::strerror(errno));
    check_one(directory, about);
    if (lstat(file.c_str(), &about) != 0)
        throw_runtime_error("cannot look at \"{}\": {}", file.string(), std::strerror(errno));
    if (!S_ISREG(about.st_mode))
        throw_error<cache_file_refused>("\"{}\" is not a regular file", file.string());
    check_one(file, about);
}

void create_cache_file(const std::filesystem::path &directory) {
    std::lock_guard lock(creation_mutex());
    create_directories_privately(directory);
    const auto file = cache_file_in(directory);
    if (identity_of(file))
        return;
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0 && errno == EEXIST)
        return;
    if (descriptor < 0)
        throw_runtime_error("cannot create \"{}\": {}", file.string(), std::strerror(errno));
    (void)fchmod(descriptor, 0600);
    close(descriptor);
}

bool cache_file_exists(const std::filesystem::path &directory) {
    std::lock_guard lock(creation_mutex());
    return identity_of(cache_file_in(directory)).has_value();
}

bool is_writable(const std::filesystem::path &directory) noexcept {
    return faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) == 0 &&
           faccessat(AT_FDCWD, cache_file_in(directory).c_str(), W_OK, AT_EACCESS) == 0;
}

} // namespace detail
BROOK_END_NAMESPACE
