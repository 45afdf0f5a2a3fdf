// SPDX-License-Identifier: MPL-2.0
// Steps until each trajectory is at its target.
#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include <brook/number/fp_functions.hpp>
#include <brook/support/interrupt.hpp>

#include "integrator/trajectories.hpp"
#include "number/step_arithmetic.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

/// What the propagation of one trajectory has done so far.
template <typename T>
struct propagation_account {
    T min_h = std::numeric_limits<T>::infinity(), max_h = 0;
    std::size_t steps = 0;
    std::span<const T> stops; ///< that are still ahead, the nearest first or, backward, last
    double_length<T> target;  ///< behind them
    bool backward = false;
    bool within_reach = false; ///< the step at work may end at its goal
    bool at_goal = false;      ///< it did
    bool arrived = false;
    std::optional<taylor_outcome> lost; ///< a step failed or a terminal event stopped it, and the others go on

    /// `all_stops` go up.
    propagation_account(double_length<T> time, double_length<T> where, const std::vector<T> &all_stops)
        : target(where), backward(target < time) {
        const auto is_before = [](double_length<T> a, double_length<T> b) { return a < b; };
        const auto &[first, last] = backward ? std::pair(target, time) : std::pair(time, target);
        const auto begin = std::upper_bound(all_stops.begin(), all_stops.end(), first, [&](double_length<T> a, T b) {
            return is_before(a, {b, 0});
        });
        const auto end = std::lower_bound(begin, all_stops.end(), last, [&](T a, double_length<T> b) {
            return is_before({a, 0}, b);
        });
        stops = {begin, end};
    }

    /// Where the trajectory goes next: to a stop, or to its target.
    double_length<T> goal() const noexcept {
        return stops.empty() ? target : double_length<T>{backward ? stops.back() : stops.front(), 0};
    }

    T limit(double_length<T> time, T max_delta_t) {
        // What the low part would add to the state is less than what the size of the step is rounded by.
        const T remaining = is_done() ? 0 : (goal() - time).hi;
        within_reach = !lost && fp::abs(remaining) <= max_delta_t;
        return within_reach || lost ? remaining : fp::copysign(max_delta_t, remaining);
    }

    bool is_done() const noexcept { return arrived || lost; }

    /// False if the step failed, which does not count.
    bool enter(const std::tuple<taylor_outcome, T> &result) noexcept {
        const auto [outcome, h] = result;
        at_goal = false; // that of the step before
        if (outcome == taylor_outcome::err_nf_state)
            return false;
        if (h != 0)
            ++steps;
        if (outcome == taylor_outcome::success) {
            const T size = fp::abs(h);
            min_h = size < min_h ? size : min_h;
            max_h = size > max_h ? size : max_h;
        }
        at_goal = outcome == taylor_outcome::time_limit && within_reach;
        return true;
    }

    /// After a step that ended at the goal.
    void leave_goal() noexcept {
        if (stops.empty())
            arrived = true;
        else
            stops = backward ? stops.first(stops.size() - 1) : stops.subspan(1);
    }

    std::tuple<taylor_outcome, T, T, std::size_t> closed_with(taylor_outcome outcome) const noexcept {
        return {lost.value_or(outcome), min_h, max_h, steps};
    }
};

/// Whether a propagation does not go on after such a step.
bool is_stopping(taylor_outcome outcome) noexcept {
    return outcome == taylor_outcome::zeno || (outcome > taylor_outcome::success && outcome < taylor_outcome{0});
}

/// What has happened to all trajectories, if the propagation ends.
template <typename T>
std::optional<taylor_outcome> common_outcome(const std::vector<propagation_account<T>> &so_far, bool at_step_limit) {
    if (std::all_of(so_far.begin(), so_far.end(), [](const auto &account) { return account.is_done(); }))
        return taylor_outcome::time_limit;
    if (at_step_limit)
        return taylor_outcome::step_limit;
    if (interrupt_requested())
        return taylor_outcome::interrupted;
    return std::nullopt;
}

template <typename T, typename OutcomeOf>
void close(std::vector<std::tuple<taylor_outcome, T, T, std::size_t>> &results,
           const std::vector<propagation_account<T>> &so_far, OutcomeOf outcome_of) {
    for (std::size_t k = 0; k < so_far.size(); ++k)
        results[k] = so_far[k].closed_with(outcome_of(k));
}

/// Whether x, and what differences of such times leave in double length, is never subnormal.
template <typename T>
bool is_plain(T x) noexcept {
    const T eps = std::numeric_limits<T>::epsilon(), least = std::numeric_limits<T>::min() / (eps * eps * eps);
    return x == T(0) || !(fp::abs(x) < least);
}

/// Whether the mode of steps may be kept from the first to the last: their times are what is computed in between.
template <typename T>
bool has_plain_times(const trajectories<T> &all, const std::vector<double_length<T>> &targets,
                     const propagation_limits<T> &limits) {
    const auto plain = [](const std::vector<T> &x) { return std::all_of(x.begin(), x.end(), is_plain<T>); };
    return !limits.has_tiny_times && plain(all.time) && plain(all.time_low) && plain(limits.max_delta_ts) &&
           plain(limits.stops) && std::all_of(targets.begin(), targets.end(), [](double_length<T> t) {
               return is_plain(t.hi) && is_plain(t.lo);
           });
}

} // namespace

// A change of the mode costs a fourteenth of a small system's step, and more where observers are at work.
template <typename T>
void trajectories<T>::propagate(const std::vector<double_length<T>> &targets, const propagation_limits<T> &limits) {
    std::vector<propagation_account<T>> so_far;
    for (std::size_t k = 0; k < size(); ++k)
        so_far.emplace_back(dtime(k), targets[k], limits.stops);
    std::vector<T> next(size());
    for (auto *observer : limits.observers)
        observer->begun(*this);
    std::optional<step_arithmetic<T>> arithmetic;
    if (has_plain_times(*this, targets, limits))
        arithmetic.emplace();
    for (std::size_t iteration = 1;; ++iteration) {
        for (std::size_t k = 0; k < size(); ++k) {
            next[k] = so_far[k].limit(dtime(k), limits.max_delta_ts[k]);
            if (reads_time_ && !so_far[k].within_reach && !so_far[k].lost)
                next[k] = timed_limit(k, next[k]);
        }
        if (arithmetic)
            step_in_mode(next.data(), limits.write_tc, limits.observers);
        else
            step(next.data(), limits.write_tc, limits.observers);
        bool failed = false, stopped = false;
        for (std::size_t k = 0; k < size(); ++k) {
            if (!so_far[k].enter(step_results[k])) {
                so_far[k].lost = taylor_outcome::err_nf_state;
                failed = failed || !limits.skip_failed;
            } else if (const auto outcome = std::get<0>(step_results[k]); is_stopping(outcome)) {
                if (limits.skip_stopped)
                    so_far[k].lost = outcome;
                stopped = stopped || !limits.skip_stopped;
            }
            if (so_far[k].at_goal) {
                set_dtime(k, so_far[k].goal());
                so_far[k].leave_goal();
            }
        }
        const auto of_step = [&](std::size_t k) { return std::get<0>(step_results[k]); };
        if (failed)
            for (auto *observer : limits.observers)
                observer->failed(*this);
        if (failed)
            return close(propagation_results, so_far, of_step);
        bool go_on = true;
        for (auto *observer : limits.observers)
            go_on = observer->stepped(*this) && go_on;
        if (go_on && stopped)
            return close(propagation_results, so_far, of_step);
        const auto outcome = go_on ? common_outcome(so_far, iteration == limits.max_steps) : taylor_outcome::cb_stop;
        if (outcome)
            return close(propagation_results, so_far, [&](std::size_t) { return *outcome; });
    }
}

#define BROOK_INSTANCE(type)                                                                                           \
    template void trajectories<type>::propagate(const std::vector<double_length<type>> &,                              \
                                                const propagation_limits<type> &);
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
