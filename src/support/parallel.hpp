// SPDX-License-Identifier: MPL-2.0
// Work that is shared out over threads.
#pragma once

#include <cstddef>

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_group.h>

#include <brook/support/visibility.hpp>

#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Calls f(begin, end) for shares of [0, n), of about `grain` or more, in threads if there are several shares and
/// threads can be used. Every share is done when it returns, unless one of them throws.
template <typename F>
void for_each_share(std::size_t n, std::size_t grain, F f) {
    if (n < 2 * grain || !tbb_is_usable()) {
        f(std::size_t(0), n);
        return;
    }
    // On its own: work around it that is cancelled, as an ensemble of which a member throws, must not cancel shares.
    tbb::task_group_context own(tbb::task_group_context::isolated);
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, n, grain), [&](const auto &range) { f(range.begin(), range.end()); }, own);
}

} // namespace detail
BROOK_END_NAMESPACE
