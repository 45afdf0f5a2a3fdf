// SPDX-License-Identifier: MPL-2.0
// One list of the numbers, from which both forms of output are made.
#include "cache/cache_stats.hpp"

#include <ostream>
#include <type_traits>

#include <fmt/format.h>

#include "support/counters.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

std::string in_digits(std::uint64_t value) { return fmt::format("{}", value); }
std::string in_digits(double value) { return fmt::format("{:.6g}", value); }

// Calls `f(name, value, counter, label)` for each number and what it is counted by, if it is.
template <typename Stats, typename F>
void for_each(Stats &s, const detail::counter_values &c, F f) {
    f("memory_hits", s.memory_hits, c.memory_hits, "hits in memory");
    f("thread_hits", s.thread_hits, c.waits_for_threads, "hits by waiting for a thread");
    f("disk_hits", s.disk_hits, c.disk_hits, "hits on disk");
    f("site_hits", s.site_hits, c.site_hits, "hits in site layers");
    f("misses", s.misses, c.misses, "misses");
    f("misses_absent", s.misses_absent, c.misses_absent, "  not there");
    f("misses_rejected", s.misses_rejected, c.misses_rejected, "  rejected");
    f("misses_locked", s.misses_locked, c.misses_locked, "  disk cache locked");
    f("misses_unusable", s.misses_unusable, c.misses_unusable, "  disk cache unusable");
    f("misses_disabled", s.misses_disabled, c.misses_disabled, "  disk cache disabled");
    f("process_waits", s.process_waits, c.waits_for_processes, "waits for other processes");
    f("takeovers", s.takeovers, c.takeovers, "  given up");
    f("breaker_openings", s.breaker_openings, c.breaker_openings, "stops of waiting for locks");
    f("verified_hits", s.verified_hits, c.verified_hits, "hits verified");
    f("disk_stores", s.disk_stores, c.disk_stores, "entries stored");
    f("disk_errors", s.disk_errors, c.disk_errors, "errors of the disk cache");
    f("memory_evictions", s.memory_evictions, c.memory_evictions, "evictions from memory");
    f("disk_evictions", s.disk_evictions, c.disk_evictions, "evictions from disk");
    f("memory_bytes", s.memory_bytes, 0, "bytes in memory");
    f("memory_entries", s.memory_entries, 0, "entries in memory");
    f("bytes_read", s.bytes_read, c.bytes_read, "bytes read");
    f("bytes_stored", s.bytes_stored, c.bytes_stored, "bytes stored");
    f("seconds_compiling", s.seconds_compiling, c.ns_compiling, "seconds compiling");
    f("seconds_saved", s.seconds_saved, c.ns_saved, "seconds saved");
}

} // namespace

namespace detail {

cache_stats stats_from_counters() noexcept {
    cache_stats stats;
    for_each(stats, process_counters().snapshot(), [](const char *, auto &value, std::uint64_t counter, const char *) {
        value = static_cast<std::remove_reference_t<decltype(value)>>(counter);
    });
    for (auto *seconds : {&stats.seconds_compiling, &stats.seconds_saved})
        *seconds *= 1e-9; // the counters are of nanoseconds
    return stats;
}

std::string to_text(const cache_stats &stats) {
    std::string text;
    for_each(stats, {}, [&](const char *, auto value, std::uint64_t, const char *label) {
        text += fmt::format("{:<29}: {}\n", label, in_digits(value));
    });
    return text;
}

} // namespace detail

std::string to_json(const cache_stats &stats) {
    std::string text;
    for_each(stats, {}, [&](const char *name, auto value, std::uint64_t, const char *) {
        text += fmt::format("{}\"{}\": {}", text.empty() ? "{" : ", ", name, in_digits(value));
    });
    return text + "}";
}

std::ostream &operator<<(std::ostream &out, const cache_stats &stats) { return out << detail::to_text(stats); }

BROOK_END_NAMESPACE
