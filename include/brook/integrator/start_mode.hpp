// SPDX-License-Identifier: MPL-2.0
// Whether steps wait for the fastest code.
#pragma once

#include <iosfwd>
#include <string_view>

#include <fmt/core.h>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// How an integrator comes by its code.
enum class start_mode : unsigned {
    /// All steps run the code of kw::opt_level, which the constructor waits for.
    compiled,
    /// The same code at first, which has loops at the default opt_level. If the system is small, a background thread
    /// writes its orders out once the steps of all integrators that share the code have taken about as long as that
    /// will, and the result takes over between two steps, with the same bits. It goes into the caches, so that
    /// integrators made later have it sooner. Functions of the user and tables of data keep their loops.
    behind,
    /// As with `behind`, but the constructor does not wait: if no cache has the code, an interpreter carries out the
    /// steps, with the same bits, and the code is compiled in the background once all steps of the system have taken
    /// about as long as that will. A short run never compiles. The code of systems with functions of the user or
    /// tables of data, of dd, and of kw::fast_math, is waited for.
    interpreted
};

/// Prints the enumerator's name, and `invalid` for a value that means nothing.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, start_mode mode);

namespace detail {

/// As the stream operator.
BROOK_PUBLIC std::string_view to_text(start_mode mode) noexcept;
/// What the environment variable BROOK_START says, "compiled", "behind" or "interpreted"; if it is not set, behind.
/// Throws std::invalid_argument if it is anything else.
BROOK_PUBLIC start_mode default_start_mode();

} // namespace detail

BROOK_END_NAMESPACE

/// Formats as the stream operator does; takes the options of a string.
template <>
struct fmt::formatter<brook::start_mode> : fmt::formatter<fmt::string_view> {
    BROOK_PUBLIC auto format(brook::start_mode mode, fmt::format_context &context) const
        -> fmt::format_context::iterator;
};
