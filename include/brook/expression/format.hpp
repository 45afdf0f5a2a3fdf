// SPDX-License-Identifier: MPL-2.0
// Expressions as arguments of fmt::format.
#pragma once

#include <fmt/core.h>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

/// Formats as the stream operator does; takes the options of a string.
template <>
struct fmt::formatter<brook::expression> : fmt::formatter<fmt::string_view> {
    BROOK_PUBLIC auto format(const brook::expression &ex, fmt::format_context &context) const
        -> fmt::format_context::iterator;
};
