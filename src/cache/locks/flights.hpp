// SPDX-License-Identifier: MPL-2.0
// Among the threads of this process, one makes a piece of code, and those who want the same wait for it.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>

#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/recipe.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The pieces of code that are being made. All functions are thread-safe.
class flights {
public:
    using code_ptr = std::shared_ptr<const cached_code>;

    /// What join() gives: code that another thread has made meanwhile, or the task to make it. If a task ends without
    /// publish(), by an exception, it passes on to one of those who wait.
    class place {
    public:
        place(place &&other) noexcept = default;
        place &operator=(place &&) = delete;
        ~place();

        /// What the other thread has made; null if the task is ours.
        const code_ptr &code() const noexcept { return code_; }

        /// Hands the code to those who wait.
        void publish(code_ptr code) noexcept;

    private:
        friend class flights;
        struct flight;
        place(flights *owner, const cache_key &key, std::shared_ptr<flight> task, code_ptr code) noexcept
            : owner_(owner), key_(key), task_(std::move(task)), code_(std::move(code)) {}

        flights *owner_;
        cache_key key_;
        std::shared_ptr<flight> task_; // null if there is none to fulfil
        code_ptr code_;
    };

    flights();
    ~flights();
    flights(const flights &) = delete;
    flights &operator=(const flights &) = delete;

    /// Waits for the thread that is making this code, if there is one. A thread that is making it itself, and got here
    /// again through code of the user, gets the task a second time.
    place join(const cache_key &key);

    /// Around fork(): the threads that make code do not exist in the child.
    void lock_for_fork() noexcept { mutex_.lock(); }
    void unlock_in_parent() noexcept { mutex_.unlock(); }
    void unlock_in_child() noexcept;

private:
    void end(const cache_key &key, place::flight &task, code_ptr code) noexcept;

    std::mutex mutex_;
    std::unordered_map<cache_key, std::shared_ptr<place::flight>> in_the_air_;
};

} // namespace detail
BROOK_END_NAMESPACE
