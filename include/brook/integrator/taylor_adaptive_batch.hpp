// SPDX-License-Identifier: MPL-2.0
// The adaptive Taylor integrator of several trajectories of one system.
#pragma once

#include <concepts>
#include <cstddef>
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
#include <brook/support/integer.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
using batch_keywords = integrator_keywords<T, one_or_each<T>>;
template <typename T>
using batch_propagation = batch_propagate_options<T, one_or_each<T>, step_callback_batch<T>>;
/// The same for several batches, whose sizes may differ.
template <typename T>
using single_propagation_of_batch = batch_propagate_options<T, T, step_callback_batch<T>>;
template <typename T>
using batch_propagate_keywords = propagate_keywords<batch_propagation<T>>;
template <typename T>
using batch_grid_keywords = grid_keywords<batch_propagation<T>>;
using batch_size_argument = integer_argument<std::uint32_t, "batch_size">;

} // namespace detail

/// Integrates several trajectories of one system, each with a state, parameters, a time and step sizes of its own.
/// Every one has the bits that it would have in a taylor_adaptive: in its state, its time and its results. (Those that
/// have arrived wait with steps of size 0, and get_last_h(), get_tc() and dense output are those of the last step.)
///
/// Small systems are computed side by side, a trajectory in each lane of the processor's vectors: eight pendulums take
/// little longer than one. Systems that fill the vectors by themselves run in turn, with the code of one trajectory;
/// which is faster is told by a cost model. Where the code came from says get_compile_info().
///
/// The numbers of all trajectories stand side by side, everywhere: element [i][k] of quantity i and trajectory k is
/// number i * get_batch_size() + k.
///
/// A value, as taylor_adaptive, and with the same numerics: see there.
template <typename T>
class BROOK_PUBLIC taylor_adaptive_batch : public integrator_base<T> {
public:
    using typename integrator_base<T>::equations_type;
    using t_event_t = t_event_batch<T>;   ///< its terminal events
    using nt_event_t = nt_event_batch<T>; ///< its other events

    /// An integrator that can only be assigned to.
    taylor_adaptive_batch() noexcept = default;

    /// Integrates `batch_size` trajectories of `equations` from `state`, which has one value per equation and
    /// trajectory. An empty state means all zeros. Keywords as those of taylor_adaptive. `pars` has one value per
    /// parameter and trajectory (none means zeros); `time` is one number for all trajectories, or a range with one for
    /// each.
    ///
    /// Throws as the constructor of taylor_adaptive, and std::invalid_argument if `batch_size` is 0, negative or
    /// too large for a std::uint32_t, or if the number of times is not that of the trajectories.
    template <typename... Args>
    requires detail::keyword_arguments<detail::batch_keywords<T>, Args...>
    explicit taylor_adaptive_batch(equations_type equations, std::vector<T> state,
                                   detail::batch_size_argument batch_size, Args &&...args)
        : taylor_adaptive_batch(std::move(equations), std::move(state), batch_size,
                                detail::fill<detail::batch_keywords<T>>(std::forward<Args>(args)...)) {}
    template <typename... Args,
              auto Reason = detail::refusal<"taylor_adaptive_batch", detail::batch_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::batch_keywords<T>, Args...>
    explicit taylor_adaptive_batch(equations_type, std::vector<T>, detail::batch_size_argument, Args &&...) = delete;

    /// The same with a state of zeros.
    template <typename... Args>
    requires detail::keyword_arguments<detail::batch_keywords<T>, Args...>
    explicit taylor_adaptive_batch(equations_type equations, detail::batch_size_argument batch_size, Args &&...args)
        : taylor_adaptive_batch(std::move(equations), std::vector<T>(), batch_size,
                                detail::fill<detail::batch_keywords<T>>(std::forward<Args>(args)...)) {}
    template <typename... Args,
              auto Reason = detail::refusal<"taylor_adaptive_batch", detail::batch_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::batch_keywords<T>, Args...>
    explicit taylor_adaptive_batch(equations_type, detail::batch_size_argument, Args &&...) = delete;

    /// Integrates the equations of a variational system, and with them the derivatives of their solution. The state has
    /// one value per equation and trajectory, so that the derivatives begin as they must, or one per state variable of
    /// both. (A template, so that braces mean equations.)
    template <std::same_as<var_ode_sys> System, typename... Args>
    requires detail::keyword_arguments<detail::batch_keywords<T>, Args...>
    explicit taylor_adaptive_batch(const System &system, std::vector<T> state, detail::batch_size_argument batch_size,
                                   Args &&...args)
        : taylor_adaptive_batch(system, std::move(state), batch_size,
                                detail::fill<detail::batch_keywords<T>>(std::forward<Args>(args)...)) {}
    template <std::same_as<var_ode_sys> System, typename... Args,
              auto Reason = detail::refusal<"taylor_adaptive_batch", detail::batch_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::batch_keywords<T>, Args...>
    explicit taylor_adaptive_batch(const System &, std::vector<T>, detail::batch_size_argument, Args &&...) = delete;

    /// Number of trajectories.
    std::uint32_t get_batch_size() const;

    /// The time of each trajectory, rounded to T. Internally it has twice the precision.
    const std::vector<T> &get_time() const;
    const T *get_time_data() const; ///< the same
    /// Sets the times, to any values; the low parts become 0. Throws std::invalid_argument unless there is one for each
    /// trajectory.
    void set_time(const std::vector<T> &times);
    /// Sets the time of all trajectories.
    void set_time(T time);
    void set_time(std::same_as<bool> auto) = delete;
    /// The times as sums of two numbers, the larger ones first.
    std::pair<const std::vector<T> &, const std::vector<T> &> get_dtime() const;
    std::pair<const T *, const T *> get_dtime_data() const; ///< the same
    /// Sets the times to hi + lo. Throws std::invalid_argument, and changes none, unless there is one for each
    /// trajectory, all are finite and |hi| >= |lo|.
    void set_dtime(const std::vector<T> &hi, const std::vector<T> &lo);
    /// Sets the time of all trajectories to hi + lo.
    void set_dtime(T hi, T lo);
    template <typename Hi, typename Lo>
    requires(std::same_as<Hi, bool> || std::same_as<Lo, bool>) void set_dtime(Hi, Lo) = delete;

    /// The signed size of each trajectory's last step, 0 before the first and after a failure.
    const std::vector<T> &get_last_h() const;
    /// The signed size that each trajectory's last step that failed should have had; see taylor_adaptive.
    const std::vector<T> &get_failed_h() const;

    /// Evaluates the polynomials of get_tc(), each trajectory's at its own time, or at an offset from its current time
    /// if `rel_time`; see taylor_adaptive. Throws std::invalid_argument unless there is a time for each trajectory.
    const std::vector<T> &update_d_output(const std::vector<T> &times, bool rel_time = false);
    /// The same with one time, or offset, for all trajectories.
    const std::vector<T> &update_d_output(T time, bool rel_time = false);
    void update_d_output(std::same_as<bool> auto, bool = false) = delete;

    /// The events, as they were given: terminal ones, and the others. Throws std::invalid_argument if there are none.
    const std::vector<t_event_batch<T>> &get_t_events() const;
    const std::vector<nt_event_batch<T>> &get_nt_events() const; ///< likewise
    /// Of each trajectory, and of each terminal event, its cooldown; see taylor_adaptive.
    std::vector<std::vector<std::optional<std::pair<T, T>>>> get_te_cooldowns() const;
    /// Forgets what events have happened, in all trajectories, or in one; see taylor_adaptive. Throws
    /// std::invalid_argument if there are no events, or no such trajectory.
    void reset_cooldowns();
    void reset_cooldowns(std::uint32_t k); ///< likewise
    /// How often, in all trajectories, zeros of event functions could not be told apart; see taylor_adaptive.
    std::uint64_t get_n_event_give_ups() const;

    /// One step forward of each trajectory, of the size that the tolerance asks for; get_step_res() tells how it went.
    /// `write_tc` says whether get_tc() is to be updated.
    void step(bool write_tc = false);
    /// One step backward of each trajectory.
    void step_backward(bool write_tc = false);
    /// One step of each trajectory in the direction of its element of `max_delta_ts`, not larger than that. 0 makes a
    /// step of size 0, which leaves state and time alone. Throws std::invalid_argument, before any step, unless there
    /// is one for each trajectory and none is NaN.
    void step(const std::vector<T> &max_delta_ts, bool write_tc = false);
    /// The same with one limit for all trajectories.
    void step(T max_delta_t, bool write_tc = false);
    /// The outcome of each trajectory's last step, and its signed size: as taylor_adaptive::step() returns them.
    /// success and 0 before the first.
    const std::vector<std::tuple<taylor_outcome, T>> &get_step_res() const;

    /// Steps, forward or backward, until each trajectory is at its time; get_propagate_res() tells how it went.
    /// Keywords: max_steps, max_delta_t (one positive number for all trajectories, or a range with one for each),
    /// stop_at, write_tc, c_output, callback, skip_failed, skip_stopped. Returns the continuous output, if it was asked
    /// for and a step was made, and the step callback, after its last call.
    ///
    /// Trajectories that have arrived wait for the others with steps of size 0, which leave their state and time alone.
    /// All propagations end if one of the trajectories fails: it has the outcome err_nf_state and its last good state
    /// and time, the others have the outcome of their last step, which is time_limit on arrival, and also where
    /// max_delta_t or a stop limited it: get_time() tells them apart. (Continuous output ends with the step before.)
    /// With skip_failed it keeps state and time, and waits like those that have arrived, while the others go on. In the
    /// same way they all end if a terminal event stops one of them, unless skip_stopped says otherwise.
    /// After max_steps steps, after request_interrupt(), and when the callback returns false, all have the outcome
    /// step_limit, interrupted or cb_stop, whether they have arrived or not. The callback is called after each step of
    /// all trajectories, none of which failed; otherwise as that of taylor_adaptive::propagate_until().
    ///
    /// Throws std::invalid_argument, before any step, unless there are as many times as trajectories, and where
    /// taylor_adaptive::propagate_until() does.
    template <typename... Args>
    requires detail::keyword_arguments<detail::batch_propagate_keywords<T>, Args...> //
        propagation_result_batch<T> propagate_until(const std::vector<T> &ts, Args &&...args) {
        return propagate_until_with(ts, detail::fill<detail::batch_propagate_keywords<T>>(std::forward<Args>(args)...));
    }
    template <typename... Args,
              auto Reason = detail::refusal<"propagate_until", detail::batch_propagate_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::batch_propagate_keywords<T>, Args...>
    void propagate_until(const std::vector<T> &, Args &&...) = delete;
    /// The same with one time for all trajectories.
    template <typename... Args>
    requires detail::keyword_arguments<detail::batch_propagate_keywords<T>, Args...> //
        propagation_result_batch<T> propagate_until(T t, Args &&...args) {
        return propagate_until_with(std::vector<T>(get_batch_size(), t),
                                    detail::fill<detail::batch_propagate_keywords<T>>(std::forward<Args>(args)...));
    }
    template <typename... Args,
              auto Reason = detail::refusal<"propagate_until", detail::batch_propagate_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::batch_propagate_keywords<T>, Args...>
    void propagate_until(T, Args &&...) = delete;
    void propagate_until(std::same_as<bool> auto, auto &&...) = delete;

    /// Steps until each trajectory's element of `delta_ts` has passed. Otherwise as propagate_until().
    template <typename... Args>
    requires detail::keyword_arguments<detail::batch_propagate_keywords<T>, Args...> //
        propagation_result_batch<T> propagate_for(const std::vector<T> &delta_ts, Args &&...args) {
        return propagate_for_with(delta_ts,
                                  detail::fill<detail::batch_propagate_keywords<T>>(std::forward<Args>(args)...));
    }
    template <typename... Args,
              auto Reason = detail::refusal<"propagate_for", detail::batch_propagate_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::batch_propagate_keywords<T>, Args...>
    void propagate_for(const std::vector<T> &, Args &&...) = delete;
    /// The same with one difference of times for all trajectories.
    template <typename... Args>
    requires detail::keyword_arguments<detail::batch_propagate_keywords<T>, Args...> //
        propagation_result_batch<T> propagate_for(T delta_t, Args &&...args) {
        return propagate_for_with(std::vector<T>(get_batch_size(), delta_t),
                                  detail::fill<detail::batch_propagate_keywords<T>>(std::forward<Args>(args)...));
    }
    template <typename... Args,
              auto Reason = detail::refusal<"propagate_for", detail::batch_propagate_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::batch_propagate_keywords<T>, Args...>
    void propagate_for(T, Args &&...) = delete;
    void propagate_for(std::same_as<bool> auto, auto &&...) = delete;

    /// Steps each trajectory along its grid of times, [point][trajectory]: see taylor_adaptive::propagate_grid(). All
    /// grids go up, or all go down. Returns the callback and the states, [point][equation][trajectory], which are NaN
    /// at points that were not reached; get_propagate_res() tells how it went. Throws std::invalid_argument, before any
    /// step, unless there are as many times at each point as trajectories, and where that function does.
    template <typename... Args>
    requires detail::keyword_arguments<detail::batch_grid_keywords<T>, Args...> //
        grid_result_batch<T> propagate_grid(std::vector<T> grid, Args &&...args) {
        return propagate_grid_with(std::move(grid),
                                   detail::fill<detail::batch_grid_keywords<T>>(std::forward<Args>(args)...));
    }
    template <typename... Args,
              auto Reason = detail::refusal<"propagate_grid", detail::batch_grid_keywords<T>, Args...>()>
    requires detail::wrong_keywords<detail::batch_grid_keywords<T>, Args...>
    void propagate_grid(std::vector<T>, Args &&...) = delete;

    /// How the last propagation went: of each trajectory the outcome, the smallest and the largest |h| over the steps
    /// whose outcome was success, and the number of steps with h != 0; as taylor_adaptive::propagate_until() returns
    /// them. success and zeros before the first.
    const std::vector<std::tuple<taylor_outcome, T, T, std::size_t>> &get_propagate_res() const;

private:
    taylor_adaptive_batch(equations_type &&equations, std::vector<T> &&state, std::uint32_t batch_size,
                          detail::timed_options<T, detail::one_or_each<T>> &&options);
    taylor_adaptive_batch(const var_ode_sys &system, std::vector<T> &&state, std::uint32_t batch_size,
                          detail::timed_options<T, detail::one_or_each<T>> &&options);
    propagation_result_batch<T> propagate_until_with(const std::vector<T> &ts, detail::batch_propagation<T> &&options);
    propagation_result_batch<T> propagate_for_with(const std::vector<T> &delta_ts,
                                                   detail::batch_propagation<T> &&options);
    grid_result_batch<T> propagate_grid_with(std::vector<T> &&grid, detail::batch_propagation<T> &&options);

    using integrator_base<T>::data;
};

/// The floating-point type is that of the initial state.
template <typename T, typename... Args>
explicit taylor_adaptive_batch(std::vector<std::pair<expression, expression>>, std::initializer_list<T>,
                               detail::batch_size_argument, Args &&...) -> taylor_adaptive_batch<T>;
/// The floating-point type is that of the initial state.
template <typename T, typename... Args>
explicit taylor_adaptive_batch(std::vector<std::pair<expression, expression>>, std::vector<T>,
                               detail::batch_size_argument, Args &&...) -> taylor_adaptive_batch<T>;

BROOK_END_NAMESPACE
