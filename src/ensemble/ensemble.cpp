// SPDX-License-Identifier: MPL-2.0
// Members of an ensemble over threads.
#include <brook/ensemble/ensemble.hpp>

#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

// One by one, because members may differ by orders of magnitude; handing one out takes less than a microsecond. Isolated,
// because whoever waits for an ensemble must not be given other work of the user's meanwhile.
void run_members(std::size_t n, const std::function<void(std::size_t)> &run) {
    if (n < 2 || !tbb_is_usable()) {
        for (std::size_t i = 0; i < n; ++i)
            run(i);
        return;
    }
    tbb::this_task_arena::isolate([&] { tbb::parallel_for(std::size_t(0), n, run, tbb::simple_partitioner()); });
}

} // namespace detail
BROOK_END_NAMESPACE
