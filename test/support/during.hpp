// SPDX-License-Identifier: MPL-2.0
// What a piece of work made the process do.
#pragma once

#include "cache/code_cache.hpp"
#include "support/counters.hpp"

/// The counts of `work`, once all that it had to store is stored.
template <typename Work>
brook::detail::counter_values during(Work &&work) {
    auto &cache = brook::detail::process_code_cache();
    cache.finish_writing();
    const auto before = brook::detail::process_counters().snapshot();
    work();
    cache.finish_writing();
    return brook::detail::process_counters().snapshot() - before;
}
