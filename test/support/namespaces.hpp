// SPDX-License-Identifier: MPL-2.0
// What containers are made of: mounts, users and process numbers of its own for a child process.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "test/support/catch.hpp"
#include "test/support/child_process.hpp"

/// From now on the user of this process has the number `inside`, and all rights over what is its own. False where that
/// is not allowed, or if the process has several threads.
inline bool own_users(uid_t inside) {
    const auto map_to = [inside](const char *file, unsigned outside) {
        std::ofstream(file) << inside << ' ' << outside << " 1";
    };
    const auto user = geteuid();
    const auto group = getegid();
    if (unshare(CLONE_NEWUSER) != 0)
        return false;
    std::ofstream("/proc/self/setgroups") << "deny";
    map_to("/proc/self/uid_map", user);
    map_to("/proc/self/gid_map", group);
    if (user != 0)
        setenv("BROOK_CACHE_TRUSTED_UIDS", "65534", 1); // the owner of / has no other number in here
    return geteuid() == inside;
}

/// From now on mounts of this process are its own, and go with it. False where that is not allowed.
inline bool own_mounts() {
    return (geteuid() == 0 || own_users(0)) && unshare(CLONE_NEWNS) == 0 &&
           mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

/// Where a machine does not allow mounts, such tests are left out, with a message.
inline bool can_mount() {
    const bool can = true_in_child([] { return own_mounts(); });
    if (!can)
        WARN("not tested: no permission to mount");
    return can;
}

/// Shows one directory under the name of another, too.
inline bool bind_mount(const std::filesystem::path &from, const std::filesystem::path &to, unsigned long flags = 0) {
    // The flags of a bind mount count only when it is mounted again.
    return mount(from.c_str(), to.c_str(), nullptr, MS_BIND, nullptr) == 0 &&
           (flags == 0 || mount(nullptr, to.c_str(), nullptr, MS_BIND | MS_REMOUNT | flags, nullptr) == 0);
}
