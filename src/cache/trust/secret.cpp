// SPDX-License-Identifier: MPL-2.0
// Reads the secret, or makes and publishes it in one step.
#include "cache/trust/secret.hpp"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <unistd.h>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr const char *file_name = "secret";

// A directory and the secret that belongs to it. Nodes are never changed or deleted, so that a list of them needs no
// mutex, which a fork could leave locked in the child.
struct known_secret {
    std::filesystem::path directory;
    secret value;
    const known_secret *next;
};
std::atomic<const known_secret *> known_secrets{nullptr};

const secret *find_known(const std::filesystem::path &directory) noexcept {
    for (const auto *known = known_secrets.load(std::memory_order_acquire); known != nullptr; known = known->next)
        if (known->directory == directory)
            return &known->value;
    return nullptr;
}

// Returns the secret to use: that of a thread which was faster, or `value`.
secret remember(const std::filesystem::path &directory, const secret &value) {
    auto *fresh = new known_secret{directory, value, known_secrets.load(std::memory_order_acquire)};
    for (;;) {
        if (const auto *first = find_known(directory)) {
            const auto result = *first;
            delete fresh;
            return result;
        }
        if (known_secrets.compare_exchange_weak(fresh->next, fresh, std::memory_order_acq_rel))
            return value;
    }
}

bool exists_shared(const std::filesystem::path &directory, const trusted_users &users) {
    if (!users.group)
        return false;
    try {
        return shared_by_group(open_trusted_directory(directory, users), users);
    } catch (const cache_file_refused &) {
        throw;
    } catch (const std::runtime_error &) {
        return false; // not there yet: it will be made for the user alone
    }
}

void check_secret(const std::filesystem::path &path, const struct stat &about, bool shared,
                  const trusted_users &users) {
    if (!S_ISREG(about.st_mode))
        throw_error<cache_file_refused>("the secret \"{}\" is not a regular file", path.string());
    if (shared ? !has_trusted_owner(about, users) : about.st_uid != geteuid())
        throw_error<cache_file_refused>("the secret \"{}\" belongs to another user", path.string());
    const mode_t allowed = shared ? 0640 : 0600;
    if ((about.st_mode & 07777 & ~allowed) != 0)
        throw_error<cache_file_refused>("the secret \"{}\" has mode {:04o}, but {:04o} was expected", path.string(),
                                        static_cast<unsigned>(about.st_mode & 07777), static_cast<unsigned>(allowed));
    if (about.st_size != sizeof(secret::bytes))
        throw_error<cache_file_refused>("the secret \"{}\" has {} bytes, but {} were expected", path.string(),
                                        about.st_size, sizeof(secret::bytes));
}

// Nothing if there is no file.
std::optional<secret> read(const descriptor &directory, const std::filesystem::path &path, const trusted_users &users) {
    // Without O_NONBLOCK, a FIFO would wait for a writer.
    const descriptor file(
        openat(directory.number(), file_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (file.number() < 0 && errno == ENOENT)
        return std::nullopt;
    if (file.number() < 0 && errno == ELOOP)
        throw_error<cache_file_refused>("the secret \"{}\" is a symbolic link", path.string());
    struct stat about;
    if (file.number() < 0 || fstat(file.number(), &about) != 0)
        throw_runtime_error("cannot open the secret \"{}\": {}", path.string(), std::strerror(errno));
    check_secret(path, about, shared_by_group(directory, users), users);
    secret result;
    if (::read(file.number(), result.bytes.data(), result.bytes.size()) != static_cast<ssize_t>(result.bytes.size()))
        throw_runtime_error("cannot read the secret \"{}\"", path.string());
    return result;
}

// Under another name first, complete and on the disk: a link is made at once, or not at all if somebody else was
// faster. So nobody reads half a secret, and all who race read the same one.
void make(const descriptor &directory, const std::filesystem::path &path, const trusted_users &users) {
    const auto fail = [&] {
        throw_runtime_error("cannot store the secret \"{}\": {}", path.string(), std::strerror(errno));
    };
    const auto value = random_bits();
    const auto name = fmt::format("{}.{}", file_name, to_hex(random_bits()).substr(0, 16));
    const descriptor file(
        openat(directory.number(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (file.number() < 0)
        fail();
    set_mode(file.number(), directory, users, 0600, 0640);
    const bool written = write(file.number(), value.data(), value.size()) == static_cast<ssize_t>(value.size()) &&
                         fsync(file.number()) == 0;
    const bool linked =
        written && (linkat(directory.number(), name.c_str(), directory.number(), file_name, 0) == 0 || errno == EEXIST);
    const int error = errno;
    (void)unlinkat(directory.number(), name.c_str(), 0);
    errno = error;
    if (!linked)
        fail();
}

} // namespace

std::filesystem::path secret_directory(const std::filesystem::path &cache_directory, const directory_hints &hints,
                                       const trusted_users &users) {
    // Machine code that the caller chose must not run with rights that the caller has not.
    if (hints.elevated)
        throw cache_file_refused("the process has privileges that its caller has not");
    const auto state = state_directory_from(hints);
    return state.empty() || exists_shared(cache_directory, users) ? cache_directory : state;
}

secret read_or_make_secret(const std::filesystem::path &directory, const trusted_users &users) {
    const auto trusted = make_trusted_directory(directory, users);
    const auto path = directory / file_name;
    for (int attempt = 0; attempt < 3; ++attempt) { // somebody may delete what was made
        if (const auto found = read(trusted, path, users))
            return *found;
        make(trusted, path, users);
    }
    throw_runtime_error("the secret \"{}\" vanishes as soon as it is made", path.string());
}

secret secret_of(const std::filesystem::path &cache_directory) {
    if (const auto *known = find_known(cache_directory))
        return *known;
    const auto users = users_trusted_by_environment();
    const auto place = secret_directory(cache_directory, current_directory_hints(), users);
    const auto *known = find_known(place);
    const auto value = known != nullptr ? *known : remember(place, read_or_make_secret(place, users));
    return remember(cache_directory, value);
}

} // namespace detail
BROOK_END_NAMESPACE
