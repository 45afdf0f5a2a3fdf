// SPDX-License-Identifier: MPL-2.0
// Single flight among threads.
#include "cache/locks/flights.hpp"

#include <condition_variable>
#include <new>
#include <thread>
#include <utility>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct flights::place::flight {
    std::thread::id maker = std::this_thread::get_id();
    std::condition_variable over;
    bool ended = false; // this and what follows are guarded by the mutex of the flights
    code_ptr code;      // null if nobody has made it
};

flights::flights() = default;
flights::~flights() = default;

flights::place::~place() {
    if (task_)
        owner_->end(key_, *task_, nullptr);
}

void flights::place::publish(code_ptr code) noexcept {
    if (task_)
        owner_->end(key_, *task_, std::move(code));
    task_.reset();
}

void flights::end(const cache_key &key, place::flight &task, code_ptr code) noexcept {
    std::lock_guard lock(mutex_);
    task.ended = true;
    task.code = std::move(code);
    task.over.notify_all();
    if (const auto at = in_the_air_.find(key); at != in_the_air_.end() && at->second.get() == &task)
        in_the_air_.erase(at); // in a forked child there is none
}

flights::place flights::join(const cache_key &key) {
    auto mine = std::make_shared<place::flight>();
    std::unique_lock lock(mutex_);
    for (;;) {
        const auto [at, first] = in_the_air_.try_emplace(key, mine);
        if (first)
            return {this, key, std::move(mine), nullptr};
        const auto other = at->second;
        if (other->maker == mine->maker)
            return {this, key, nullptr, nullptr};
        other->over.wait(lock, [&] { return other->ended; });
        if (other->code)
            return {this, key, nullptr, other->code};
    }
}

void flights::unlock_in_child() noexcept {
    // Neither destroyed nor unlocked: threads that no longer exist may have been waiting.
    new (&in_the_air_) decltype(in_the_air_)();
    mutex_.unlock();
}

} // namespace detail
BROOK_END_NAMESPACE
