// SPDX-License-Identifier: MPL-2.0
// Works while the user's program goes on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Runs jobs one after the other in a thread, which exists only while there are any. All functions are thread-safe.
class background_thread {
public:
    using job = std::function<void()>;

    background_thread() = default;
    /// Waits for all jobs.
    ~background_thread();
    background_thread(const background_thread &) = delete;
    background_thread &operator=(const background_thread &) = delete;

    /// Hands over a job that holds `bytes` of memory and does not throw. It runs in the calling thread if too much is
    /// waiting already, or if there is no thread to be had.
    void post(job work, std::size_t bytes) noexcept;
    /// The same, but false, and nothing done, where it would run in the calling thread.
    bool try_post(job work, std::size_t bytes) noexcept;

    /// Waits until nothing is left. For the process to end: gives up when no job has ended for `patience`; what is left
    /// then is dropped. Returns at once when called by a job.
    void finish() noexcept;
    void finish_or_drop(std::chrono::milliseconds patience) noexcept;

    /// Around fork(): the thread does not exist in the child, and what it had to do is the parent's to do.
    void lock_for_fork() noexcept { mutex_.lock(); }
    void unlock_in_parent() noexcept { mutex_.unlock(); }
    void unlock_in_child() noexcept;

private:
    static constexpr std::size_t most_bytes = std::size_t{64} << 20;

    struct waiting {
        job work;
        std::size_t bytes;
    };

    bool start_thread() noexcept;
    void run() noexcept;

    std::mutex mutex_; // guards what follows
    std::condition_variable changed_;
    std::deque<waiting> jobs_; // the first one is being done
    std::size_t bytes_ = 0, done_ = 0;
    bool running_ = false;
};

} // namespace detail
BROOK_END_NAMESPACE
