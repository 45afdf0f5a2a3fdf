// SPDX-License-Identifier: MPL-2.0
// Settings of the caches for a block.
#pragma once

#include <cstddef>
#include <filesystem>

#include <brook/cache/cache_mode.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Remembers the settings that belong to this process (limit of the memory cache; path, switch and mode of the disk
/// cache), and restores them at the end of its scope:
///
///     cache_settings_guard guard;
///     llvm_state::set_diskcache_path("elsewhere");
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
