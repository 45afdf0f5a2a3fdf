// SPDX-License-Identifier: MPL-2.0
// The settings of the compilation caches.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Compiled code is kept in a cache in memory, shared by the whole process, and in one on disk, shared by all processes
/// that use the same directory. These static functions look after both; any thread may call them at any time.
///
/// The directory is BROOK_CACHE_DIR if that is set, else brook in $XDG_CACHE_HOME, else ~/.cache/brook. BROOK_CACHE=off
/// in the environment disables the disk cache.
class BROOK_PUBLIC llvm_state {
public:
    /// Bytes of memory that cached code occupies.
    static std::size_t get_memcache_size();
    /// The limit of that size in bytes; 2 GiB by default.
    static std::size_t get_memcache_limit();
    /// Takes effect at once: what was used least recently goes. Code that an integrator uses lives on until it is gone.
    static void set_memcache_limit(std::size_t limit);
    /// Forgets all code in memory, except what an integrator uses.
    static void clear_memcache();

    /// Bytes stored in the disk cache: the sum of its entries. Throws std::runtime_error if the database cannot be
    /// read, std::invalid_argument if there is no directory.
    static std::int64_t get_diskcache_size();
    /// The limit of that size in bytes; 20 GiB by default. It is stored in the database and holds for all processes.
    /// Throws as get_diskcache_size().
    static std::int64_t get_diskcache_limit();
    /// Takes effect at once. Throws std::invalid_argument for a negative limit, else as get_diskcache_size().
    static void set_diskcache_limit(std::int64_t limit);
    /// Removes all entries, for all processes. Throws as get_diskcache_size().
    static void clear_diskcache();

    /// The directory of the disk cache; empty if there is none.
    static std::filesystem::path get_diskcache_path();
    /// Uses another directory from now on, in this process. Nothing is touched on disk before the next use.
    static void set_diskcache_path(const std::filesystem::path &directory);
    /// True unless disabled here or by BROOK_CACHE=off.
    static bool get_diskcache_enabled();
    /// Switches the disk cache on or off, in this process.
    static void set_diskcache_enabled(bool enabled);
};

BROOK_END_NAMESPACE
