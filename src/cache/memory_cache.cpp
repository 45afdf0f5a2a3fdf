// SPDX-License-Identifier: MPL-2.0
// Least-recently-used bookkeeping of the memory cache.
#include "cache/memory_cache.hpp"

#include <utility>

BROOK_BEGIN_NAMESPACE
namespace detail {

memory_cache::code_ptr memory_cache::find(const cache_key &key) {
    std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end())
        return nullptr;
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return found->second->code;
}

memory_cache::code_ptr memory_cache::insert(const cache_key &key, code_ptr code) {
    if (!code)
        return nullptr;
    const auto size = code->size();
    entries fresh;
    fresh.push_back({key, code, size});
    entries evicted;
    std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
        by_use_.splice(by_use_.begin(), by_use_, found->second);
        return found->second->code;
    }
    if (size > limit_)
        return code;
    by_key_.emplace(key, fresh.begin()); // the last step that may throw: nothing has been evicted yet
    evicted = evict_down_to(limit_ - size);
    by_use_.splice(by_use_.begin(), fresh);
    total_ += size;
    return code;
}

std::size_t memory_cache::size() const {
    std::lock_guard lock(mutex_);
    return total_;
}

std::size_t memory_cache::entry_count() const {
    std::lock_guard lock(mutex_);
    return by_use_.size();
}

std::size_t memory_cache::limit() const {
    std::lock_guard lock(mutex_);
    return limit_;
}

void memory_cache::set_limit(std::size_t limit) {
    entries evicted;
    std::lock_guard lock(mutex_);
    limit_ = limit;
    evicted = evict_down_to(limit);
}

void memory_cache::clear() {
    entries evicted;
    std::lock_guard lock(mutex_);
    evicted = std::exchange(by_use_, {});
    by_key_.clear();
    total_ = 0;
}

memory_cache::entries memory_cache::evict_down_to(std::size_t target) noexcept {
    entries evicted;
    while (total_ > target) {
        const auto oldest = std::prev(by_use_.end());
        by_key_.erase(oldest->key);
        total_ -= oldest->size;
        evicted.splice(evicted.begin(), by_use_, oldest);
    }
    return evicted;
}

} // namespace detail
BROOK_END_NAMESPACE
