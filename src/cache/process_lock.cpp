// SPDX-License-Identifier: MPL-2.0
// Locks of open files, polled: there is no way to wait for one with a limit.
#include "cache/process_lock.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// The descriptors of this process. A forked child has copies, which would keep the locks of its parent alive.
class open_locks {
public:
    static open_locks &instance() {
        static open_locks *const locks = [] {
            pthread_atfork([] { instance().mutex_.lock(); }, [] { instance().mutex_.unlock(); },
                           [] { instance().close_in_child(); });
            return new open_locks;
        }();
        return *locks;
    }

    int open(const char *path) {
        std::lock_guard lock(mutex_);
        descriptors_.reserve(descriptors_.size() + 1);
        const int descriptor = ::open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
        if (descriptor >= 0)
            descriptors_.push_back(descriptor);
        return descriptor;
    }

    // False in a child that had it closed already, and may use its number for something else.
    bool close(int descriptor) noexcept {
        std::lock_guard lock(mutex_);
        if (std::erase(descriptors_, descriptor) == 0)
            return false;
        ::close(descriptor);
        return true;
    }

private:
    void close_in_child() noexcept {
        for (const int descriptor : descriptors_)
            ::close(descriptor);
        descriptors_.clear();
        mutex_.unlock();
    }

    std::mutex mutex_;
    std::vector<int> descriptors_;
};

bool may_be_used(int lock, const std::filesystem::path &directory, const trusted_users &users) {
    struct stat about;
    if (fstat(lock, &about) != 0 || !S_ISREG(about.st_mode))
        return false;
    if (users.group && about.st_uid == geteuid() && (about.st_mode & S_IRWXG) == 0)
        set_mode(lock, open_trusted_directory(directory, users), users, 0600, 0660);
    return has_trusted_owner(about, users);
}

// Of the first bytes of the key, so that two keys hardly ever share a byte of the file; if they do, one waits in vain.
long long offset_of(const cache_key &key) noexcept {
    unsigned long long number;
    std::memcpy(&number, key.bytes.data(), sizeof(number));
    return static_cast<long long>(number >> 2);
}

int set_lock(int descriptor, long long offset, short type) noexcept {
#if defined(F_OFD_SETLK)
    struct flock range {};
    range.l_type = type;
    range.l_whence = SEEK_SET;
    range.l_start = offset;
    range.l_len = 1;
    return fcntl(descriptor, F_OFD_SETLK, &range) == 0 ? 0 : errno;
#else
    (void)descriptor, (void)offset, (void)type;
    return ENOSYS;
#endif
}

} // namespace

process_lock::process_lock(process_lock &&other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), offset_(other.offset_) {}

process_lock &process_lock::operator=(process_lock &&other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(offset_, other.offset_);
    return *this;
}

process_lock::~process_lock() { release(); }

void process_lock::release() noexcept {
    if (descriptor_ >= 0)
        open_locks::instance().close(descriptor_);
    descriptor_ = -1;
}

process_lock::outcome process_lock::acquire(const std::filesystem::path &directory, const trusted_users &users,
                                            const cache_key &key, std::chrono::milliseconds patience) noexcept try {
    using namespace std::chrono;
    descriptor_ = open_locks::instance().open((directory / "brook_cache.lock").c_str());
    if (descriptor_ < 0)
        return outcome::none;
    offset_ = offset_of(key);
    const auto deadline = steady_clock::now() + patience;
    auto result = may_be_used(descriptor_, directory, users) ? outcome::at_once : outcome::none;
    for (auto pause = milliseconds(1); result != outcome::none; pause = std::min(2 * pause, milliseconds(20))) {
        const int error = set_lock(descriptor_, offset_, F_WRLCK);
        if (error == 0)
            return result;
        result = error != EAGAIN && error != EACCES        ? outcome::none
                 : steady_clock::now() + pause >= deadline ? outcome::gave_up
                                                           : outcome::waited;
        if (result == outcome::gave_up)
            break;
        std::this_thread::sleep_for(pause);
    }
    release();
    return result;
} catch (...) {
    release();
    return outcome::none;
}

} // namespace detail
BROOK_END_NAMESPACE
