// SPDX-License-Identifier: MPL-2.0
// Members of an ensemble over threads.
#include <brook/ensemble/ensemble.hpp>

#include <mutex>

#include "support/parallel.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

/// Tells how many members are done. After fork() the members are the parent's affair, and so is its lock.
class progress_account {
public:
    progress_account(std::size_t n, progress_function &tell) : n_(n), tell_(tell) {
        if (tell_)
            tell_(0, n_);
    }

    void member_is_done() {
        if (!tell_)
            return;
        const std::lock_guard lock(mutex_);
        tell_(++done_, n_);
    }

private:
    std::size_t n_, done_ = 0;
    progress_function &tell_;
    std::mutex mutex_;
};

} // namespace

void run_members(std::size_t n, const std::function<void(std::size_t)> &run, progress_function &progress) {
    progress_account account(n, progress);
    const auto run_one = [&](std::size_t i) {
        run(i);
        account.member_is_done();
    };
    if (n > 1 && tbb_is_usable())
        return tasks_in_threads(n, run_one);
    for (std::size_t i = 0; i < n; ++i)
        run_one(i);
}

} // namespace detail
BROOK_END_NAMESPACE
