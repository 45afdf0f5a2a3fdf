// SPDX-License-Identifier: MPL-2.0
// The caches of the process under their public names.
#include <brook/cache/cache_settings.hpp>

#include "cache/code_cache.hpp"

BROOK_BEGIN_NAMESPACE

using detail::process_code_cache;

std::size_t cache_settings::get_memcache_size() { return process_code_cache().memory().size(); }
std::size_t cache_settings::get_memcache_limit() { return process_code_cache().memory().limit(); }
void cache_settings::set_memcache_limit(detail::integer_argument<std::size_t, "The limit of the memory cache"> limit) {
    process_code_cache().memory().set_limit(limit);
}
void cache_settings::clear_memcache() { process_code_cache().memory().clear(); }

std::int64_t cache_settings::get_diskcache_size() { return process_code_cache().settled_disk()->size(); }
std::int64_t cache_settings::get_diskcache_limit() { return process_code_cache().settled_disk()->limit(); }
void cache_settings::set_diskcache_limit(detail::integer_argument<std::int64_t, "The limit of the disk cache"> limit) {
    process_code_cache().settled_disk()->set_limit(limit);
}
void cache_settings::clear_diskcache() { process_code_cache().settled_disk()->clear(); }

std::filesystem::path cache_settings::get_diskcache_path() { return process_code_cache().diskcache_path(); }
void cache_settings::set_diskcache_path(const std::filesystem::path &directory) {
    process_code_cache().set_diskcache_path(directory);
}
bool cache_settings::get_diskcache_enabled() { return process_code_cache().diskcache_enabled(); }
void cache_settings::set_diskcache_enabled(bool enabled) { process_code_cache().set_diskcache_enabled(enabled); }

cache_mode cache_settings::get_diskcache_mode() { return process_code_cache().diskcache_mode(); }
void cache_settings::set_diskcache_mode(cache_mode mode) { process_code_cache().set_diskcache_mode(mode); }

cache_stats cache_settings::get_cache_stats() { return process_code_cache().stats(); }

cache_settings_guard::cache_settings_guard()
    : memcache_limit_(cache_settings::get_memcache_limit()), diskcache_path_(cache_settings::get_diskcache_path()),
      diskcache_enabled_(cache_settings::get_diskcache_enabled()),
      diskcache_mode_(cache_settings::get_diskcache_mode()) {}

cache_settings_guard::~cache_settings_guard() {
    cache_settings::set_memcache_limit(memcache_limit_);
    try {
        cache_settings::set_diskcache_path(diskcache_path_);
    } catch (...) {
        // No memory for another path: then none.
        cache_settings::set_diskcache_enabled(false);
        return;
    }
    cache_settings::set_diskcache_enabled(diskcache_enabled_);
    cache_settings::set_diskcache_mode(diskcache_mode_);
}

BROOK_END_NAMESPACE
