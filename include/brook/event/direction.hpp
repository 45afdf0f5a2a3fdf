// SPDX-License-Identifier: MPL-2.0
// In which direction an event function crosses zero.
#pragma once

#include <iosfwd>

#include <fmt/core.h>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// The sign of the derivative with respect to time where an event function is zero.
enum class event_direction {
    negative = -1, ///< from positive to negative, as time goes on
    any = 0,       ///< both
    positive = 1   ///< from negative to positive, as time goes on
};

/// Writes `event_direction::any` and so on, and `event_direction::??` for a value that means nothing.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, event_direction direction);

BROOK_END_NAMESPACE

/// Formats as the stream operator does; takes the options of a string.
template <>
struct fmt::formatter<brook::event_direction> : fmt::formatter<fmt::string_view> {
    BROOK_PUBLIC auto format(brook::event_direction direction, fmt::format_context &context) const
        -> fmt::format_context::iterator;
};
