// SPDX-License-Identifier: MPL-2.0
// Joins the memory cache and the disk cache.
#include "cache/code_cache.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include <brook/support/made_once.hpp>

#include "cache/cache_stats.hpp"
#include "support/counters.hpp"
#include "support/log.hpp"
#include "support/user_dirs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

code_cache::code_cache(const cache_configuration &configuration)
    : disk_enabled_(configuration.disk_enabled), mode_(configuration.mode),
      sites_(configuration.site_directories.begin(), configuration.site_directories.end()),
      path_(configuration.directory), disk_(std::make_shared<disk_cache>(path_, configuration.chosen)),
      at_forks_(
          global_mutex::code_caches, [this] { lock_for_fork(); }, [this] { unlock_after_fork(false); },
          [this] { unlock_after_fork(true); }) {}

memory_cache::found code_cache::find_in_memory(const cache_key &key) {
    auto found = memory_.find(key);
    if (found.code) {
        ++process_counters().memory_hits;
        process_counters().ns_saved += static_cast<std::uint64_t>(found.cost.count());
    }
    return found;
}

std::optional<code_cache::found_on_disk> code_cache::find_on_disk(const cache_key &key, miss_reason &why) noexcept {
    why = miss_reason::disabled;
    if (!reads())
        return std::nullopt;
    try {
        const auto hit = [](event_counter &hits, stored_code &&code, bool in_site_layer) {
            ++hits;
            process_counters().ns_saved += static_cast<std::uint64_t>(code.cost.count());
            return found_on_disk{std::move(code), in_site_layer};
        };
        if (auto code = disk()->find(key, &why))
            return hit(process_counters().disk_hits, std::move(*code), false);
        for (auto &site : sites_)
            if (auto code = site.find(key))
                return hit(process_counters().site_hits, std::move(*code), true);
    } catch (...) {
        why = miss_reason::unusable; // a mutex that fails
    }
    return std::nullopt;
}

process_lock code_cache::lock_for_making(const cache_key &key, std::chrono::milliseconds patience, bool &waited,
                                         miss_reason &why) noexcept {
    process_lock lock;
    waited = false;
    if (!reads() || !writes())
        return lock;
    try {
        const auto outcome = disk()->lock_for_making(lock, key, patience, &why);
        waited = outcome == process_lock::outcome::waited || outcome == process_lock::outcome::gave_up;
        if (waited)
            ++process_counters().waits_for_processes;
        if (outcome == process_lock::outcome::gave_up)
            ++process_counters().takeovers;
    } catch (...) {
        // Made without a right, then.
    }
    return lock;
}

namespace {

// Whoever made the entry that is there made it of the same recipe.
void compare(const cache_key &key, const stored_code &there, const stored_code &made) noexcept {
    if (there.object == made.object && there.metadata == made.metadata)
        return;
    try {
        warn_once(
            "code_cache.not_reproducible",
            fmt::format("two compilations of one recipe gave different code; the first one stays (key {})", key.hex()));
    } catch (...) {
        // No memory for a message.
    }
}

} // namespace

std::shared_ptr<const cached_code> code_cache::remember(const cache_key &key, std::shared_ptr<const cached_code> code,
                                                        std::chrono::nanoseconds cost) {
    return memory_.insert(key, std::move(code), cost);
}

void code_cache::store(const cache_key &key, stored_code code, process_lock lock, bool known_to_be_wrong) noexcept {
    if (!writes())
        return;
    try {
        struct task { // shared, because a std::function must be copied
            std::shared_ptr<disk_cache> disk;
            cache_key key;
            stored_code code;
            process_lock lock;
            disk_cache::kept_place place;
        };
        const auto bytes = code.object.size() + code.metadata.size() + code.source.size() + code.recipe.size();
        auto where = disk();
        disk_cache::kept_place place(*where);
        auto what =
            std::make_shared<task>(task{std::move(where), key, std::move(code), std::move(lock), std::move(place)});
        writer_.post(
            [what = std::move(what), replace = known_to_be_wrong || diskcache_mode() == cache_mode::refresh] {
                if (replace)
                    what->disk->erase(what->key);
                else if (const auto there = what->disk->find(what->key))
                    return compare(what->key, *there, what->code);
                what->disk->store(what->key, what->code, &what->place);
            },
            bytes);
    } catch (...) {
        // Not stored, then.
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

cache_stats code_cache::stats() const {
    auto stats = stats_from_counters();
    stats.memory_bytes = memory_.size();
    stats.memory_entries = memory_.entry_count();
    return stats;
}

void code_cache::lock_for_fork() noexcept {
    flights_.lock_for_fork();
    mutex_.lock();
    memory_.lock_for_fork();
    for (auto &site : sites_)
        site.lock_for_fork();
    writer_.lock_for_fork();
}

void code_cache::unlock_after_fork(bool in_child) noexcept {
    in_child ? writer_.unlock_in_child() : writer_.unlock_in_parent();
    for (auto &site : sites_)
        site.unlock_after_fork();
    memory_.unlock_after_fork();
    mutex_.unlock();
    in_child ? flights_.unlock_in_child() : flights_.unlock_in_parent();
}

std::shared_ptr<disk_cache> code_cache::disk() const {
    std::lock_guard lock(mutex_);
    return disk_;
}

std::shared_ptr<disk_cache> code_cache::settled_disk() {
    finish_writing();
    return disk();
}

namespace {

event_counter &counter_of(miss_reason why) noexcept {
    auto &counters = process_counters();
    switch (why) {
    case miss_reason::absent:
        return counters.misses_absent;
    case miss_reason::rejected:
        return counters.misses_rejected;
    case miss_reason::locked:
        return counters.misses_locked;
    case miss_reason::unusable:
        return counters.misses_unusable;
    case miss_reason::disabled:
        break;
    }
    return counters.misses_disabled;
}

void print_stats_at_exit() noexcept {
    try {
        const auto how = environment_variable("BROOK_CACHE_STATS").value_or("");
        if (how == "1")
            fmt::print(stderr, "brook: the caches of compiled code\n{}", to_text(process_code_cache().stats()));
        else if (how == "json")
            fmt::print(stderr, "{}\n", to_json(process_code_cache().stats()));
    } catch (...) {
        // The error stream is closed.
    }
}

} // namespace

void count_miss(miss_reason why) noexcept {
    ++process_counters().misses;
    ++counter_of(why);
}

code_cache &process_code_cache() {
    // Never destroyed: integrators in static storage may outlive any order of destruction.
    static constinit made_once<code_cache> instance;
    static constinit std::atomic<bool> ends_orderly{false};
    auto &cache = instance.get([] { return code_cache(configuration_from_environment()); });
    if (!ends_orderly.load(std::memory_order_relaxed) && !ends_orderly.exchange(true))
        std::atexit([] {
            process_code_cache().finish_or_drop();
            print_stats_at_exit();
        });
    return cache;
}

} // namespace detail
BROOK_END_NAMESPACE
