// SPDX-License-Identifier: MPL-2.0
// A queue and the thread that empties it.
#include "support/background_thread.hpp"

#include <new>
#include <thread>
#include <utility>

#include <pthread.h>
#include <signal.h>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

thread_local const background_thread *thread_of_this = nullptr;

// Signals are for the threads of the user's program.
class signals_blocked {
public:
    signals_blocked() noexcept {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &previous_);
    }
    ~signals_blocked() { pthread_sigmask(SIG_SETMASK, &previous_, nullptr); }

private:
    sigset_t previous_;
};

} // namespace

background_thread::~background_thread() { finish(); }

void background_thread::post(job work, std::size_t bytes) noexcept {
    try {
        if (try_post(work, bytes))
            return;
    } catch (...) {
        // No memory for a copy of the job.
    }
    work();
}

bool background_thread::try_post(job work, std::size_t bytes) noexcept {
    std::lock_guard lock(mutex_);
    if (bytes_ + bytes > most_bytes)
        return false;
    try {
        jobs_.push_back({std::move(work), bytes});
    } catch (...) {
        return false; // no memory for the queue
    }
    bytes_ += bytes;
    if (running_ || start_thread())
        return true;
    bytes_ -= bytes;
    jobs_.pop_back();
    return false;
}

bool background_thread::start_thread() noexcept {
    try {
        const signals_blocked inherited;
        std::thread([this] { run(); }).detach();
        running_ = true;
    } catch (...) {
    }
    return running_;
}

void background_thread::run() noexcept {
    thread_of_this = this;
    std::unique_lock lock(mutex_);
    while (!jobs_.empty()) {
        {
            const auto now = std::move(jobs_.front().work);
            lock.unlock();
            now();
        }
        lock.lock();
        bytes_ -= jobs_.front().bytes;
        jobs_.pop_front();
        ++done_;
        changed_.notify_all();
    }
    running_ = false;
    changed_.notify_all();
}

void background_thread::finish() noexcept {
    if (thread_of_this == this)
        return;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !running_; });
}

void background_thread::finish_or_drop(std::chrono::milliseconds patience) noexcept {
    std::unique_lock lock(mutex_);
    for (auto done = done_; running_; done = done_)
        if (!changed_.wait_for(lock, patience, [&] { return !running_ || done_ != done; }))
            break;
    while (jobs_.size() > 1) {
        bytes_ -= jobs_.back().bytes;
        jobs_.pop_back();
    }
}

void background_thread::unlock_in_child() noexcept {
    // Not destroyed: the thread of the parent was in the midst of them.
    new (&jobs_) decltype(jobs_)();
    new (&changed_) std::condition_variable();
    bytes_ = done_ = 0;
    running_ = false;
    mutex_.unlock();
}

} // namespace detail
BROOK_END_NAMESPACE
