// SPDX-License-Identifier: MPL-2.0
// Expressions as arguments of fmt::format.
#pragma once

#include <string>
#include <string_view>

#include <fmt/core.h>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

/// What operator<< prints.
BROOK_PUBLIC std::string to_text(const expression &ex);

} // namespace detail

BROOK_END_NAMESPACE

/// Accepts the format specifications of strings.
template <>
struct fmt::formatter<brook::expression> : fmt::formatter<std::string_view> {
    template <typename Context>
    auto format(const brook::expression &ex, Context &context) const {
        const std::string text = brook::detail::to_text(ex);
        return fmt::formatter<std::string_view>::format(text, context);
    }
};
