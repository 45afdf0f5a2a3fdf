// SPDX-License-Identifier: MPL-2.0
// Statistics from the counters of the process.
#pragma once

#include <brook/cache/cache_stats.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What the counters say; what is in memory now is left to fill in.
cache_stats stats_from_counters() noexcept;

/// In labelled lines.
std::string to_text(const cache_stats &stats);

} // namespace detail
BROOK_END_NAMESPACE
