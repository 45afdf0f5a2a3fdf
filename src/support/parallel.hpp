// SPDX-License-Identifier: MPL-2.0
// Work in threads. It is on its own: what is around it may be cancelled, as an ensemble is of which a member throws,
// and must not take with it what others wait for.
#pragma once

#include <cstddef>

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>
#include <tbb/task_group.h>

#include <brook/support/visibility.hpp>

#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Calls f(begin, end) for shares of [0, n), of about `grain` or more. Every share is done when it returns, unless one
/// of them throws. To be called if tbb_is_usable().
template <typename F>
void shares_in_threads(std::size_t n, std::size_t grain, F f) {
    tbb::task_group_context own(tbb::task_group_context::isolated);
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, n, grain), [&](const auto &range) { f(range.begin(), range.end()); }, own);
}

/// Calls f(i) for all i < n, each as a task of its own, because they may be very unequal. Whoever waits is given no
/// other work meanwhile: that might want the very thing which this task is making. Otherwise the same.
template <typename F>
void tasks_in_threads(std::size_t n, const F &f) {
    tbb::task_group_context own(tbb::task_group_context::isolated);
    tbb::this_task_arena::isolate([&] { tbb::parallel_for(std::size_t(0), n, f, tbb::simple_partitioner(), own); });
}

/// shares_in_threads() if there are several shares and threads can be used, else one share.
template <typename F>
void for_each_share(std::size_t n, std::size_t grain, F f) {
    if (n < 2 * grain || !tbb_is_usable())
        f(std::size_t(0), n);
    else
        shares_in_threads(n, grain, f);
}

} // namespace detail
BROOK_END_NAMESPACE
