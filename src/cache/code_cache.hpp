// SPDX-License-Identifier: MPL-2.0
// The caches of this process behind one face: memory first, then disk, with their settings.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/disk_cache.hpp"
#include "cache/memory_cache.hpp"
#include "cache/recipe.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// All functions are thread-safe. Look-ups and insertions count themselves in process_counters().
class code_cache {
public:
    /// A cache of its own, for tests; all else uses process_code_cache().
    code_cache(std::filesystem::path directory, bool disk_enabled);

    /// Linked code under `key`; null if there is none. Counts a memory hit, or nothing yet. Throws nothing but what a
    /// mutex throws.
    std::shared_ptr<const cached_code> find_in_memory(const cache_key &key);

    /// Stored code under `key`, to be asked for after find_in_memory(). Counts a disk hit or a miss. Never throws.
    std::optional<stored_code> find_on_disk(const cache_key &key) noexcept;

    /// Holds linked code. Returns the code to use: the one under this key already, or `code`. Throws std::bad_alloc.
    std::shared_ptr<const cached_code> remember(const cache_key &key, std::shared_ptr<const cached_code> code);

    /// Stores code on disk, if the disk cache is enabled. Never throws.
    void store(const cache_key &key, const stored_code &code) noexcept;

    /// Deletes stored code that could not be linked. Never throws.
    void discard_on_disk(const cache_key &key) noexcept;

    std::size_t memcache_size() const { return memory_.size(); }   // bytes
    std::size_t memcache_limit() const { return memory_.limit(); } // bytes
    void set_memcache_limit(std::size_t limit) { memory_.set_limit(limit); }
    void clear_memcache() { memory_.clear(); }

    // As in disk_cache: these throw std::invalid_argument (negative limit, empty path) and std::runtime_error. They
    // work while the disk cache is disabled too.
    std::int64_t diskcache_size() { return disk()->size(); }   // bytes
    std::int64_t diskcache_limit() { return disk()->limit(); } // bytes
    void set_diskcache_limit(std::int64_t limit) { disk()->set_limit(limit); }
    void clear_diskcache() { disk()->clear(); }

    std::filesystem::path diskcache_path() const;

    /// Uses another directory from now on. Touches no files itself; the old database is closed when the last thread
    /// that is using it has finished.
    void set_diskcache_path(const std::filesystem::path &directory);

    bool diskcache_enabled() const noexcept;
    void set_diskcache_enabled(bool enabled) noexcept;

    /// Around fork(): no other thread may be left inside in the child.
    void lock_for_fork() noexcept;
    void unlock_after_fork() noexcept;

private:
    std::shared_ptr<disk_cache> disk() const;

    memory_cache memory_;
    std::atomic<bool> disk_enabled_;
    mutable std::mutex mutex_; // guards what follows
    std::filesystem::path path_;
    std::shared_ptr<disk_cache> disk_;
};

/// The cache of this process: in default_cache_directory(), enabled unless BROOK_CACHE is "off". Never destroyed.
code_cache &process_code_cache();

} // namespace detail
BROOK_END_NAMESPACE
