// SPDX-License-Identifier: MPL-2.0
// The caches of this process behind one face: memory, disk, and who makes what is in neither.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include <brook/cache/cache_mode.hpp>
#include <brook/cache/cache_stats.hpp>
#include <brook/support/visibility.hpp>

#include "cache/bundles/site_layer.hpp"
#include "cache/cache_configuration.hpp"
#include "cache/code.hpp"
#include "cache/locks/flights.hpp"
#include "cache/locks/process_lock.hpp"
#include "cache/memory_cache.hpp"
#include "cache/recipe.hpp"
#include "cache/store/disk_cache.hpp"
#include "support/background_thread.hpp"
#include "support/forks.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// All functions are thread-safe. Look-ups and insertions count themselves in process_counters().
class code_cache {
public:
    /// A cache of its own, for tests; all else uses process_code_cache().
    explicit code_cache(const cache_configuration &configuration);

    // ---- Code, in the order of asking

    /// Linked code under `key`. Counts a memory hit, or nothing yet. Throws nothing but what a mutex throws.
    memory_cache::found find_in_memory(const cache_key &key);

    /// Waits for the thread that makes this code, or gives the task to this one.
    flights::place join(const cache_key &key) { return flights_.join(key); }

    /// Stored code, and whether it comes from a read-only layer.
    struct found_on_disk {
        stored_code code;
        bool in_site_layer;
    };

    /// Stored code under `key`: the user's, or that of the first read-only layer that has it. Counts a hit; otherwise
    /// `why` says what to count as a miss. Never throws.
    std::optional<found_on_disk> find_on_disk(const cache_key &key, miss_reason &why) noexcept;

    /// The right to make this code among processes. Waits no longer than `patience` for another one that has it, and
    /// counts that. `waited` is true if looking on disk again is worth while. `why` becomes miss_reason::unusable where
    /// nothing can be stored.
    process_lock lock_for_making(const cache_key &key, std::chrono::milliseconds patience, bool &waited,
                                 miss_reason &why) noexcept;

    /// Holds linked code, which took `cost` to make. Returns the code to use: the one under this key already, or
    /// `code`. Throws std::bad_alloc.
    std::shared_ptr<const cached_code> remember(const cache_key &key, std::shared_ptr<const cached_code> code,
                                                std::chrono::nanoseconds cost);

    /// Stores code on disk behind the caller's back, if the disk cache is in use, and gives back `lock` then. What is
    /// stored there already stays, unless it is `known_to_be_wrong`. Never throws.
    void store(const cache_key &key, stored_code code, process_lock lock, bool known_to_be_wrong = false) noexcept;

    /// Waits until everything is stored.
    void finish_writing() noexcept { writer_.finish(); }

    // ---- Settings

    memory_cache &memory() noexcept { return memory_; }

    /// The disk cache, once everything is stored; to be asked for its size and limit while it is disabled, too.
    std::shared_ptr<disk_cache> settled_disk();

    std::filesystem::path diskcache_path() const;

    /// Uses another directory from now on. Touches no files itself; the old database is closed when the last thread
    /// that is using it has finished.
    void set_diskcache_path(const std::filesystem::path &directory);

    bool diskcache_enabled() const noexcept { return disk_enabled_; }
    void set_diskcache_enabled(bool enabled) noexcept { disk_enabled_ = enabled; }
    cache_mode diskcache_mode() const noexcept { return mode_; }
    void set_diskcache_mode(cache_mode mode) noexcept { mode_ = mode; }

    /// What the process has done with its caches; what is in memory is that of this cache.
    cache_stats stats() const;

    /// For the end of the process: does not hold it up if the disk does not answer.
    void finish_or_drop() noexcept { writer_.finish_or_drop(std::chrono::milliseconds(50)); }

private:
    void lock_for_fork() noexcept;
    void unlock_after_fork(bool in_child) noexcept;
    std::shared_ptr<disk_cache> disk() const;
    bool reads() const noexcept { return disk_enabled_ && mode_ != cache_mode::refresh; }
    bool writes() const noexcept { return disk_enabled_ && mode_ != cache_mode::read_only; }

    memory_cache memory_;
    flights flights_;
    std::atomic<bool> disk_enabled_;
    std::atomic<cache_mode> mode_;
    std::deque<site_layer> sites_; // as many as there were in the beginning
    mutable std::mutex mutex_;     // guards what follows
    std::filesystem::path path_;
    std::shared_ptr<disk_cache> disk_;
    background_thread writer_; // the last one to work with the others: it finishes first
    fork_participant at_forks_;
};

/// Counts a look-up that no cache could answer.
void count_miss(miss_reason why) noexcept;

/// The cache of this process, with configuration_from_environment(). With BROOK_CACHE_STATS=1, or json, it prints its
/// statistics to the standard error stream when the process exits. Never destroyed.
code_cache &process_code_cache();

} // namespace detail
BROOK_END_NAMESPACE
