// SPDX-License-Identifier: MPL-2.0
// Memory cache of linked code: bounded in bytes, least recently used entries go first.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>

#include <brook/support/visibility.hpp>

#include "cache/code.hpp"
#include "cache/recipe.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// All functions are thread-safe. Evicted code stays alive while somebody else holds it.
class memory_cache {
public:
    using code_ptr = std::shared_ptr<const cached_code>;

    static constexpr std::size_t default_limit = std::size_t{2} << 30; // bytes

    explicit memory_cache(std::size_t limit = default_limit) noexcept : limit_(limit) {}

    /// The code under `key`, which becomes the most recently used; null if there is none.
    code_ptr find(const cache_key &key);

    /// Evicts until `code` fits, and holds it as the most recently used. What is larger than the limit evicts nothing
    /// and is not held. If the key is there already, the first code stays. Returns the code to use from now on: the
    /// first, or `code`.
    code_ptr insert(const cache_key &key, code_ptr code);

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
    };
    using entries = std::list<entry>;

    // Moves entries from the back into the result until `total_ <= target`. Destroying code unmaps pages and may run
    // foreign destructors: callers let the result die after unlocking.
    [[nodiscard]] entries evict_down_to(std::size_t target) noexcept;

    mutable std::mutex mutex_;
    entries by_use_; // most recently used first
    std::unordered_map<cache_key, entries::iterator> by_key_;
    std::size_t total_ = 0;
    std::size_t limit_;
};

} // namespace detail
BROOK_END_NAMESPACE
