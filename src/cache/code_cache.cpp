// SPDX-License-Identifier: MPL-2.0
// Joins the memory cache and the disk cache.
#include "cache/code_cache.hpp"

#include <utility>

#include <pthread.h>

#include "support/counters.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

code_cache::code_cache(std::filesystem::path directory, bool disk_enabled)
    : disk_enabled_(disk_enabled), path_(std::move(directory)), disk_(std::make_shared<disk_cache>(path_)) {}

std::shared_ptr<const cached_code> code_cache::find_in_memory(const cache_key &key) {
    auto code = memory_.find(key);
    if (code)
        ++process_counters().memory_hits;
    return code;
}

std::optional<stored_code> code_cache::find_on_disk(const cache_key &key) noexcept {
    std::optional<stored_code> code;
    try {
        if (diskcache_enabled())
            code = disk()->find(key);
    } catch (...) {
        // A mutex that fails is a miss.
    }
    if (code)
        ++process_counters().disk_hits;
    else
        ++process_counters().misses;
    return code;
}

std::shared_ptr<const cached_code> code_cache::remember(const cache_key &key, std::shared_ptr<const cached_code> code) {
    return memory_.insert(key, std::move(code));
}

void code_cache::store(const cache_key &key, const stored_code &code) noexcept {
    try {
        if (diskcache_enabled())
            disk()->store(key, code);
    } catch (...) {
        // Not stored, then.
    }
}

void code_cache::discard_on_disk(const cache_key &key) noexcept {
    try {
        if (diskcache_enabled())
            disk()->erase(key);
    } catch (...) {
        // The entry will be found, and discarded, again.
    }
}

std::filesystem::path code_cache::diskcache_path() const {
    std::lock_guard lock(mutex_);
    return path_;
}

void code_cache::set_diskcache_path(const std::filesystem::path &directory) {
    auto path = directory;
    auto disk = std::make_shared<disk_cache>(directory);
    // The old cache dies with `disk`, after unlocking: closing a database takes its time.
    std::lock_guard lock(mutex_);
    path_.swap(path);
    disk_.swap(disk);
}

bool code_cache::diskcache_enabled() const noexcept { return disk_enabled_.load(std::memory_order_relaxed); }

void code_cache::set_diskcache_enabled(bool enabled) noexcept {
    disk_enabled_.store(enabled, std::memory_order_relaxed);
}

void code_cache::lock_for_fork() noexcept {
    mutex_.lock();
    memory_.lock_for_fork();
}

void code_cache::unlock_after_fork() noexcept {
    memory_.unlock_after_fork();
    mutex_.unlock();
}

std::shared_ptr<disk_cache> code_cache::disk() const {
    std::lock_guard lock(mutex_);
    return disk_;
}

code_cache &process_code_cache() {
    // Never destroyed: integrators in static storage may outlive any order of destruction.
    static code_cache *const instance = [] {
        const bool enabled = environment_variable("BROOK_CACHE") != "off";
        auto *fresh = new code_cache(default_cache_directory(), enabled);
        pthread_atfork([] { process_code_cache().lock_for_fork(); }, [] { process_code_cache().unlock_after_fork(); },
                       [] { process_code_cache().unlock_after_fork(); });
        return fresh;
    }();
    return *instance;
}

} // namespace detail
BROOK_END_NAMESPACE
