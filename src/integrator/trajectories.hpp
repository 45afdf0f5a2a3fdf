// SPDX-License-Identifier: MPL-2.0
// Trajectories of one system: their states and times, the code that advances them, steps and propagations. Everything
// here knows no equations and no public interface. One trajectory is a batch of one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

#include <brook/integrator/outcome.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/build.hpp"
#include "integrator/faster_code.hpp"
#include "integrator/low_parts.hpp"
#include "integrator/state_layout.hpp"
#include "integrator/step_observer.hpp"
#include "integrator/step_size.hpp"
#include "number/double_length.hpp"
#include "output/recording.hpp"
#include "support/aligned_buffer.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// How far a propagation of several trajectories may go at most.
template <typename T>
struct propagation_limits {
    std::size_t max_steps = 0;   ///< 0 means no limit
    std::vector<T> max_delta_ts; ///< of each trajectory, positive
    bool write_tc = false;
    std::vector<T> stops = {}; ///< where steps end, too: sorted
    bool skip_failed = false;  ///< go on without trajectories that failed
    bool skip_stopped = false; ///< and without those that a terminal event stopped
    step_observers<T> observers = {};
    bool has_tiny_times = false; ///< an observer computes with times that may be subnormal
};

/// A batch. In all arrays the numbers of the trajectories stand side by side: [quantity][trajectory].
template <typename T>
struct trajectories {
    /// The outcome of a step and its signed size.
    using step_result = std::tuple<taylor_outcome, T>;
    /// The outcome of a propagation; the smallest and the largest |h| over the steps whose outcome was success,
    /// infinity and 0 if there was none; the number of steps with h != 0.
    using propagation = std::tuple<taylor_outcome, T, T, std::size_t>;

    /// One trajectory for each of the `times`. `code` advances as many of them at once as it was made for.
    /// `hidden_pars`, the same for all, are parameters of the code behind those that users see. `reads_time` says that
    /// the system depends on the time, `reads_direction` that the last hidden parameter is to say, in each step, where
    /// the time goes (see ode/bind_tables.hpp).
    trajectories(std::shared_ptr<const stepper_code> code, bool high_accuracy, std::vector<T> state,
                 std::vector<T> pars, std::vector<T> times, const std::vector<T> &hidden_pars = {},
                 bool reads_time = false, bool reads_direction = false);

    /// Faster code takes the place of `code` between two steps from now on, and at once if it is there
    /// (faster_code.hpp).
    void expect_faster_code() {
        may_be_replaced_ = true;
        take_faster_code();
    }
    /// Where the code came from that has taken its place; null if none has.
    const found_code *origin_of_faster() const { return origin_of_faster_ ? &*origin_of_faster_ : nullptr; }

    /// Norms multiply each state variable with one of these weights from now on. At first all are 1.
    void weigh(const std::vector<T> &weights);

    /// One step of each trajectory in the direction of its limit (the sign counts), of the size that the tolerance asks
    /// for, or of the limit if that is not larger. Limits may be infinite. One of 0 changes nothing. If the system
    /// depends on the time, the former ends at one number (representable_end.hpp). A step that fails leaves state and
    /// time as they are, has the size 0, and what it came to is kept apart.
    void step(const T *limits, bool write_tc, step_observers<T> observers = {});
    /// The same with one limit for all.
    void step(T limit, bool write_tc, step_observers<T> observers = {});

    /// Steps until each trajectory is at its target, to the last bit of the time, and likewise at the stops on its way.
    /// Those that have arrived take steps of size 0. Targets, times, stops and their differences are finite.
    void propagate(const std::vector<double_length<T>> &targets, const propagation_limits<T> &limits);

    /// The polynomials of `tc` at h, for each trajectory from the beginning of the step that wrote them, into
    /// `d_output`.
    void evaluate_dense_output(const T *h);

    /// The same for one trajectory and place, as the caller's arithmetic has it: equation i goes to out[i * size()].
    void evaluate(std::size_t k, T h, T *out) const;

    /// What the state has beyond its last digits (low_parts.hpp), likewise [equation][trajectory]: 0 without high
    /// accuracy, and for what has been written since.
    std::vector<T> state_low() const;
    /// Only with high accuracy.
    void set_state_low(const std::vector<T> &low);

    std::size_t size() const { return time.size(); }
    double_length<T> dtime(std::size_t k) const { return {time[k], time_low[k]}; }
    void set_dtime(std::size_t k, double_length<T> t) {
        time[k] = t.hi;
        time_low[k] = t.lo;
    }

    /// Of the polynomials in `tc`, if the last step wrote them.
    step_origin<T> origin(std::size_t k) const { return {dtime(k), last_h[k], tc_low[k]}; }

    std::shared_ptr<const stepper_code> code;
    std::shared_ptr<const state_layout> layout;
    step_rule<T> rule;
    bool high_accuracy;
    std::vector<T> state, pars;
    std::vector<T> time, time_low; ///< together of double length
    std::vector<T> last_h;
    std::vector<T> failed_state, failed_h; ///< what the last step that failed of each trajectory came to
    std::vector<T> tc;                     ///< [equation][order][trajectory]
    bool tc_written = false;               ///< the last step wrote it
    std::vector<T> tc_state_low; ///< [equation][trajectory]: that of their order 0; empty without high accuracy
    std::vector<T> tc_low;       ///< of each trajectory: how far before that step they have their origin
    std::vector<T> d_output;
    table_evaluator<T> evaluator; ///< of `tc`, of one of the trajectories
    std::vector<step_result> step_results;
    std::vector<propagation> propagation_results;

private:
    friend sized_step<T>;

    std::size_t equations() const { return state.size() / size(); }
    void step_in_mode(const T *limits, bool write_tc, step_observers<T> observers);
    void count_steps();
    void take_faster_code();
    // f(index in `state`, group, index of the state variable in the code).
    template <typename F>
    void for_each_low_part(F f) const {
        for (std::size_t i = 0; i < state.size(); ++i) {
            const auto k = i % size();
            f(i, k / at_once_, i / size() * at_once_ + k % at_once_);
        }
    }
    // All phases but the last, commit().
    void begin_steps(const trajectory_group &g, const T *limits, step_observers<T> observers);
    void stay(const trajectory_group &g);
    void announce(const trajectory_group &g, step_observers<T> observers);
    void choose_sizes(const trajectory_group &g, const T *limits);
    void choose_sizes_with_outputs();
    T across_gap(T h, std::size_t j);
    T norm_of_order(std::uint32_t m, std::size_t j) const;
    T argument_of_step(std::size_t k, std::size_t j, T natural, T limit);
    void natural_sizes();
    void advance(const trajectory_group &g);
    void commit(const trajectory_group &g, const T *limits);
    const T *lane_weights() const { return lane_weights_.empty() ? nullptr : lane_weights_.data(); }
    bool may_have_left_domain(const trajectory_group &g, std::size_t j) const;
    void check_ends(const trajectory_group &g, const T *limits);
    void store_moved(const trajectory_group &g);
    void keep_failure(const trajectory_group &g, std::size_t j);
    // Of systems that depend on the time (timed_steps.cpp).
    void go_to_high_parts(const trajectory_group &g);
    bool find_shifts(const trajectory_group &g);
    void move_by_shifts(const trajectory_group &g, const std::vector<T> &from);
    T timed_argument(std::size_t k, std::size_t j, T h, T limit);
    T timed_limit(std::size_t k, T h) const;
    bool has_finite_state(std::size_t k) const;
    void go_towards(const trajectory_group &g, const T *limits, T sign);
    const T *pars_of(const trajectory_group &g);
    const T *times_of(const trajectory_group &g);
    void copy_coefficients(const trajectory_group &g);

    std::size_t at_once_; ///< trajectories that the code advances
    // All parameters for the code, or none if those that users see are all, and lie as the code reads them. Users may
    // write into theirs at any time: a step begins by copying them.
    std::vector<T> all_pars_;
    std::vector<T> times_; // of a group that is not complete
    std::uint32_t steps_until_count_;
    bool may_be_replaced_ = false;
    std::optional<found_code> origin_of_faster_;
    // Nothing in here outlives a step: users may write into the state at any time.
    aligned_buffer<T> scratch_;
    std::vector<T> limits_;
    // With lanes that only pad vectors. Poison is 0 where a new state is finite.
    std::vector<T> h_, poison_, norms_;
    // Of the variables and of their lanes, empty if all are 1.
    std::vector<T> weights_, lane_weights_;
    std::optional<kept_low_parts<T>> low_parts_; // with high accuracy
    // Of each trajectory of a group.
    struct step_progress {
        double_length<T> start, end;
        T size = 0;            ///< from start to end
        bool endless = false;  ///< the natural size is infinite
        bool stays = false;    ///< an observer has made the step end where it begins
        bool moved = false;    ///< the step is made
        bool doubtful = false; ///< its end is to be checked
    };
    std::vector<step_progress> progress_;
    std::vector<T> slopes_; // at the end of a step, of code->states
    bool reads_direction_;
    // Of systems that depend on the time, else empty.
    bool reads_time_;
    std::vector<T> shifts_;          // of each lane: from the high part of the time, where the coefficients belong
    std::vector<T> moved_, reached_; // states, as `state`
};

} // namespace detail
BROOK_END_NAMESPACE
