// SPDX-License-Identifier: MPL-2.0
// When faster code is asked for, and the thread that makes it.
#include "integrator/faster_code.hpp"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <utility>

#include <brook/support/made_once.hpp>

#include "cache/code_cache.hpp"
#include "support/background_thread.hpp"
#include "support/default_arithmetic.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// One thread for all code, as long as there is any to be made. Never destroyed, as the caches are not.
class compiling_thread {
public:
    static compiling_thread &instance() {
        static constinit made_once<compiling_thread> the_one;
        static constinit std::atomic<bool> ends_orderly{false};
        auto &thread = the_one.get([] { return compiling_thread(); });
        if (!ends_orderly.load(std::memory_order_relaxed) && !ends_orderly.exchange(true)) {
            process_code_cache(); // whose end comes after that of this thread, which stores in it
            std::atexit([] { instance().thread_.finish_or_drop(std::chrono::seconds(2)); });
        }
        return thread;
    }

    bool post(background_thread::job job) { return thread_.try_post(std::move(job), job_size); }
    void finish() noexcept { thread_.finish(); }
    std::uint64_t process() const noexcept { return process_; }

private:
    static constexpr std::size_t job_size = 1 << 20; // that many bytes, or less: 64 jobs at most

    background_thread thread_;
    std::atomic<std::uint64_t> process_{1}; // the jobs of others are lost
    fork_participant forks_{global_mutex::compilation_behind, [this] { thread_.lock_for_fork(); },
                            [this] { thread_.unlock_in_parent(); },
                            [this] {
                                thread_.unlock_in_child();
                                ++process_;
                            }};
};

} // namespace

void faster_code::count(std::size_t steps) noexcept {
    const auto before = steps_.fetch_add(steps, std::memory_order_relaxed), after = before + steps;
    if (before < steps_to_look && after >= steps_to_look)
        look(false);
    if (after < steps_until_made_ || get() != nullptr)
        return;
    try {
        auto &thread = compiling_thread::instance();
        const auto here = thread.process();
        if (auto asked = asked_in_.load(std::memory_order_relaxed);
            asked == here || !asked_in_.compare_exchange_strong(asked, here))
            return;
        if (!thread.post([weak = weak_from_this()] {
                if (const auto self = weak.lock())
                    self->look(true);
            }))
            asked_in_ = 0; // there is much to do: later
    } catch (...) {
        // Without memory there is none.
    }
}

void faster_code::look(bool make) noexcept {
    if (get() != nullptr)
        return;
    const default_arithmetic arithmetic; // whatever the mode of the steps
    try {
        auto fresh = std::make_unique<const found_stepper>(find_(make));
        const found_stepper *none = nullptr;
        if (fresh->code && found_.compare_exchange_strong(none, fresh.get(), std::memory_order_acq_rel))
            (void)fresh.release();
    } catch (...) {
        // Steps go on as they do.
    }
}

void finish_compiling_behind() noexcept { compiling_thread::instance().finish(); }

} // namespace detail
BROOK_END_NAMESPACE
