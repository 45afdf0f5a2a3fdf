// SPDX-License-Identifier: MPL-2.0
// Other users, modes and masks, for the tests of what is trusted.
#pragma once

#include <filesystem>

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"

namespace cache_test {

constexpr uid_t stranger = 54321; // and those after him
constexpr gid_t team = 65432;

/// Who is not root cannot give files away: such tests are left out, with a message.
inline bool is_root() {
    if (geteuid() != 0)
        WARN("not tested: only root can give files to other users");
    return geteuid() == 0;
}

/// Runs `work` in a child that is another user, in one group and no others. For root only.
template <typename Work>
bool true_as_user(uid_t user, gid_t in_group, Work &&work) {
    return true_in_child([&] {
        return setgroups(0, nullptr) == 0 && setresgid(in_group, in_group, in_group) == 0 &&
               setresuid(user, user, user) == 0 && work();
    });
}

template <typename Work>
bool true_as_user(uid_t user, Work &&work) {
    return true_as_user(user, static_cast<gid_t>(user), work);
}

inline unsigned mode_of(const std::filesystem::path &path) {
    struct stat about;
    return lstat(path.c_str(), &about) == 0 ? about.st_mode & 07777u : 0;
}

/// A umask for a block.
struct umask_set {
    explicit umask_set(mode_t mask) : previous(umask(mask)) {}
    umask_set(const umask_set &) = delete;
    umask_set &operator=(const umask_set &) = delete;
    ~umask_set() { umask(previous); }
    mode_t previous;
};

} // namespace cache_test
