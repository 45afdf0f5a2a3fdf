// SPDX-License-Identifier: MPL-2.0
// Propagations with what watches them: callbacks, continuous output, grids.
#pragma once

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <brook/integrator/options.hpp>
#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/callback_observer.hpp"
#include "integrator/checked_runs.hpp"
#include "integrator/event_caller.hpp"
#include "integrator/grid_recorder.hpp"
#include "integrator/make_integrator.hpp"
#include "integrator/solution_recorder.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Events come first: they end steps, and may change the state. A callback, if there is one, hears of steps last: it
/// may change the state, too.
template <typename T, typename Integrator>
class watchers {
public:
    watchers(Integrator &ta, integrator_data<T> &data, basic_step_callback<Integrator> &callback)
        : caller_(ta, callback), calls_(callback) {
        if (data.has_events())
            all_.push_back(&events_.emplace(ta, data.events_of(ta), data.detector));
    }
    watchers(const watchers &) = delete;
    watchers &operator=(const watchers &) = delete;

    void add(step_observer<T> *observer) { all_.push_back(observer); }
    /// Valid until the next call.
    step_observers<T> all() {
        if (calls_)
            all_.push_back(&caller_);
        return all_;
    }

private:
    std::optional<event_caller<T, Integrator>> events_;
    callback_observer<T, Integrator> caller_;
    bool calls_;
    std::vector<step_observer<T> *> all_;
};

/// Steps of all trajectories, each within its limit.
template <typename T, typename Integrator>
void run_step(Integrator &ta, integrator_data<T> &data, const T *limits, bool write_tc) {
    if (!data.has_events())
        return data.batch.step(limits, write_tc);
    event_caller<T, Integrator> events(ta, data.events_of(ta), data.detector);
    step_observer<T> *const observers[] = {&events};
    data.batch.step(limits, write_tc || data.must_write_tc(), observers);
}
/// The same with one limit for all.
template <typename T, typename Integrator>
void run_step(Integrator &ta, const std::shared_ptr<integrator_data<T>> &data, T limit, bool write_tc) {
    if (!data->has_events())
        return data->batch.step(limit, write_tc);
    const auto kept = data;
    const std::vector<T> limits(data->batch.size(), limit);
    run_step(ta, *kept, limits.data(), write_tc);
}

/// Carries out `run`, which propagates within the limits it is given. Returns what was recorded, if asked for.
template <typename T, typename Integrator, typename Options, typename Run>
std::shared_ptr<const recording<T>> run_watched(Integrator &ta, integrator_data<T> &data, Options &options,
                                                propagation_limits<T> limits, Run run) {
    solution_recorder<T> recorder(options.c_output);
    watchers<T, Integrator> watching(ta, data, options.callback);
    if (is_recorded(options.c_output)) {
        watching.add(&recorder);
        limits.write_tc = true;
    }
    limits.write_tc = limits.write_tc || options.callback.needs_tc() || data.must_write_tc();
    limits.observers = watching.all();
    run(limits);
    return recorder.take();
}

/// Throws std::invalid_argument unless `grid`, [point][trajectory], begins at the current times and each trajectory's
/// points go up, or all go down.
template <typename T>
void check_grid(const trajectories<T> &batch, const std::vector<T> &grid) {
    const auto lanes = batch.size();
    if (grid.empty() || grid.size() % lanes != 0)
        throw_invalid_argument(
            "A grid must have one time for each of the {} trajectories at each of its points, and at "
            "least one point, but it has {} times",
            lanes, grid.size());
    const bool down = grid.size() > lanes && grid[lanes] < grid[0];
    for (std::size_t i = 0; i < grid.size(); ++i) {
        const auto whose = owner(i % lanes, lanes);
        if (!fp::isfinite(grid[i]))
            throw_invalid_argument("The times of a grid{} must be finite, but number {} is {}", whose, i / lanes,
                                   grid[i]);
        if (i < lanes && grid[i] != batch.time[i])
            throw_invalid_argument("A grid{} must begin at the current time {}, but it begins at {}", whose,
                                   batch.time[i], grid[i]);
        if (i >= lanes && !(down ? grid[i] < grid[i - lanes] : grid[i] > grid[i - lanes]))
            throw_invalid_argument("The times of a grid{} must all go {}, but number {} is {} after {}", whose,
                                   down ? "down" : "up", i / lanes, grid[i], grid[i - lanes]);
    }
}

/// The states on the grid: [point][equation][trajectory], NaN where a point was not reached, and how many points each
/// trajectory reached.
template <typename T>
struct grid_states {
    std::vector<T> states;
    std::vector<std::size_t> reached;
};

template <typename T, typename Integrator, typename Options>
grid_states<T> run_grid(Integrator &ta, integrator_data<T> &data, Options &options, propagation_limits<T> limits,
                        const std::vector<T> &grid) {
    auto &batch = data.batch;
    check_grid(batch, grid);
    const auto lanes = batch.size();
    const std::vector<T> first(grid.begin(), grid.begin() + static_cast<std::ptrdiff_t>(lanes)),
        last(grid.end() - static_cast<std::ptrdiff_t>(lanes), grid.end());
    // Before any step, and for good.
    check_limits(batch, limits);
    for (std::size_t k = 0; k < lanes; ++k)
        journey<T>{{first[k], 0}, {last[k], 0}, "until", last[k]}.check(owner(k, lanes));
    if (std::any_of(batch.time_low.begin(), batch.time_low.end(), [](T low) { return low != 0; })) {
        run_until(batch, first, propagation_limits<T>{0, limits.max_delta_ts});
        for (const auto &result : batch.propagation_results)
            if (std::get<0>(result) != taylor_outcome::time_limit)
                return {std::vector<T>(grid.size() / lanes * batch.state.size(), std::numeric_limits<T>::quiet_NaN()),
                        std::vector<std::size_t>(lanes)};
    }
    grid_recorder<T> recorder(grid, batch);
    watchers<T, Integrator> watching(ta, data, options.callback);
    watching.add(&recorder);
    limits.write_tc = true;
    limits.observers = watching.all();
    limits.has_tiny_times =
        std::any_of(grid.begin(), grid.end(), [](T t) { return t != 0 && fp::abs(t) < std::numeric_limits<T>::min(); });
    run_until(batch, last, limits);
    grid_states<T> result{recorder.take(), {}};
    for (std::size_t k = 0; k < lanes; ++k)
        result.reached.push_back(recorder.reached(k));
    return result;
}

} // namespace detail
BROOK_END_NAMESPACE
