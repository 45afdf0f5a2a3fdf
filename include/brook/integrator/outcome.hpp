// SPDX-License-Identifier: MPL-2.0
// How a step or a propagation ended.
#pragma once

#include <cstdint>
#include <iosfwd>

#include <fmt/core.h>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// How a step or a propagation ended.
///
/// A terminal event with index i that lets the integration continue is the value i >= 0; one that stops it is -i - 1.
/// The named outcomes lie below all of these: `outcome > taylor_outcome::success` means that a terminal event
/// happened, and in addition `outcome < taylor_outcome{0}` that it stops.
enum class taylor_outcome : std::int64_t {
    success = -4294967297,      ///< a step of the size that the tolerance asks for
    step_limit = -4294967298,   ///< a propagation used up its max_steps
    time_limit = -4294967299,   ///< a step ended at its max_delta_t, or a propagation reached its target
    err_nf_state = -4294967300, ///< a step failed: its end was not finite, or outside of the domain
    cb_stop = -4294967301,      ///< a step callback returned false
    interrupted = -4294967302,  ///< request_interrupt() ended a propagation between two steps (brook's addition)
    zeno = -4294967303          ///< a terminal event would happen infinitely often (brook's addition; see t_event)
};

/// Writes `taylor_outcome::success` and so on, `taylor_outcome::terminal_event_3 (continuing)` or `... (stopping)`,
/// and `taylor_outcome::??` for a value that means nothing.
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, taylor_outcome outcome);

BROOK_END_NAMESPACE

/// Formats as the stream operator does; takes the options of a string.
template <>
struct fmt::formatter<brook::taylor_outcome> : fmt::formatter<fmt::string_view> {
    BROOK_PUBLIC auto format(brook::taylor_outcome outcome, fmt::format_context &context) const
        -> fmt::format_context::iterator;
};
