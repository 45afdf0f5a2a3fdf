// SPDX-License-Identifier: MPL-2.0
// Which directories and files only trusted users could have made, and opening directories so that nobody else can put
// another in their place.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <sys/types.h>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A file or directory cannot be used for a reason that will not go away by itself.
class cache_file_refused : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A file descriptor that closes itself. Never one of the database: closing it would drop the locks that SQLite holds.
class descriptor {
public:
    descriptor() = default;
    explicit descriptor(int number) noexcept : number_(number) {}
    descriptor(descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor &operator=(descriptor &&other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~descriptor();

    /// Negative if there is none.
    int number() const noexcept { return number_; }

private:
    int number_ = -1;
};

/// The users whose files are believed.
struct trusted_users {
    std::vector<uid_t> uids; // beside the effective user and root
    bool group = false;      // whoever is in a group of this process, as far as a file belongs to that group
};

/// What the user says: BROOK_CACHE_TRUSTED_UIDS, a list of numbers (what is none is left out), and BROOK_CACHE_GROUP=1.
trusted_users users_trusted_by_environment();

/// True if the owner is the effective user, root or another trusted user.
bool has_trusted_owner(const struct stat &about, const trusted_users &users);

/// True if somebody may write who is not trusted. A group whose number is the user's counts as private, and that of
/// root as root: that is what umask 002 makes.
bool strangers_may_write(const struct stat &about, const trusted_users &users);

/// True if the directory is one that a group shares: its group may write it, is one of ours, and `users` trusts it.
bool shared_by_group(const descriptor &directory, const trusted_users &users);

/// Sets the mode of a new file in `directory` whatever the umask: `alone`, or, in a directory that a group shares,
/// `shared`; the file then belongs to that group.
void set_mode(int file, const descriptor &directory, const trusted_users &users, mode_t alone, mode_t shared);

/// Throws cache_file_refused unless the file has a trusted owner and strangers may not write it.
void check_owner_and_mode(const std::filesystem::path &path, const struct stat &about, const trusted_users &users);

/// Opens a directory to look into it. Walks down from the root, each step taken from a directory that has been checked:
/// all directories have trusted owners, strangers may write to none (those above the last one may be like /tmp, where
/// the sticky bit lets nobody rename what is another's), and symbolic links above the last name have trusted owners.
/// Throws cache_file_refused where that is not so or the directory itself is a link, std::runtime_error if it cannot be
/// opened.
descriptor open_trusted_directory(const std::filesystem::path &directory, const trusted_users &users);

/// The same, but makes what is missing, with mode 0700 whatever the umask.
descriptor make_trusted_directory(const std::filesystem::path &directory, const trusted_users &users);

} // namespace detail
BROOK_END_NAMESPACE
