// SPDX-License-Identifier: MPL-2.0
// The public integrator of one trajectory: hands what the caller passed to checked runs of a batch of one.
#include <brook/integrator/taylor_adaptive.hpp>

#include <limits>
#include <optional>
#include <utility>

#include "integrator/checked_runs.hpp"
#include "integrator/make_integrator.hpp"
#include "integrator/watched_runs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

template <typename T>
propagation_limits<T> limits_from(const single_propagation<T> &options) {
    return {options.max_steps, {options.max_delta_t}, options.write_tc, checked_stops(options.stop_at)};
}

} // namespace
} // namespace detail

template <typename T>
taylor_adaptive<T>::taylor_adaptive(equations_type &&equations, std::vector<T> &&state,
                                    detail::timed_options<T, T> &&options)
    : integrator_base<T>(detail::make_integrator(
          std::move(equations), std::move(state), {options.time}, options,
          detail::event_lists<T, false>{std::move(options.t_events), std::move(options.nt_events)})) {}

template <typename T>
taylor_adaptive<T>::taylor_adaptive(const var_ode_sys &system, std::vector<T> &&state,
                                    detail::timed_options<T, T> &&options)
    : taylor_adaptive(equations_type(detail::var_ode_data::of(system).system.equations()), std::move(state),
                      detail::with_variations(std::move(options), system)) {}

template <typename T>
T taylor_adaptive<T>::get_time() const {
    return data().batch.time[0];
}

template <typename T>
void taylor_adaptive<T>::set_time(T time) {
    data().batch.set_dtime(0, {time, 0});
}

template <typename T>
std::pair<T, T> taylor_adaptive<T>::get_dtime() const {
    const auto time = data().batch.dtime(0);
    return {time.hi, time.lo};
}

template <typename T>
void taylor_adaptive<T>::set_dtime(T hi, T lo) {
    detail::set_dtimes(data().batch, {hi}, {lo});
}

template <typename T>
T taylor_adaptive<T>::get_last_h() const {
    return data().batch.last_h[0];
}

template <typename T>
T taylor_adaptive<T>::get_failed_h() const {
    return data().batch.failed_h[0];
}

template <typename T>
const std::vector<T> &taylor_adaptive<T>::update_d_output(T time, bool rel_time) {
    data().expect_evaluations(1);
    return detail::run_dense_output(data().batch, {time}, rel_time);
}

template <typename T>
std::tuple<taylor_outcome, T> taylor_adaptive<T>::step(bool write_tc) {
    return step_within(std::numeric_limits<T>::infinity(), write_tc);
}

template <typename T>
std::tuple<taylor_outcome, T> taylor_adaptive<T>::step_backward(bool write_tc) {
    return step_within(-std::numeric_limits<T>::infinity(), write_tc);
}

template <typename T>
std::tuple<taylor_outcome, T> taylor_adaptive<T>::step(T max_delta_t, bool write_tc) {
    detail::check_step_limits(data().batch, {max_delta_t});
    return step_within(max_delta_t, write_tc);
}

template <typename T>
std::tuple<taylor_outcome, T> taylor_adaptive<T>::step_within(T limit, bool write_tc) {
    auto &mine = data();
    if (!mine.has_events()) {
        mine.batch.step(limit, write_tc);
        return mine.batch.step_results[0];
    }
    const auto kept = this->kept_data();
    detail::run_step(*this, *kept, &limit, write_tc);
    return kept->batch.step_results[0];
}

template <typename T>
const std::vector<t_event<T>> &taylor_adaptive<T>::get_t_events() const {
    return this->data_with_events().events.terminal;
}

template <typename T>
const std::vector<nt_event<T>> &taylor_adaptive<T>::get_nt_events() const {
    return this->data_with_events().events.non_terminal;
}

template <typename T>
std::vector<std::optional<std::pair<T, T>>> taylor_adaptive<T>::get_te_cooldowns() const {
    return detail::cooldowns_of(this->data_with_events(), 0);
}

template <typename T>
std::uint64_t taylor_adaptive<T>::get_n_event_give_ups() const {
    return this->data_with_events().detector.counts().gave_up;
}

template <typename T>
void taylor_adaptive<T>::reset_cooldowns() {
    this->data_with_events().detector.reset(0);
}

namespace detail {
namespace {

template <typename T, typename Run>
propagation_result<T> propagate(taylor_adaptive<T> &ta, integrator_data<T> &data, single_propagation<T> &&options,
                                Run run) {
    if (is_recorded(options.c_output))
        data.make_dense_code();
    std::optional<continuous_output<T>> output;
    if (auto steps = run_watched(ta, data, options, limits_from(options), run))
        output.emplace(std::move(steps));
    return propagation_result<T>(data.batch.propagation_results[0], std::move(output), std::move(options.callback));
}

} // namespace
} // namespace detail

template <typename T>
propagation_result<T> taylor_adaptive<T>::propagate_until_with(T t, detail::single_propagation<T> &&options) {
    const auto kept = this->kept_data();
    auto &mine = *kept;
    return detail::propagate(*this, mine, std::move(options),
                             [&](const auto &limits) { detail::run_until(mine.batch, {t}, limits); });
}

template <typename T>
propagation_result<T> taylor_adaptive<T>::propagate_for_with(T delta_t, detail::single_propagation<T> &&options) {
    const auto kept = this->kept_data();
    auto &mine = *kept;
    return detail::propagate(*this, mine, std::move(options),
                             [&](const auto &limits) { detail::run_for(mine.batch, {delta_t}, limits); });
}

template <typename T>
grid_result<T> taylor_adaptive<T>::propagate_grid_with(std::vector<T> &&grid, detail::single_propagation<T> &&options) {
    const auto kept = this->kept_data();
    kept->expect_evaluations(grid.size());
    auto &batch = kept->batch;
    auto [states, reached] = detail::run_grid(*this, *kept, options, detail::limits_from(options), grid);
    states.resize(reached[0] * batch.state.size());
    return {batch.propagation_results[0], std::move(options.callback), std::move(states)};
}

#define BROOK_INSTANCE(type) template class taylor_adaptive<type>;
#include "number/instances.def"

BROOK_END_NAMESPACE
