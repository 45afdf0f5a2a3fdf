// SPDX-License-Identifier: MPL-2.0
// Steps until each trajectory is at its target.
#include <algorithm>
#include <limits>
#include <optional>

#include <brook/number/fp_functions.hpp>
#include <brook/support/interrupt.hpp>

#include "integrator/trajectories.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

/// What the propagation of one trajectory has done so far.
template <typename T>
struct propagation_account {
    T min_h = std::numeric_limits<T>::infinity(), max_h = 0;
    std::size_t steps = 0;
    bool within_reach = false; ///< the step at work may end at the target
    bool arrived = false;

    T limit(double_length<T> time, double_length<T> target, T max_delta_t) {
        // What the low part would add to the state is less than what the size of the step is rounded by.
        const T remaining = arrived ? 0 : (target - time).hi;
        within_reach = fp::abs(remaining) <= max_delta_t;
        return within_reach ? remaining : fp::copysign(max_delta_t, remaining);
    }

    /// False if the step failed, which does not count.
    bool enter(const std::tuple<taylor_outcome, T> &result) noexcept {
        const auto [outcome, h] = result;
        if (outcome == taylor_outcome::err_nf_state)
            return false;
        if (h != 0)
            ++steps;
        if (outcome == taylor_outcome::success) {
            min_h = fp::fmin(min_h, fp::abs(h));
            max_h = fp::fmax(max_h, fp::abs(h));
        }
        arrived = arrived || (outcome == taylor_outcome::time_limit && within_reach);
        return true;
    }

    std::tuple<taylor_outcome, T, T, std::size_t> closed_with(taylor_outcome outcome) const noexcept {
        return {outcome, min_h, max_h, steps};
    }
};

/// What has happened to all trajectories, if the propagation ends.
template <typename T>
std::optional<taylor_outcome> common_outcome(const std::vector<propagation_account<T>> &so_far, bool at_step_limit) {
    if (std::all_of(so_far.begin(), so_far.end(), [](const auto &account) { return account.arrived; }))
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

} // namespace

template <typename T>
void trajectories<T>::propagate(const std::vector<double_length<T>> &targets, const propagation_limits<T> &limits) {
    std::vector<propagation_account<T>> so_far(size());
    std::vector<T> next(size());
    for (auto *observer : limits.observers)
        observer->begun(*this);
    for (std::size_t iteration = 1;; ++iteration) {
        for (std::size_t k = 0; k < size(); ++k) {
            next[k] = so_far[k].limit(dtime(k), targets[k], limits.max_delta_ts[k]);
            if (reads_time_ && !so_far[k].within_reach)
                next[k] = timed_limit(k, next[k]);
        }
        step(next.data(), limits.write_tc, limits.observers);
        bool failed = false;
        for (std::size_t k = 0; k < size(); ++k) {
            failed = !so_far[k].enter(step_results[k]) || failed;
            if (so_far[k].arrived)
                set_dtime(k, targets[k]);
        }
        if (failed)
            return close(propagation_results, so_far, [&](std::size_t k) { return std::get<0>(step_results[k]); });
        bool go_on = true;
        for (auto *observer : limits.observers)
            go_on = observer->stepped(*this) && go_on;
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
