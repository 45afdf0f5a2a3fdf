// SPDX-License-Identifier: MPL-2.0
// Opens the lock file, keeps it from forked children, and asks the kernel for locks.
#include "cache/locks/lock_file.hpp"

#include <cerrno>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <brook/support/made_once.hpp>

#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// The descriptors of this process. A forked child has copies, which would keep the locks of its parent alive.
class open_files {
public:
    static open_files &instance() {
        static constinit made_once<open_files> files;
        return files.get([] { return open_files(); });
    }

    int open(const char *path, if_missing missing) {
        const global_lock lock(global_mutex::lock_files);
        descriptors_.reserve(descriptors_.size() + 1);
        const int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
        int descriptor = ::open(path, O_RDWR | (missing == if_missing::create ? O_CREAT : 0) | flags, 0600);
        if (descriptor < 0)
            descriptor = ::open(path, O_RDONLY | flags); // enough for a shared lock
        if (descriptor >= 0)
            descriptors_.push_back(descriptor);
        return descriptor;
    }

    // Nothing in a child that had it closed already, and may use its number for something else.
    void close(int descriptor) noexcept {
        const global_lock lock(global_mutex::lock_files);
        if (std::erase(descriptors_, descriptor) != 0)
            ::close(descriptor);
    }

private:
    void close_in_child() noexcept {
        for (const int descriptor : descriptors_)
            ::close(descriptor);
        descriptors_.clear();
    }

    std::vector<int> descriptors_; // guarded by the lock of lock files
    fork_participant at_forks_{global_mutex::lock_files, [] {}, [] {}, [this] { close_in_child(); }};
};

bool may_be_used(int file, const std::filesystem::path &directory, const trusted_users &users) {
    struct stat about;
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode) || about.st_nlink != 1)
        return false;
    if (users.group && about.st_uid == geteuid() && (about.st_mode & S_IRWXG) == 0)
        if (const auto trusted = open_trusted_directory(directory, users); shared_by_group(trusted, users))
            set_mode(file, trusted, users, 0600, 0660);
    return has_trusted_owner(about, users);
}

#if defined(F_OFD_SETLK)

struct flock range_of(short type, long long first, long long count) noexcept {
    struct flock range {};
    range.l_type = type;
    range.l_whence = SEEK_SET;
    range.l_start = first;
    range.l_len = count;
    return range;
}

#endif

} // namespace

std::filesystem::path lock_file_in(const std::filesystem::path &directory) { return directory / "brook_cache.lock"; }

lock_file::lock_file(const std::filesystem::path &directory, const trusted_users &users, if_missing missing) noexcept {
    try {
        lock_file fresh;
        fresh.descriptor_ = open_files::instance().open(lock_file_in(directory).c_str(), missing);
        if (fresh && may_be_used(fresh.descriptor_, directory, users))
            *this = std::move(fresh);
    } catch (...) {
        // Nothing, then.
    }
}

lock_file::lock_file(lock_file &&other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

lock_file &lock_file::operator=(lock_file &&other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

lock_file::~lock_file() {
    if (descriptor_ >= 0)
        open_files::instance().close(descriptor_);
}

#if defined(F_OFD_SETLK)

lock_file::outcome lock_file::lock(long long offset, kind how) const noexcept {
    auto range = range_of(how == kind::shared ? F_RDLCK : F_WRLCK, offset, 1);
    if (fcntl(descriptor_, F_OFD_SETLK, &range) == 0)
        return outcome::locked;
    return errno == EAGAIN || errno == EACCES ? outcome::busy : outcome::impossible;
}

bool lock_file::others_lock(long long first, long long count) const noexcept {
    auto range = range_of(F_WRLCK, first, count);
    return count != 0 && fcntl(descriptor_, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

#else

lock_file::outcome lock_file::lock(long long, kind) const noexcept { return outcome::impossible; }
bool lock_file::others_lock(long long, long long) const noexcept { return false; }

#endif

} // namespace detail
BROOK_END_NAMESPACE
