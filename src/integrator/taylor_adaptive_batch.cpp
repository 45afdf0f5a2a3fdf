// SPDX-License-Identifier: MPL-2.0
// The public integrator of several trajectories: hands what the caller passed to checked runs.
#include <brook/integrator/taylor_adaptive_batch.hpp>

#include <algorithm>
#include <limits>

#include "integrator/checked_runs.hpp"
#include "integrator/make_integrator.hpp"
#include "integrator/watched_runs.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

std::uint32_t checked_batch_size(std::uint32_t size) {
    if (size == 0)
        throw_invalid_argument("A batch must have at least one trajectory, but its size is 0");
    return size;
}

template <typename T>
propagation_limits<T> limits_from(batch_propagation<T> &options, std::size_t size) {
    return {options.max_steps,   std::move(options.max_delta_t).for_each_of(size),
            options.write_tc,    checked_stops(options.stop_at),
            options.skip_failed, options.skip_stopped};
}

} // namespace
} // namespace detail

template <typename T>
taylor_adaptive_batch<T>::taylor_adaptive_batch(equations_type &&equations, std::vector<T> &&state,
                                                std::uint32_t batch_size,
                                                detail::timed_options<T, detail::one_or_each<T>> &&options)
    : integrator_base<T>([&] {
          const auto size = detail::checked_batch_size(batch_size);
          // Before anything of that size is made: it may be a negative number in disguise.
          if (!state.empty() && options.variational == nullptr)
              detail::check_state_size(state.size(), equations.size(), size);
          auto times = std::move(options.time).for_each_of(size);
          detail::check_count("time", times.size(), size);
          return detail::make_integrator(
              std::move(equations), std::move(state), std::move(times), options,
              detail::event_lists<T, true>{std::move(options.t_events), std::move(options.nt_events)});
      }()) {}

template <typename T>
taylor_adaptive_batch<T>::taylor_adaptive_batch(const var_ode_sys &system, std::vector<T> &&state,
                                                std::uint32_t batch_size,
                                                detail::timed_options<T, detail::one_or_each<T>> &&options)
    : taylor_adaptive_batch(equations_type(detail::var_ode_data::of(system).system.equations()), std::move(state),
                            batch_size, detail::with_variations(std::move(options), system)) {}

template <typename T>
std::uint32_t taylor_adaptive_batch<T>::get_batch_size() const {
    return static_cast<std::uint32_t>(data().batch.size());
}

template <typename T>
const std::vector<T> &taylor_adaptive_batch<T>::get_time() const {
    return data().batch.time;
}

template <typename T>
const T *taylor_adaptive_batch<T>::get_time_data() const {
    return get_time().data();
}

template <typename T>
void taylor_adaptive_batch<T>::set_time(const std::vector<T> &times) {
    auto &batch = data().batch;
    detail::check_count("time", times.size(), batch.size());
    for (std::size_t k = 0; k < batch.size(); ++k)
        batch.set_dtime(k, {times[k], 0});
}

template <typename T>
void taylor_adaptive_batch<T>::set_time(T time) {
    set_time(std::vector<T>(get_batch_size(), time));
}

template <typename T>
std::pair<const std::vector<T> &, const std::vector<T> &> taylor_adaptive_batch<T>::get_dtime() const {
    const auto &batch = data().batch;
    return {batch.time, batch.time_low};
}

template <typename T>
std::pair<const T *, const T *> taylor_adaptive_batch<T>::get_dtime_data() const {
    const auto &batch = data().batch;
    return {batch.time.data(), batch.time_low.data()};
}

template <typename T>
void taylor_adaptive_batch<T>::set_dtime(const std::vector<T> &hi, const std::vector<T> &lo) {
    detail::set_dtimes(data().batch, hi, lo);
}

template <typename T>
void taylor_adaptive_batch<T>::set_dtime(T hi, T lo) {
    set_dtime(std::vector<T>(get_batch_size(), hi), std::vector<T>(get_batch_size(), lo));
}

template <typename T>
const std::vector<T> &taylor_adaptive_batch<T>::get_last_h() const {
    return data().batch.last_h;
}

template <typename T>
const std::vector<T> &taylor_adaptive_batch<T>::get_failed_h() const {
    return data().batch.failed_h;
}

template <typename T>
const std::vector<T> &taylor_adaptive_batch<T>::update_d_output(const std::vector<T> &times, bool rel_time) {
    data().expect_evaluations(times.size());
    return detail::run_dense_output(data().batch, times, rel_time);
}

template <typename T>
const std::vector<T> &taylor_adaptive_batch<T>::update_d_output(T time, bool rel_time) {
    return update_d_output(std::vector<T>(get_batch_size(), time), rel_time);
}

template <typename T>
void taylor_adaptive_batch<T>::step(bool write_tc) {
    detail::run_step(*this, this->kept_data(), std::numeric_limits<T>::infinity(), write_tc);
}

template <typename T>
void taylor_adaptive_batch<T>::step_backward(bool write_tc) {
    detail::run_step(*this, this->kept_data(), -std::numeric_limits<T>::infinity(), write_tc);
}

template <typename T>
void taylor_adaptive_batch<T>::step(const std::vector<T> &max_delta_ts, bool write_tc) {
    const auto kept = this->kept_data();
    detail::check_step_limits(kept->batch, max_delta_ts);
    const auto limits = max_delta_ts; // which may be what the step changes, such as the sizes of the last one
    detail::run_step(*this, *kept, limits.data(), write_tc);
}

template <typename T>
const std::vector<t_event_batch<T>> &taylor_adaptive_batch<T>::get_t_events() const {
    return this->data_with_events().batch_events.terminal;
}

template <typename T>
const std::vector<nt_event_batch<T>> &taylor_adaptive_batch<T>::get_nt_events() const {
    return this->data_with_events().batch_events.non_terminal;
}

template <typename T>
std::vector<std::vector<std::optional<std::pair<T, T>>>> taylor_adaptive_batch<T>::get_te_cooldowns() const {
    const auto &d = this->data_with_events();
    std::vector<std::vector<std::optional<std::pair<T, T>>>> all;
    for (std::size_t k = 0; k < d.batch.size(); ++k)
        all.push_back(detail::cooldowns_of(d, k));
    return all;
}

template <typename T>
std::uint64_t taylor_adaptive_batch<T>::get_n_event_give_ups() const {
    return this->data_with_events().detector.counts().gave_up;
}

template <typename T>
void taylor_adaptive_batch<T>::reset_cooldowns() {
    auto &d = this->data_with_events();
    for (std::size_t k = 0; k < d.batch.size(); ++k)
        d.detector.reset(k);
}

template <typename T>
void taylor_adaptive_batch<T>::reset_cooldowns(std::uint32_t k) {
    auto &d = this->data_with_events();
    if (k >= d.batch.size())
        detail::throw_invalid_argument("There is no trajectory {} in a batch of {}", k, d.batch.size());
    d.detector.reset(k);
}

template <typename T>
void taylor_adaptive_batch<T>::step(T max_delta_t, bool write_tc) {
    step(std::vector<T>(get_batch_size(), max_delta_t), write_tc);
}

template <typename T>
const std::vector<std::tuple<taylor_outcome, T>> &taylor_adaptive_batch<T>::get_step_res() const {
    return data().batch.step_results;
}

namespace detail {
namespace {

template <typename T, typename Run>
propagation_result_batch<T> propagate(taylor_adaptive_batch<T> &ta, integrator_data<T> &data,
                                      batch_propagation<T> &&options, Run run) {
    if (is_recorded(options.c_output))
        data.make_dense_code();
    std::optional<continuous_output_batch<T>> output;
    if (auto steps = run_watched(ta, data, options, limits_from(options, ta.get_batch_size()), run))
        output.emplace(std::move(steps));
    return propagation_result_batch<T>(std::move(output), std::move(options.callback));
}

} // namespace
} // namespace detail

template <typename T>
propagation_result_batch<T> taylor_adaptive_batch<T>::propagate_until_with(const std::vector<T> &ts,
                                                                           detail::batch_propagation<T> &&options) {
    const auto kept = this->kept_data();
    auto &mine = *kept;
    return detail::propagate(*this, mine, std::move(options),
                             [&](const auto &limits) { detail::run_until(mine.batch, ts, limits); });
}

template <typename T>
propagation_result_batch<T> taylor_adaptive_batch<T>::propagate_for_with(const std::vector<T> &delta_ts,
                                                                         detail::batch_propagation<T> &&options) {
    const auto kept = this->kept_data();
    auto &mine = *kept;
    return detail::propagate(*this, mine, std::move(options),
                             [&](const auto &limits) { detail::run_for(mine.batch, delta_ts, limits); });
}

template <typename T>
grid_result_batch<T> taylor_adaptive_batch<T>::propagate_grid_with(std::vector<T> &&grid,
                                                                   detail::batch_propagation<T> &&options) {
    const auto kept = this->kept_data();
    kept->expect_evaluations(grid.size());
    auto &batch = kept->batch;
    auto states = detail::run_grid(*this, *kept, options, detail::limits_from(options, batch.size()), grid).states;
    return {std::move(options.callback), std::move(states)};
}

template <typename T>
const std::vector<std::tuple<taylor_outcome, T, T, std::size_t>> &taylor_adaptive_batch<T>::get_propagate_res() const {
    return data().batch.propagation_results;
}

#define BROOK_INSTANCE(type) template class taylor_adaptive_batch<type>;
#include "number/instances.def"

BROOK_END_NAMESPACE
