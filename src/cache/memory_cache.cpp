// SPDX-License-Identifier: MPL-2.0
// Bookkeeping of the memory cache.
#include "cache/memory_cache.hpp"

#include <iterator>
#include <utility>

#include "support/counters.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

void memory_cache::use(entries &from, entries::iterator e) noexcept {
    e->priority = clock_ + benefit_of_level(e->level);
    e->last_use = ++uses_;
    auto &list = by_use_[e->level];
    list.splice(list.begin(), from, e);
}

memory_cache::found memory_cache::find(const cache_key &key) {
    std::lock_guard lock(mutex_);
    const auto at = by_key_.find(key);
    if (at == by_key_.end())
        return {};
    const auto e = at->second;
    use(by_use_[e->level], e);
    return {e->code, e->cost};
}

memory_cache::code_ptr memory_cache::insert(const cache_key &key, code_ptr code, nanoseconds cost) {
    if (!code)
        return nullptr;
    const auto size = code->size();
    entries fresh;
    fresh.push_back({key, code, size, cost, benefit_level(cost, size)});
    entries evicted;
    std::lock_guard lock(mutex_);
    if (const auto at = by_key_.find(key); at != by_key_.end()) {
        const auto e = at->second;
        use(by_use_[e->level], e);
        return e->code;
    }
    if (size > limit_)
        return code;
    by_key_.emplace(key, fresh.begin()); // the last step that may throw: nothing has been evicted yet
    evicted = evict_down_to(limit_ - size, max_entries_);
    use(fresh, fresh.begin());
    total_ += size;
    return code;
}

std::size_t memory_cache::size() const {
    std::lock_guard lock(mutex_);
    return total_;
}

std::size_t memory_cache::entry_count() const {
    std::lock_guard lock(mutex_);
    return by_key_.size();
}

std::size_t memory_cache::limit() const {
    std::lock_guard lock(mutex_);
    return limit_;
}

void memory_cache::set_limit(std::size_t limit) {
    entries evicted;
    std::lock_guard lock(mutex_);
    limit_ = limit;
    evicted = evict_down_to(limit, max_entries_);
}

void memory_cache::clear() {
    std::array<entries, benefit_levels> evicted;
    std::lock_guard lock(mutex_);
    evicted.swap(by_use_);
    by_key_.clear();
    total_ = 0;
}

memory_cache::entries &memory_cache::lowest_priority() noexcept {
    auto *least = &by_use_[0];
    for (auto &list : by_use_) {
        const auto goes_before = [](const entry &a, const entry &b) {
            return std::pair(a.priority, a.last_use) < std::pair(b.priority, b.last_use);
        };
        if (!list.empty() && (least->empty() || goes_before(list.back(), least->back())))
            least = &list;
    }
    return *least;
}

memory_cache::entries memory_cache::evict_down_to(std::size_t bytes, std::size_t count) noexcept {
    entries evicted;
    while (total_ > bytes || by_key_.size() > count) {
        auto &list = lowest_priority();
        const auto last = std::prev(list.end());
        by_key_.erase(last->key);
        total_ -= last->size;
        clock_ = last->priority;
        evicted.splice(evicted.begin(), list, last);
        ++process_counters().memory_evictions;
    }
    return evicted;
}

} // namespace detail
BROOK_END_NAMESPACE
