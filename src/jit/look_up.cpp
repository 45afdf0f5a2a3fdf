// SPDX-License-Identifier: MPL-2.0
// The order in which caches and compiler are asked.
#include "jit/look_up.hpp"

#include <exception>

#include "cache/code_cache.hpp"
#include "jit/executable_memory.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

namespace {

// What comes from disk is authentic but may still not fit, after an upgrade gone wrong: then it is made anew.
std::shared_ptr<const cached_code> try_link(code_cache &cache, const cache_key &key, const stored_code &stored,
                                            const code_maker &maker) {
    try {
        return maker.link(stored);
    } catch (const executable_memory_error &) {
        throw;
    } catch (const std::exception &) {
        cache.discard_on_disk(key);
        return nullptr;
    }
}

} // namespace

std::shared_ptr<const cached_code> find_or_make(const recipe &r, const code_maker &maker) {
    const auto key = r.key();
    auto &cache = process_code_cache();
    if (auto code = cache.find_in_memory(key)) {
        return code;
    }
    if (const auto stored = cache.find_on_disk(key)) {
        if (auto code = try_link(cache, key, *stored, maker)) {
            return cache.remember(key, std::move(code));
        }
    }
    auto stored = maker.make();
    stored.recipe = r.text();
    auto code = maker.link(stored);
    cache.store(key, stored);
    return cache.remember(key, std::move(code));
}

} // namespace detail
BROOK_END_NAMESPACE
