// SPDX-License-Identifier: MPL-2.0
// Members of an ensemble over threads.
#include <brook/ensemble/ensemble.hpp>

#include "support/parallel.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

void run_members(std::size_t n, const std::function<void(std::size_t)> &run) {
    if (n > 1 && tbb_is_usable())
        return tasks_in_threads(n, run);
    for (std::size_t i = 0; i < n; ++i)
        run(i);
}

} // namespace detail
BROOK_END_NAMESPACE
