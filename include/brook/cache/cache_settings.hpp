// SPDX-License-Identifier: MPL-2.0
// The caches of compiled code: how large they are and may be, where they are, and what they have done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include <brook/cache/cache_mode.hpp>
#include <brook/cache/cache_stats.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Looks after the caches of compiled code: one in memory, shared by the whole process, and one on disk, shared by all
/// processes that use the same directory. Any thread may call its functions at any time. The directory is
/// BROOK_CACHE_DIR if that is set, else brook in $XDG_CACHE_HOME, else ~/.cache/brook. BROOK_CACHE=off in the
/// environment disables the disk cache; see doc/cache.md for the rest.
struct BROOK_PUBLIC cache_settings {
    /// Bytes of memory that cached code occupies.
    static std::size_t get_memcache_size();
    /// The limit of that size in bytes; 2 GiB by default.
    static std::size_t get_memcache_limit();
    /// Takes effect at once: what was used least recently goes. Code that an integrator uses lives on until it is gone.
    /// Throws std::invalid_argument for a negative limit.
    static void set_memcache_limit(detail::integer_argument<std::size_t, "The limit of the memory cache"> limit);
    /// Forgets all code in memory, except what an integrator uses.
    static void clear_memcache();

    /// Bytes stored in the disk cache: the sum of its entries. Throws std::runtime_error if the database cannot be
    /// read, std::invalid_argument if there is no directory.
    static std::int64_t get_diskcache_size();
    /// The limit of that size in bytes; 20 GiB by default. It is stored in the database and holds for all processes.
    /// Throws as get_diskcache_size().
    static std::int64_t get_diskcache_limit();
    /// Takes effect at once. Throws std::invalid_argument for a negative limit, else as get_diskcache_size().
    static void set_diskcache_limit(detail::integer_argument<std::int64_t, "The limit of the disk cache"> limit);
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
    /// What the disk cache is used for while it is enabled, in this process.
    static cache_mode get_diskcache_mode();
    /// Uses it otherwise from now on, in this process.
    static void set_diskcache_mode(cache_mode mode);

    /// What the caches have done for this process.
    static cache_stats get_cache_stats();
};

/// Remembers the settings that belong to this process (limit of the memory cache; path, switch and mode of the disk
/// cache), and restores them at the end of its scope:
///
///     cache_settings_guard guard;
///     cache_settings::set_diskcache_path("elsewhere");
///
/// The settings are those of the whole process: what other threads change meanwhile is undone as well. The limit of the
/// disk cache is stored in its database, and stays.
class BROOK_PUBLIC cache_settings_guard {
public:
    /// Remembers the present settings.
    cache_settings_guard();
    /// Restores them.
    ~cache_settings_guard();
    cache_settings_guard(const cache_settings_guard &) = delete;
    cache_settings_guard &operator=(const cache_settings_guard &) = delete;

private:
    std::size_t memcache_limit_;
    std::filesystem::path diskcache_path_;
    bool diskcache_enabled_;
    cache_mode diskcache_mode_;
};

BROOK_END_NAMESPACE
