// SPDX-License-Identifier: MPL-2.0
// What the caches of compiled code have done for this process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Counts since the process began. A question for code is a hit in one of five places, or a miss.
struct cache_stats {
    std::uint64_t memory_hits = 0; ///< answered by the memory cache
    std::uint64_t thread_hits = 0; ///< answered by a thread that was compiling the same
    std::uint64_t disk_hits = 0;   ///< answered by the user's disk cache
    std::uint64_t site_hits = 0;   ///< answered by a read-only layer (BROOK_CACHE_PATH_RO)
    std::uint64_t misses = 0;      ///< answered by the compiler; the reasons follow, and add up

    std::uint64_t misses_absent = 0;   ///< never stored, or evicted
    std::uint64_t misses_rejected = 0; ///< stored, but damaged, not authentic, or not linkable
    std::uint64_t misses_locked = 0;   ///< another process was in the way of the disk cache
    std::uint64_t misses_unusable = 0; ///< the disk cache is refused, or cannot be read or made
    std::uint64_t misses_disabled = 0; ///< the disk cache is off, or has no directory

    std::uint64_t process_waits = 0;    ///< waits for another process that was compiling the same
    std::uint64_t takeovers = 0;        ///< of these, those that were given up: it took too long
    std::uint64_t breaker_openings = 0; ///< how often the disk cache stopped waiting for locks

    std::uint64_t verified_hits = 0; ///< hits compared with what would be made (BROOK_CACHE_VERIFY=1)

    std::uint64_t disk_stores = 0;      ///< entries written
    std::uint64_t disk_errors = 0;      ///< entries rejected, and failed accesses
    std::uint64_t memory_evictions = 0; ///< entries that left the memory cache for others, or for a lower limit
    std::uint64_t disk_evictions = 0;   ///< as above, in the disk cache, by this process

    std::size_t memory_bytes = 0;   ///< in the memory cache now
    std::size_t memory_entries = 0; ///< in the memory cache now
    std::uint64_t bytes_read = 0;   ///< from disk, compressed
    std::uint64_t bytes_stored = 0; ///< on disk, compressed

    double seconds_compiling = 0; ///< decomposition, emission and compilation
    double seconds_saved = 0;     ///< what the hits took to make when they were made
};

/// The numbers as a JSON object, one member each, in the order above.
BROOK_PUBLIC std::string to_json(const cache_stats &stats);

/// The numbers in labelled lines.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const cache_stats &stats);

BROOK_END_NAMESPACE
