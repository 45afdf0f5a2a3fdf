// SPDX-License-Identifier: MPL-2.0
// How far apart code and data may be.
#pragma once

#include <iosfwd>
#include <string_view>

#include <fmt/core.h>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// The code model of machine code: what it may assume about the distance of its own code and data, and of what it
/// refers to. `small` serves all but units of 2 GiB. x86 has small, kernel, medium and large, AArch64 tiny, small and
/// large; asking for another one throws std::invalid_argument.
enum class code_model : unsigned {
    tiny,   ///< code and data within 1 MiB of each other
    small,  ///< within 2 GiB
    kernel, ///< small, at the upper end of the addresses
    medium, ///< small code, data anywhere
    large   ///< anything anywhere
};

/// Prints the enumerator's name, and `invalid` for a value that means nothing.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, code_model model);

namespace detail {

/// As the stream operator.
BROOK_PUBLIC std::string_view to_text(code_model model) noexcept;

} // namespace detail

BROOK_END_NAMESPACE

/// Formats as the stream operator does; takes the options of a string.
template <>
struct fmt::formatter<brook::code_model> : fmt::formatter<fmt::string_view> {
    BROOK_PUBLIC auto format(brook::code_model model, fmt::format_context &context) const
        -> fmt::format_context::iterator;
};
