// SPDX-License-Identifier: MPL-2.0
// Events: what happens where a function of state, time and parameters is zero along the solution.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <type_traits>
#include <utility>

#include <brook/event/direction.hpp>
#include <brook/event/keywords.hpp>
#include <brook/expression/expression.hpp>
#include <brook/number/fp_type.hpp>
#include <brook/support/callable.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

template <typename T>
class taylor_adaptive;
template <typename T>
class taylor_adaptive_batch;

namespace detail {

template <typename Signature>
inline constexpr bool is_single_function<callable<Signature>> = true;

/// What events call: of one trajectory, or of several, with the number of the trajectory behind.
template <typename T, bool Batch>
struct event_calls {
    using terminal = callable<bool(taylor_adaptive<T> &, int)>;
    using non_terminal = callable<void(taylor_adaptive<T> &, T, int)>;
};
template <typename T>
struct event_calls<T, true> {
    using terminal = callable<bool(taylor_adaptive_batch<T> &, int, std::uint32_t)>;
    using non_terminal = callable<void(taylor_adaptive_batch<T> &, T, int, std::uint32_t)>;
};

template <typename T>
struct event_options {
    event_direction direction = event_direction::any;
    T min_delta_t = 0;
    std::uint64_t max_firings = 0; ///< 0 means no limit
};
template <typename T, bool Batch>
struct t_event_options : event_options<T> {
    typename event_calls<T, Batch>::terminal callback = {};
    T cooldown = -1; ///< negative: from the precision
};

template <typename Options, typename T>
using nt_event_keywords = accepts<Options, sets<kw::direction, &event_options<T>::direction>,
                                  sets<kw::min_delta_t, &event_options<T>::min_delta_t>,
                                  sets<kw::max_firings, &event_options<T>::max_firings>>;
template <typename T, bool Batch, typename Options = t_event_options<T, Batch>>
using t_event_keywords = typename also_accepts<nt_event_keywords<Options, T>, sets<kw::callback, &Options::callback>,
                                               sets<kw::cooldown, &Options::cooldown>>::type;

/// What all events have.
template <typename T>
class BROOK_PUBLIC basic_event {
public:
    /// The event function.
    const expression &get_expression() const noexcept { return function_; }
    /// The direction in which it must cross zero.
    event_direction get_direction() const noexcept { return options_.direction; }
    /// What the keyword min_delta_t said.
    T get_min_delta_t() const noexcept { return options_.min_delta_t; }
    /// What the keyword max_firings said.
    std::uint64_t get_max_firings() const noexcept { return options_.max_firings; }

protected:
    /// The event function 0, which no integrator takes.
    basic_event();
    basic_event(expression &&function, const event_options<T> &options);

    expression function_;
    event_options<T> options_;
};

/// A non-terminal event: an event function g, and what is to be called where it is zero. It is told of zeros after the
/// step in which they lie; it ends no step, and changes none.
///
/// In one trajectory the callback is void(taylor_adaptive<T> &ta, T time, int d_sgn): `time` is that of the zero, d_sgn
/// the sign of dg/dt there (so 1 where g becomes positive as time goes on, also in steps backward). The integrator is
/// at the end of the step: ta.update_d_output(time) has the state at the event. The callback of a batch is
/// void(taylor_adaptive_batch<T> &ta, T time, int d_sgn, std::uint32_t k), of trajectory k. It may change state and
/// parameters, from the end of the step on, but not the time.
///
/// What counts as a zero: a change of sign of g along the solution. Where g touches zero without crossing it, nothing
/// fires, or two zeros with opposite signs, as rounding has it. Zeros are those of the Taylor polynomial of g over a
/// step, all of them, in their order, rounded to the last bit that the coefficients know; a zero at the end of a step
/// belongs to the next one. From one step to the next the sign is remembered, so that rounding neither loses a zero
/// there nor finds it twice; if state, parameters or time are changed by hand and g with them, a change of its sign by
/// that is no zero.
///
/// A value; copies share the expression, and have their own copies of the callback.
template <typename T, bool Batch>
class BROOK_PUBLIC nt_event_impl : public basic_event<T> {
public:
    using callback_type = typename event_calls<T, Batch>::non_terminal; ///< the type of the callback

    /// The event function 0 with a callback that does nothing: no integrator takes it.
    nt_event_impl();

    /// Calls `callback` where `function` is zero. Keywords: direction, min_delta_t, max_firings (see
    /// event/keywords.hpp). Throws std::invalid_argument if there is no callback, if the direction is none of the
    /// enumeration, or if min_delta_t is negative or not finite.
    template <typename... Args>
    requires detail::keyword_arguments<nt_event_keywords<event_options<T>, T>, Args...>
    explicit nt_event_impl(expression function, callback_type callback, Args &&...args)
        : nt_event_impl(std::move(function), std::move(callback),
                        detail::fill<nt_event_keywords<event_options<T>, T>>(std::forward<Args>(args)...)) {}
    template <typename... Args,
              auto Reason = detail::refusal<"nt_event", nt_event_keywords<event_options<T>, T>, Args...>()>
    requires detail::wrong_keywords<nt_event_keywords<event_options<T>, T>, Args...>
    explicit nt_event_impl(expression, callback_type, Args &&...) = delete;

    const callback_type &get_callback() const noexcept { return callback_; } ///< the callback
    callback_type &get_callback() noexcept { return callback_; }             ///< the callback

    /// Prints labelled lines: type, kind, function, direction and what limits its firings.
    template <typename U, bool B>
    friend BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const nt_event_impl<U, B> &event);

private:
    nt_event_impl(expression &&function, callback_type &&callback, event_options<T> &&options);

    callback_type callback_;
};

/// A terminal event: an event function g that ends a step where it is zero, and may end the propagation.
///
/// The step ends at the zero: state and time are those of the event. Then the callback is called,
/// bool(taylor_adaptive<T> &ta, int d_sgn), in a batch bool(taylor_adaptive_batch<T> &ta, int d_sgn, std::uint32_t k)
/// for trajectory k, where d_sgn is as for nt_event. It may change state and parameters, but not the time. If it
/// returns true, the integration goes on, and the outcome of the step is the index i of the event; if it returns false,
/// or if there is none, the propagation ends with -i - 1. Of several terminal events in a step the first in time
/// counts, of simultaneous ones the one with the smallest index; the others are found in the next step, if what the
/// callback did has not changed them.
///
/// Cooldown: for so long after the event, in either direction, zeros of the same event do not count, since the state is
/// at the zero, to rounding, and its sign is not known. By default it is 10 times the error of g, divided by |dg/dt|,
/// where the error is max(tol, eps) sum |c_k h^k|, with the coefficients of g in the step that ends there, or the
/// largest so far: a time that is not to be told from 0, whatever the unit of g is. (Zeros of functions that have left
/// their error since then do count, if |dg/dt| was so small that this time is long.) With a cooldown of 0 only the very
/// zero that fired does not count.
///
/// Zeno points: if a callback turns the solution back (a ball that bounces), and g is zero again, in the direction in
/// which it fired, within the automatic cooldown, then g has stayed within its error in between: infinitely many events
/// would follow. The propagation ends there with taylor_outcome::zeno.
template <typename T, bool Batch>
class BROOK_PUBLIC t_event_impl : public basic_event<T> {
public:
    using callback_type = typename event_calls<T, Batch>::terminal; ///< the type of the callback

    /// The event function 0: no integrator takes it.
    t_event_impl();

    /// Ends steps where `function` is zero. Keywords: callback, cooldown, direction, min_delta_t, max_firings (see
    /// event/keywords.hpp). Throws std::invalid_argument if the direction is none of the enumeration, if the cooldown
    /// is not finite, or if min_delta_t is negative or not finite.
    template <typename... Args>
    requires detail::keyword_arguments<t_event_keywords<T, Batch>, Args...>
    explicit t_event_impl(expression function, Args &&...args)
        : t_event_impl(std::move(function), detail::fill<t_event_keywords<T, Batch>>(std::forward<Args>(args)...)) {}
    template <typename... Args, auto Reason = detail::refusal<"t_event", t_event_keywords<T, Batch>, Args...>()>
    requires detail::wrong_keywords<t_event_keywords<T, Batch>, Args...>
    explicit t_event_impl(expression, Args &&...) = delete;

    const callback_type &get_callback() const noexcept { return callback_; } ///< the callback, which may be empty
    callback_type &get_callback() noexcept { return callback_; }             ///< the callback, which may be empty
    /// What the keyword cooldown said.
    T get_cooldown() const noexcept { return cooldown_; }

    /// Prints labelled lines: type, kind, function, direction, whether there is a callback, cooldown and what limits
    /// its firings.
    template <typename U, bool B>
    friend BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const t_event_impl<U, B> &event);

private:
    t_event_impl(expression &&function, t_event_options<T, Batch> &&options);

    callback_type callback_;
    T cooldown_ = -1;
};

} // namespace detail

/// A non-terminal event of a taylor_adaptive<T>.
template <typename T>
using nt_event = detail::nt_event_impl<T, false>;
/// A non-terminal event of a taylor_adaptive_batch<T>.
template <typename T>
using nt_event_batch = detail::nt_event_impl<T, true>;
/// A terminal event of a taylor_adaptive<T>.
template <typename T>
using t_event = detail::t_event_impl<T, false>;
/// A terminal event of a taylor_adaptive_batch<T>.
template <typename T>
using t_event_batch = detail::t_event_impl<T, true>;

BROOK_END_NAMESPACE
