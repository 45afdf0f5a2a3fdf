// SPDX-License-Identifier: MPL-2.0
// Text as a template argument: compilers show it in their messages.
#pragma once

#include <cstddef>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// N characters, the terminating zero included.
template <std::size_t N>
struct fixed_text {
    char text[N]{};

    constexpr fixed_text() = default;
    // Implicit, so that a literal can be a template argument.
    constexpr fixed_text(const char (&literal)[N]) {
        for (std::size_t i = 0; i < N; ++i)
            text[i] = literal[i];
    }
};

} // namespace detail
BROOK_END_NAMESPACE
