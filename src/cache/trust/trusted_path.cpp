// SPDX-License-Identifier: MPL-2.0
// Judges owners and modes, and walks to a directory.
#include "cache/trust/trusted_path.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "support/error.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr int most_links = 40; // as Linux

// Directories above the user's often cannot be read, only passed.
#if defined(O_PATH)
constexpr int only_to_pass = O_PATH;
#elif defined(O_SEARCH)
constexpr int only_to_pass = O_SEARCH;
#else
constexpr int only_to_pass = O_RDONLY;
#endif

bool is_group_of_process(gid_t group) {
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(getgroups(0, nullptr), 0)));
    groups.resize(static_cast<std::size_t>(std::max(getgroups(static_cast<int>(groups.size()), groups.data()), 0)));
    return group == getegid() || std::find(groups.begin(), groups.end(), group) != groups.end();
}

class directory_walk {
public:
    directory_walk(const std::filesystem::path &directory, const trusted_users &users, bool make)
        : users_(users), make_(make) {
        go_on_with(std::filesystem::absolute(directory));
    }

    descriptor finish() {
        while (!ahead_.empty()) {
            const auto name = ahead_.back();
            ahead_.pop_back();
            step(name);
        }
        return std::move(here_);
    }

private:
    void go_on_with(const std::filesystem::path &path) {
        if (path.is_absolute()) {
            path_ = "/";
            enter(AT_FDCWD, "/");
        }
        std::vector<std::string> names;
        for (const auto &name : path.relative_path())
            if (!name.empty() && name != ".")
                names.push_back(name.string());
        ahead_.insert(ahead_.end(), names.rbegin(), names.rend());
    }

    void step(const std::string &name) {
        path_ /= name;
        struct stat about;
        if (fstatat(here_.number(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno != ENOENT || !make_)
                fail("look at");
            make(name);
        } else if (S_ISLNK(about.st_mode)) {
            return follow(name, about);
        }
        enter(here_.number(), name);
    }

    void make(const std::string &name) {
        if (mkdirat(here_.number(), name.c_str(), 0700) == 0)
            (void)fchmodat(here_.number(), name.c_str(), 0700, 0); // mkdir lets the umask take bits away
        else if (errno != EEXIST)
            fail("create the directory");
    }

    void follow(const std::string &name, const struct stat &about) {
        if (ahead_.empty())
            throw_error<cache_file_refused>("\"{}\" is a symbolic link", path_.string());
        if (!has_trusted_owner(about, users_))
            throw_error<cache_file_refused>("\"{}\" is a symbolic link of another user", path_.string());
        char target[PATH_MAX];
        const auto size = readlinkat(here_.number(), name.c_str(), target, sizeof(target));
        if (size < 0 || ++links_ > most_links) {
            errno = size < 0 ? errno : ELOOP;
            fail("follow");
        }
        path_ = path_.parent_path();
        go_on_with(std::string(target, static_cast<std::size_t>(size)));
    }

    void enter(int from, const std::string &name) {
        descriptor next(openat(from, name.c_str(), only_to_pass | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        struct stat about;
        if (next.number() < 0 || fstat(next.number(), &about) != 0)
            fail("open the directory");
        const bool last = ahead_.empty() && name != "/";
        if (last || (about.st_mode & S_ISVTX) == 0)
            check_owner_and_mode(path_, about, users_);
        else if (!has_trusted_owner(about, users_))
            throw_error<cache_file_refused>("\"{}\" belongs to another user", path_.string());
        here_ = std::move(next);
    }

    [[noreturn]] void fail(const char *what) const {
        throw_runtime_error("cannot {} \"{}\": {}", what, path_.string(), std::strerror(errno));
    }

    const trusted_users &users_;
    bool make_;
    std::vector<std::string> ahead_; // names to come, the next one at the back
    std::filesystem::path path_;     // of what is looked at, for messages
    descriptor here_;
    int links_ = 0;
};

} // namespace

descriptor::~descriptor() {
    if (number_ >= 0)
        close(number_);
}

trusted_users users_trusted_by_environment() {
    trusted_users users;
    users.group = environment_variable("BROOK_CACHE_GROUP") == "1";
    for (const auto &text : environment_list("BROOK_CACHE_TRUSTED_UIDS")) {
        uid_t uid = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), uid);
        if (error == std::errc() && end == text.data() + text.size())
            users.uids.push_back(uid);
    }
    return users;
}

bool has_trusted_owner(const struct stat &about, const trusted_users &users) {
    return about.st_uid == geteuid() || about.st_uid == 0 ||
           std::find(users.uids.begin(), users.uids.end(), about.st_uid) != users.uids.end() ||
           (users.group && is_group_of_process(about.st_gid));
}

bool strangers_may_write(const struct stat &about, const trusted_users &users) {
    if ((about.st_mode & S_IWOTH) != 0)
        return true;
    if ((about.st_mode & S_IWGRP) == 0 || about.st_gid == geteuid() || about.st_gid == 0)
        return false;
    return !(users.group && is_group_of_process(about.st_gid));
}

bool shared_by_group(const descriptor &directory, const trusted_users &users) {
    struct stat about;
    return users.group && fstat(directory.number(), &about) == 0 && (about.st_mode & S_IWGRP) != 0 &&
           is_group_of_process(about.st_gid);
}

void set_mode(int file, const descriptor &directory, const trusted_users &users, mode_t alone, mode_t shared) {
    struct stat about;
    const bool share = shared_by_group(directory, users) && fstat(directory.number(), &about) == 0 &&
                       fchown(file, static_cast<uid_t>(-1), about.st_gid) == 0;
    (void)fchmod(file, share ? shared : alone);
}

void check_owner_and_mode(const std::filesystem::path &path, const struct stat &about, const trusted_users &users) {
    if (!has_trusted_owner(about, users))
        throw_error<cache_file_refused>("\"{}\" belongs to another user", path.string());
    if (strangers_may_write(about, users))
        throw_error<cache_file_refused>("\"{}\" can be written by other users", path.string());
}

descriptor open_trusted_directory(const std::filesystem::path &directory, const trusted_users &users) {
    return directory_walk(directory, users, false).finish();
}

descriptor make_trusted_directory(const std::filesystem::path &directory, const trusted_users &users) {
    return directory_walk(directory, users, true).finish();
}

} // namespace detail
BROOK_END_NAMESPACE
