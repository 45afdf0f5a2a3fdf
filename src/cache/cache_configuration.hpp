// SPDX-License-Identifier: MPL-2.0
// What the caches of a process are set to when it begins.
#pragma once

#include <filesystem>
#include <vector>

#include <brook/cache/cache_mode.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct cache_configuration {
    std::filesystem::path directory; ///< of the user's disk cache; empty if there is none
    bool chosen = true;              ///< by the user: then it is used even if it lies on a network file system
    bool disk_enabled = true;
    cache_mode mode = cache_mode::read_write;
    std::vector<std::filesystem::path> site_directories = {}; ///< of read-only layers, in the order of asking
};

/// What the environment says: BROOK_CACHE_DIR, or default_cache_directory(); BROOK_CACHE (off, ro, refresh; anything
/// else is the default); BROOK_CACHE_PATH_RO, directories with colons between them. Nothing of it holds in a process
/// with privileges that its caller has not: that has no disk cache.
cache_configuration configuration_from_environment();

} // namespace detail
BROOK_END_NAMESPACE
