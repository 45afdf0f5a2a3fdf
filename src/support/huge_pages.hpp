// SPDX-License-Identifier: MPL-2.0
// Large blocks of memory in large pages, where the system has them to give.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <brook/support/visibility.hpp>

#if defined(__linux__)
#include <sys/mman.h>
#endif

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Asks for large pages in a block that nobody has written to yet. The first touch of a page of 4 KiB takes up to ten
/// microseconds in a virtual machine, more than many steps whose results fill it. Small blocks stay as they are: their
/// memory is usually warm, and a large page would be more than they need.
inline void prefer_huge_pages([[maybe_unused]] void *block, [[maybe_unused]] std::size_t bytes) noexcept {
#if defined(__linux__)
    constexpr std::uintptr_t huge = std::uintptr_t{1} << 21;
    const auto begin = (reinterpret_cast<std::uintptr_t>(block) + huge - 1) & ~(huge - 1),
               end = (reinterpret_cast<std::uintptr_t>(block) + bytes) & ~(huge - 1);
    // It is a wish: a kernel without them refuses.
    if (begin < end)
        madvise(reinterpret_cast<void *>(begin), end - begin, MADV_HUGEPAGE); // NOLINT(performance-no-int-to-ptr)
#endif
}

/// A vector of `n` zeros that asks for them before it writes.
template <typename T>
std::vector<T> zeros_in_huge_pages(std::size_t n) {
    std::vector<T> all;
    all.reserve(n);
    prefer_huge_pages(all.data(), n * sizeof(T));
    all.resize(n);
    return all;
}

} // namespace detail
BROOK_END_NAMESPACE
