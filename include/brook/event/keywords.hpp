// SPDX-License-Identifier: MPL-2.0
// The keyword arguments of events.
#pragma once

#include <brook/support/kw.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace kw {

/// In which direction an event function must cross zero (an event_direction; default any).
inline constexpr detail::keyword<"direction"> direction;
/// For how long after a terminal event its further zeros do not count, in units of time (a finite number; negative, the
/// default, means that it follows from the precision, see t_event).
inline constexpr detail::keyword<"cooldown"> cooldown;
/// The least time from one firing of an event to the next; zeros before that are passed over (a finite number that is
/// not negative; default 0).
inline constexpr detail::keyword<"min_delta_t"> min_delta_t;
/// How often an event fires at most in each trajectory, until reset_cooldowns() (an integer; 0, the default, means no
/// limit).
inline constexpr detail::keyword<"max_firings"> max_firings;

/// What is called. After each step of a propagation: a step callback, anything that one can be made of, or a range of
/// such, which are called one after the other (step_callback, step_callback_set; default none). When a terminal event
/// fires: see t_event.
inline constexpr detail::keyword<"callback"> callback;

} // namespace kw
BROOK_END_NAMESPACE
