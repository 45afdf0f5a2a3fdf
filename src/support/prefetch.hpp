// SPDX-License-Identifier: MPL-2.0
// Memory that is asked for before it is needed.
#pragma once

#include <cstddef>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

enum class use : int { reading = 0, writing = 1 };

/// Has `n` objects on their way that are soon read, or written. There may be none at that place.
template <use For, typename T>
void prefetch([[maybe_unused]] const T *place, [[maybe_unused]] std::size_t n) noexcept {
#if defined(__GNUC__)
    constexpr std::size_t line = 64;
    for (std::size_t i = 0; i < n * sizeof(T); i += line)
        __builtin_prefetch(reinterpret_cast<const char *>(place) + i, static_cast<int>(For));
#endif
}

} // namespace detail
BROOK_END_NAMESPACE
