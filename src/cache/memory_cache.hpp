// SPDX-License-Identifier: MPL-2.0
// Memory cache of linked code: bounded in bytes and in entries; what saved little and was not used for long goes first
// (benefit.hpp).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include <brook/support/visibility.hpp>

#include "cache/benefit.hpp"
#include "cache/code.hpp"
#include "cache/recipe.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// All functions are thread-safe. Evicted code stays alive while somebody else holds it.
class memory_cache {
public:
    using code_ptr = std::shared_ptr<const cached_code>;

    static constexpr std::size_t default_limit = std::size_t{2} << 30; // bytes
    static constexpr std::size_t default_max_entries = 65536;
    using nanoseconds = std::chrono::nanoseconds;

    /// Holds at most `limit` bytes of code in at most `max_entries`, one or more: an entry also occupies memory of the
    /// JIT and of this cache that its size does not count.
    explicit memory_cache(std::size_t limit = default_limit, std::size_t max_entries = default_max_entries) noexcept
        : limit_(limit), max_entries_(max_entries) {}

    /// What is held, with what it took to make.
    struct found {
        code_ptr code; // null if there is none
        nanoseconds cost{};
    };

    /// The code under `key`, which becomes the most recently used.
    found find(const cache_key &key);

    /// Evicts until `code` fits, and holds it as the most recently used. What is larger than the limit evicts nothing
    /// and is not held. If the key is there already, the first code stays. Returns the code to use from now on: the
    /// first, or `code`, which took `cost` to make.
    code_ptr insert(const cache_key &key, code_ptr code, nanoseconds cost = {});

    /// Sum of the sizes of the entries, in bytes.
    std::size_t size() const;

    std::size_t entry_count() const;

    /// Upper bound of size(), in bytes.
    std::size_t limit() const;

    /// Evicts at once what exceeds the new limit.
    void set_limit(std::size_t limit);

    void clear();

    /// Around fork(): no other thread may be left inside in the child.
    void lock_for_fork() noexcept { mutex_.lock(); }
    void unlock_after_fork() noexcept { mutex_.unlock(); }

private:
    struct entry {
        cache_key key;
        code_ptr code;
        std::size_t size;
        nanoseconds cost;
        std::size_t level;
        std::uint64_t priority = 0, last_use = 0;
    };
    using entries = std::list<entry>;

    void use(entries &from, entries::iterator e) noexcept;
    // The list whose last entry is to go first; all are empty only if nothing is held.
    entries &lowest_priority() noexcept;

    // Moves entries into the result until `total_ <= bytes` and no more than `count` are left. Destroying code unmaps
    // pages and may run foreign destructors: callers let the result die after unlocking.
    [[nodiscard]] entries evict_down_to(std::size_t bytes, std::size_t count) noexcept;

    mutable std::mutex mutex_;
    // One list for each level of benefit, most recently used first, which is highest priority first.
    std::array<entries, benefit_levels> by_use_;
    std::unordered_map<cache_key, entries::iterator> by_key_;
    std::uint64_t clock_ = 0, uses_ = 0;
    std::size_t total_ = 0;
    std::size_t limit_;
    const std::size_t max_entries_;
};

} // namespace detail
BROOK_END_NAMESPACE
