// SPDX-License-Identifier: MPL-2.0
// From one crossing of a section to the next.
#pragma once

#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include <brook/event/direction.hpp>
#include <brook/event/keywords.hpp>
#include <brook/expression/expression.hpp>
#include <brook/integrator/keywords.hpp>
#include <brook/integrator/options.hpp>
#include <brook/integrator/outcome.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace kw {

/// For how long a poincare_map looks for a crossing, in units of time (a positive number; default infinity).
inline constexpr detail::keyword<"max_time"> max_time;

} // namespace kw

namespace detail {

template <typename T>
struct poincare_options : timed_options<T, T> {
    event_direction direction = event_direction::positive;
    T max_time = std::numeric_limits<T>::infinity();
    std::size_t max_steps = 0; ///< 0 means no limit
    T max_delta_t = std::numeric_limits<T>::infinity();
};

template <typename T, typename Options = poincare_options<T>>
using poincare_keywords =
    typename also_accepts<keywords_without_events<Options>, sets<kw::direction, &Options::direction>,
                          sets<kw::max_time, &Options::max_time>, sets<kw::max_steps, &Options::max_steps>,
                          sets<kw::max_delta_t, &Options::max_delta_t>>::type;

} // namespace detail

/// The end of a flight to a section.
template <typename T>
struct poincare_crossing {
    std::vector<T> state;   ///< at the crossing, or where the flight ended
    T time;                 ///< of flight, negative if that went backward
    taylor_outcome outcome; ///< why it ended

    /// True if it ended on the section; else the outcome is time_limit, step_limit, err_nf_state or interrupted.
    bool crossed() const noexcept { return outcome == taylor_outcome{-1}; }
};

/// Several crossings, one after the other.
template <typename T>
struct poincare_orbit {
    std::vector<T> states;  ///< at the crossings: [crossing][equation]
    std::vector<T> times;   ///< of the crossings, from the begin on, negative if flights go backward
    taylor_outcome outcome; ///< of the last flight; success if none was asked for

    /// How many crossings there are.
    std::size_t n_crossings() const noexcept { return times.size(); }
};

/// The map from a state to that at the next crossing of a section, where a function g of state, time and parameters is
/// zero and has the direction that was asked for. It consists of an integrator with a terminal event, which is a copy
/// in each call: one map may be called in several threads at once.
///
/// States need not lie on the section. If they do, that is no crossing: a zero does not count if it is not to be told
/// from the begin: nearer than a change of the state by 10 times its error, max(tol, eps) max(1, |x|).
///
/// A flight that never comes to the section would never end: max_time or max_steps end it, as does
/// request_interrupt().
template <typename T>
class BROOK_PUBLIC poincare_map {
public:
    using equations_type = typename taylor_adaptive<T>::equations_type; ///< pairs of a variable and its derivative

    /// Of the solutions of `equations`, and the section where `section` is zero. Keywords: direction (default
    /// positive), max_time, max_steps, max_delta_t; `time`, at which each flight begins; and those of taylor_adaptive
    /// but for events.
    ///
    /// Throws as the constructor of taylor_adaptive, and std::invalid_argument if max_time or max_delta_t is
    /// NaN, subnormal or not positive.
    template <typename... Args>
    requires detail::keyword_arguments<detail::poincare_keywords<T>, Args...>
    explicit poincare_map(equations_type equations, expression section, Args &&...args)
        : poincare_map(std::move(equations), std::move(section),
                       detail::fill<detail::poincare_keywords<T>>(std::forward<Args>(args)...)) {}
    template <typename... Args, auto Reason = detail::refusal<"poincare_map", detail::poincare_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::poincare_keywords<T>, Args...>
    explicit poincare_map(equations_type, expression, Args &&...) = delete;

    /// Flies from a state to the next crossing. Without values of parameters those of the constructor are taken. Throws
    /// std::invalid_argument if there are not as many values as equations, or as parameters.
    poincare_crossing<T> operator()(std::vector<T> state, std::vector<T> pars = {}) const;
    /// Flies over n crossings, one after the other. If one is not reached, those before are returned. Throws likewise,
    /// and if n is negative.
    poincare_orbit<T> iterate(std::vector<T> state, detail::integer_argument<std::size_t, "The number of crossings"> n,
                              std::vector<T> pars = {}) const;

    /// The map that flies backward in time. Directions stay those of time as it goes on, so that it undoes this one, on
    /// the points of the section that are crossed in the direction that counts.
    poincare_map inverse() const;

    /// The function whose zeros are the section.
    const expression &get_section() const;
    /// The direction in which it must be crossed.
    event_direction get_direction() const;
    /// The integrator that flights are made with, at their begin; its state is zero.
    const taylor_adaptive<T> &get_integrator() const noexcept { return start_; }

private:
    poincare_map(equations_type &&equations, expression &&section, detail::poincare_options<T> &&options);
    taylor_adaptive<T> at(std::vector<T> &&state, std::vector<T> &&pars) const;
    taylor_outcome fly(taylor_adaptive<T> &ta, bool begins) const;
    T time_of_flight(const taylor_adaptive<T> &ta) const;

    taylor_adaptive<T> start_;
    T max_time_, max_delta_t_;
    std::size_t max_steps_;
    bool backward_ = false;
};

BROOK_END_NAMESPACE
