// SPDX-License-Identifier: MPL-2.0
// What this process has done so far: the numbers that tests and statistics read instead of clocks.
#pragma once

#include <atomic>
#include <cstdint>

#include <brook/support/visibility.hpp>

// The list of counters, in the order of the pipeline.
//   waits_for_threads, waits_for_processes: for code that another one was making
//   takeovers: another process was waited for in vain
//   misses: look-ups that no cache could answer, the sum of the misses_... that give the reason
//   disk_errors: entries rejected and failed accesses;  ns_...: nanoseconds
#define BROOK_FOR_EACH_COUNTER(X)                                                                                      \
    X(decompositions)                                                                                                  \
    X(ir_builds)                                                                                                       \
    X(compilations)                                                                                                    \
    X(links)                                                                                                           \
    X(memory_hits)                                                                                                     \
    X(waits_for_threads)                                                                                               \
    X(waits_for_processes)                                                                                             \
    X(takeovers)                                                                                                       \
    X(disk_hits)                                                                                                       \
    X(site_hits)                                                                                                       \
    X(misses)                                                                                                          \
    X(misses_absent)                                                                                                   \
    X(misses_rejected)                                                                                                 \
    X(misses_locked)                                                                                                   \
    X(misses_unusable)                                                                                                 \
    X(misses_disabled)                                                                                                 \
    X(disk_stores)                                                                                                     \
    X(disk_errors)                                                                                                     \
    X(bytes_read)                                                                                                      \
    X(bytes_stored)                                                                                                    \
    X(memory_evictions)                                                                                                \
    X(disk_evictions)                                                                                                  \
    X(breaker_openings)                                                                                                \
    X(verified_hits)                                                                                                   \
    X(ns_compiling)                                                                                                    \
    X(ns_saved)

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A number that any thread may raise; it orders nothing else.
class event_counter {
public:
    void operator++() noexcept { *this += 1; }
    void operator+=(std::uint64_t n) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
    std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

/// The counters at one moment.
struct counter_values {
#define BROOK_COUNTER_FIELD(name) std::uint64_t name = 0;
    BROOK_FOR_EACH_COUNTER(BROOK_COUNTER_FIELD)
#undef BROOK_COUNTER_FIELD

    bool operator==(const counter_values &) const = default;

    /// What happened between two moments.
    friend counter_values operator-(const counter_values &later, const counter_values &earlier) noexcept {
        counter_values difference;
#define BROOK_COUNTER_FIELD(name) difference.name = later.name - earlier.name;
        BROOK_FOR_EACH_COUNTER(BROOK_COUNTER_FIELD)
#undef BROOK_COUNTER_FIELD
        return difference;
    }
};

/// The live counters: `++process_counters().compilations;`
struct counters {
#define BROOK_COUNTER_FIELD(name) event_counter name;
    BROOK_FOR_EACH_COUNTER(BROOK_COUNTER_FIELD)
#undef BROOK_COUNTER_FIELD

    /// The present values. Each is exact; together they are one moment only if no other thread counts.
    counter_values snapshot() const noexcept;
};

/// The counters of this process, alive from first use to its end.
counters &process_counters() noexcept;

} // namespace detail
BROOK_END_NAMESPACE
