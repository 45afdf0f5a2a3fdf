// SPDX-License-Identifier: MPL-2.0
// The place where XXH3 comes in.
#include "expression/structural_hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

BROOK_BEGIN_NAMESPACE
namespace detail {

hash128 hash_of_words(const std::uint64_t *words, std::size_t size, std::uint64_t seed) noexcept {
    const auto h = XXH3_128bits_withSeed(words, size * sizeof(std::uint64_t), seed);
    return {h.low64, h.high64};
}

} // namespace detail
BROOK_END_NAMESPACE
