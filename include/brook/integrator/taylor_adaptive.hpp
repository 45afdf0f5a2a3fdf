// SPDX-License-Identifier: MPL-2.0
// The adaptive Taylor integrator.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include <brook/event/events.hpp>
#include <brook/expression/expression.hpp>
#include <brook/integrator/integrator_base.hpp>
#include <brook/integrator/keywords.hpp>
#include <brook/integrator/options.hpp>
#include <brook/integrator/outcome.hpp>
#include <brook/integrator/propagation_result.hpp>
#include <brook/integrator/step_callback_set.hpp>
#include <brook/ode/var_ode_sys.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

template <typename T>
class poincare_map;

namespace detail {

struct from_options;

template <typename T>
using single_propagation = propagate_options<T, T, step_callback<T>>;

} // namespace detail

/// Integrates a system of ordinary differential equations by Taylor series of adaptive step size: A. Jorba and M. Zou,
/// Experimental Mathematics 14 (2005). T is float, double, dd or, on x86 where it has 80 bits, long double, or, with
/// libquadmath, boost::multiprecision::float128.
///
/// The machine code that computes the Taylor coefficients is made when the first integrator of a system is constructed,
/// and found in a cache afterwards. The order follows from the tolerance tol: p = max(2, ceil(-ln(tol)/2 + 1)). The
/// size of a step follows from the last two of its Taylor coefficients, with maximum norms over the state variables:
/// h = min_m (max(1, |x|) / |x^[m]|)^(1/m) exp(-2 - 0.7/(p - 1)), m = p - 1, p. It can be recomputed from get_order()
/// and get_tc() to 100 eps, of a double if T has more digits.
///
/// Where the equations depend on the time, they are evaluated at one number, while the time is the sum of two. So a
/// step of that size is shortened, by less than the distance of two neighbouring numbers, and ends at a number. (If h
/// is below two distances the step may be shortened to h/2, or lengthened to 1.5 h. Below two thirds of one it stays as
/// it is, and the equations are evaluated at the number next to the time.) Steps with a limit are not changed; after
/// them, as after set_dtime() and propagate_for(), the time may lie between two numbers. The next step takes that into
/// account and evaluates the coefficients three times.
///
/// The norm |x| = max_i |x_i| / s_i has a scale s_i for each variable (kw::scale, 1 by default). Variables whose
/// equation is 0 stay out of it: they have no error, and as masses or charges may have any unit. A step changes x_i by
/// an error of about tol s_i max(1, |x|). With the default this is relative to the largest variable, or absolute if all
/// are below 1: an amplitude of 1e-12 has few correct digits, and an angle beside a distance of 7e6 is as wrong as the
/// distance.
///
/// A value: copies have their own state and share the code; what they compute later is equal bit for bit. Different
/// objects may be used in different threads; one object by one thread at a time, or by several that only call const
/// functions.
///
/// A default-constructed or moved-from integrator can be assigned to and destroyed; everything else throws
/// std::invalid_argument.
///
/// Subnormal numbers: while coefficients and the new state are computed they count as zero, because they would cost 17
/// times the time (not so in long double, whose arithmetic cannot do that).
///
/// Where the last two orders vanish, as in 1/(1 + t^4) at t = 0, the two highest orders from p/2 that do not take their
/// place in the size of the step. If there are none, the state is at rest, or its solution is taken for a polynomial:
/// step() then makes an infinite step, with outcome err_nf_state, and steps with a limit make the step of that size. A
/// solution that resembles a polynomial, such as that of x' = t^30 at 0, or that is very near to such a point, where
/// coefficients are tiny but do not vanish, needs a limit: max_delta_t.
///
/// The domain of the equations: where an equation may not be defined everywhere, because it has square roots, other
/// powers, logarithms or inverse functions, and the coefficients of its variable do not exclude a singularity nearer
/// than the end of a step, the equations are evaluated at that end. So they are where a solution is taken for a
/// polynomial. If a derivative is not finite there, as that of x' = 1 + par[0] sqrt(20 - x) with par[0] = 0 beyond 20,
/// the step fails (err_nf_state). It also fails if a derivative differs from that of the Taylor polynomial by more than
/// half, and h times the difference is above sqrt(tol) s_i max(1, |x|): the level of a draining tank, x' = -sqrt(x),
/// must not rise again. (That is not asked of systems with comparisons, select(), relu() and their kin, or atan2(),
/// which may jump, or with functions of users.) A smaller max_delta_t comes nearer to the edge.
///
/// Coefficients must not overflow: those of x' = -w x are w^m/m!, so that in float, whose order is 9, w may be 10^4.
/// Otherwise the outcome is err_nf_state; choose another unit of time then.
template <typename T>
class BROOK_PUBLIC taylor_adaptive : public integrator_base<T> {
public:
    using typename integrator_base<T>::equations_type;
    using t_event_t = t_event<T>;   ///< its terminal events
    using nt_event_t = nt_event<T>; ///< its other events

    /// An integrator that can only be assigned to.
    taylor_adaptive() noexcept = default;

    /// Integrates `equations` from `state`, one value per equation, in their order; a vector that is moved in keeps its
    /// memory. An empty state means all zeros. Keywords: time, tol, scale, pars, high_accuracy, compact_mode,
    /// parallel_mode, lift_constants, t_events, nt_events, parjit, prec, mname, opt_level, start, fast_math,
    /// force_avx512, slp_vectorize, code_model, target (see keywords.hpp).
    ///
    /// Throws std::invalid_argument if the equations are no system (none; a left-hand side that is no variable, occurs
    /// twice or begins with two underscores; a variable on a right-hand side that has no equation); if an event
    /// function has other variables, or depends neither on the state nor on the time; if there are not as
    /// many initial values as equations, or as many values of parameters as parameters (none means zeros); if the
    /// tolerance is negative or not finite; if a scale is not positive or has no finite inverse, or there are not as
    /// many as equations; if parallel_mode is asked for without compact_mode; or if an integer option is negative or
    /// too large. Other keywords, and values of other types, do not compile.
    template <typename... Args>
    requires detail::keyword_arguments<detail::integrator_keywords<T>, Args...>
    explicit taylor_adaptive(equations_type equations, std::vector<T> state, Args &&...args)
        : taylor_adaptive(std::move(equations), std::move(state),
                          detail::fill<detail::integrator_keywords<T>>(std::forward<Args>(args)...)) {}
    template <typename... Args,
              auto Reason = detail::refusal<"taylor_adaptive", detail::integrator_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::integrator_keywords<T>, Args...>
    explicit taylor_adaptive(equations_type, std::vector<T>, Args &&...) = delete;

    /// The same with a state of zeros.
    template <typename... Args>
    requires detail::keyword_arguments<detail::integrator_keywords<T>, Args...>
    explicit taylor_adaptive(equations_type equations, Args &&...args)
        : taylor_adaptive(std::move(equations), std::vector<T>(),
                          detail::fill<detail::integrator_keywords<T>>(std::forward<Args>(args)...)) {}
    template <typename... Args,
              auto Reason = detail::refusal<"taylor_adaptive", detail::integrator_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::integrator_keywords<T>, Args...>
    explicit taylor_adaptive(equations_type, Args &&...) = delete;

    /// Integrates the equations of a variational system, and with them the derivatives of their solution. The state has
    /// one value per equation, so that the derivatives begin as they must, or one per state variable of both. (A
    /// template, so that braces mean equations.)
    template <std::same_as<var_ode_sys> System, typename... Args>
    requires detail::keyword_arguments<detail::integrator_keywords<T>, Args...>
    explicit taylor_adaptive(const System &system, std::vector<T> state, Args &&...args)
        : taylor_adaptive(system, std::move(state),
                          detail::fill<detail::integrator_keywords<T>>(std::forward<Args>(args)...)) {}
    template <std::same_as<var_ode_sys> System, typename... Args,
              auto Reason = detail::refusal<"taylor_adaptive", detail::integrator_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::integrator_keywords<T>, Args...>
    explicit taylor_adaptive(const System &, std::vector<T>, Args &&...) = delete;

    /// The time, rounded to T. Internally it has twice the precision.
    T get_time() const;
    /// Sets the time, to any value; the low part becomes 0.
    void set_time(T time);
    void set_time(std::same_as<bool> auto) = delete;
    /// The time as a sum of two numbers, the larger one first.
    std::pair<T, T> get_dtime() const;
    /// Sets the time to hi + lo. Throws std::invalid_argument unless both are finite and |hi| >= |lo|.
    void set_dtime(T hi, T lo);
    template <typename Hi, typename Lo>
    requires(std::same_as<Hi, bool> || std::same_as<Lo, bool>) void set_dtime(Hi, Lo) = delete;

    /// The signed size of the last step, 0 before the first and after a failure.
    T get_last_h() const;
    /// The signed size that the last step that failed should have had: 0 or NaN if the coefficients were not finite (or
    /// the size underflowed), infinite if they asked for no size; 0 before the first. See get_failed_state().
    T get_failed_h() const;

    /// Evaluates the polynomials of get_tc() at a time, or at an offset from the current time if `rel_time`, with the
    /// operations of a step: at offset 0 they give the state. They belong to the last step if that wrote them, and are
    /// precise between its beginning and the current time.
    const std::vector<T> &update_d_output(T time, bool rel_time = false);
    void update_d_output(std::same_as<bool> auto, bool = false) = delete;

    /// The events, as they were given: terminal ones, and the others. Throws std::invalid_argument if there are none.
    const std::vector<t_event<T>> &get_t_events() const;
    const std::vector<nt_event<T>> &get_nt_events() const; ///< likewise
    /// Of each terminal event its cooldown, if it is at work: the time since the event, signed, and that after which it
    /// may happen again. Throws std::invalid_argument if there are no events.
    std::vector<std::optional<std::pair<T, T>>> get_te_cooldowns() const;
    /// Forgets what events have happened: cooldowns, and what min_delta_t and max_firings count. Changing the state or
    /// the time by hand does not. Throws std::invalid_argument if there are no events.
    void reset_cooldowns();
    /// How often so far the zeros of an event function in a step could not be told apart, or the function was not
    /// finite there: events may be missing. The first time it is also said in the log. Copies go on counting, archives
    /// do not keep it. Throws std::invalid_argument if there are no events.
    std::uint64_t get_n_event_give_ups() const;

    /// One step forward, of the size that the tolerance asks for. `write_tc` says whether get_tc() is to be updated.
    /// Returns the outcome and the signed step size h. Outcomes: success; err_nf_state if the step failed, because the
    /// new time or state would not be finite, the size of the step became 0, or the end of the step is outside of the
    /// domain of the equations. Then h is 0, state and time are what they were, and get_failed_state() and
    /// get_failed_h() tell what came out. If a terminal event ends the step, the outcome is its index i, or -i - 1 if
    /// it is to stop, or zeno (see t_event). Steps in which an event happens write get_tc(), too.
    ///
    /// What the callback of an event throws passes on, with the event and its time before the message of an exception
    /// of the standard library; the step is made then. Callbacks that change the time, or assign to the integrator,
    /// make it throw std::runtime_error.
    std::tuple<taylor_outcome, T> step(bool write_tc = false);
    /// One step backward.
    std::tuple<taylor_outcome, T> step_backward(bool write_tc = false);
    /// One step in the direction of `max_delta_t`, not larger than that; the outcome is time_limit if it is just that
    /// large. 0 makes a step of size 0, which leaves state and time alone. Throws std::invalid_argument if
    /// `max_delta_t` is NaN.
    std::tuple<taylor_outcome, T> step(T max_delta_t, bool write_tc = false);

    /// Steps, forward or backward, until the time is `t`, exactly. Keywords: max_steps, max_delta_t (positive in both
    /// directions), stop_at, write_tc, c_output, callback.
    ///
    /// Returns the outcome, the smallest and the largest |h| over the steps whose outcome was success (infinity and 0
    /// if there was none), and the number of steps with h != 0; the continuous output, if it was asked for and a step
    /// was made; and the step callback, after its last call. Outcomes: time_limit on arrival, also if that takes just
    /// max_steps steps; err_nf_state, where the failed step is not counted, and time and state are the last good ones;
    /// cb_stop, where the callback returned false; step_limit; interrupted, after request_interrupt().
    ///
    /// The callback is called after each step that did not fail, with state and time as they are behind it, and its
    /// pre_hook() before the first. It may change state and parameters, not the time. What it throws ends the
    /// propagation and reaches the caller, with state and time as they are then.
    ///
    /// Throws std::invalid_argument, before any step, if the current time, `t` or their difference is not finite, if
    /// max_delta_t is NaN, subnormal or not positive, or if a time of stop_at is not finite; std::runtime_error if the
    /// callback changes the time, assigns to the integrator, or moves from it.
    template <typename... Args>
    requires detail::keyword_arguments<detail::propagate_keywords<detail::single_propagation<T>>, Args...> //
        propagation_result<T> propagate_until(T t, Args &&...args) {
        return propagate_until_with(
            t, detail::fill<detail::propagate_keywords<detail::single_propagation<T>>>(std::forward<Args>(args)...));
    }
    template <typename... Args,
              auto Reason = detail::refusal<"propagate_until",
                                            detail::propagate_keywords<detail::single_propagation<T>>, Args...>()>
    requires detail::wrong_keywords<detail::propagate_keywords<detail::single_propagation<T>>, Args...>
    void propagate_until(T, Args &&...) = delete;
    void propagate_until(std::same_as<bool> auto, auto &&...) = delete;

    /// Steps until `delta_t` has passed; backward if that is negative. Otherwise as propagate_until().
    template <typename... Args>
    requires detail::keyword_arguments<detail::propagate_keywords<detail::single_propagation<T>>, Args...> //
        propagation_result<T> propagate_for(T delta_t, Args &&...args) {
        return propagate_for_with(delta_t, detail::fill<detail::propagate_keywords<detail::single_propagation<T>>>(
                                               std::forward<Args>(args)...));
    }
    template <typename... Args,
              auto Reason = detail::refusal<"propagate_for", detail::propagate_keywords<detail::single_propagation<T>>,
                                            Args...>()>
    requires detail::wrong_keywords<detail::propagate_keywords<detail::single_propagation<T>>, Args...>
    void propagate_for(T, Args &&...) = delete;
    void propagate_for(std::same_as<bool> auto, auto &&...) = delete;

    /// Steps along a grid of times, and returns the states there, which dense output gives: the bits of
    /// update_d_output(). The first point is the current time, of which a second part is dropped first (by a step); the
    /// others go up, or down. Keywords: max_steps, max_delta_t, stop_at, callback. Returns outcome, sizes and number of
    /// steps as propagate_until(), the callback, and the states at the points that were reached: [point][equation]. If
    /// the propagation is stopped, those in its last step are among them. Coefficients are always written.
    ///
    /// Throws std::invalid_argument, before any step, if the grid is empty, not finite or not strictly monotonic, if
    /// its first point is not get_time(), and where propagate_until() does.
    template <typename... Args>
    requires detail::keyword_arguments<detail::grid_keywords<detail::single_propagation<T>>, Args...> //
        grid_result<T> propagate_grid(std::vector<T> grid, Args &&...args) {
        return propagate_grid_with(std::move(grid), detail::fill<detail::grid_keywords<detail::single_propagation<T>>>(
                                                        std::forward<Args>(args)...));
    }
    template <typename... Args,
              auto Reason =
                  detail::refusal<"propagate_grid", detail::grid_keywords<detail::single_propagation<T>>, Args...>()>
    requires detail::wrong_keywords<detail::grid_keywords<detail::single_propagation<T>>, Args...>
    void propagate_grid(std::vector<T>, Args &&...) = delete;

private:
    friend class poincare_map<T>; // it fills the options, and more
    friend struct detail::from_options;

    taylor_adaptive(equations_type &&equations, std::vector<T> &&state, detail::timed_options<T, T> &&options);
    taylor_adaptive(const var_ode_sys &system, std::vector<T> &&state, detail::timed_options<T, T> &&options);
    std::tuple<taylor_outcome, T> step_within(T limit, bool write_tc);
    propagation_result<T> propagate_until_with(T t, detail::single_propagation<T> &&options);
    propagation_result<T> propagate_for_with(T delta_t, detail::single_propagation<T> &&options);
    grid_result<T> propagate_grid_with(std::vector<T> &&grid, detail::single_propagation<T> &&options);

    using integrator_base<T>::data;
};

/// The floating-point type is that of the initial state.
template <typename T, typename... Args>
explicit taylor_adaptive(std::vector<std::pair<expression, expression>>, std::initializer_list<T>, Args &&...)
    -> taylor_adaptive<T>;
/// The floating-point type is that of the initial state.
template <typename T, typename... Args>
explicit taylor_adaptive(std::vector<std::pair<expression, expression>>, std::vector<T>, Args &&...)
    -> taylor_adaptive<T>;
/// The floating-point type is that of the initial state.
template <typename T, typename... Args>
explicit taylor_adaptive(var_ode_sys, std::initializer_list<T>, Args &&...) -> taylor_adaptive<T>;
/// The floating-point type is that of the initial state.
template <typename T, typename... Args>
explicit taylor_adaptive(var_ode_sys, std::vector<T>, Args &&...) -> taylor_adaptive<T>;

BROOK_END_NAMESPACE
