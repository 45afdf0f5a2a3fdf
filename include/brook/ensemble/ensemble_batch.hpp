// SPDX-License-Identifier: MPL-2.0
// Many propagations of batches of one system, over the threads of the machine.
#pragma once

#include <cstddef>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/ensemble/members.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
using batch_ensemble = ensemble_keywords<single_propagation_of_batch<T>>;
template <typename T>
using batch_grid_ensemble = ensemble_grid_keywords<single_propagation_of_batch<T>>;

} // namespace detail

/// A batch of an ensemble after its propagation: the batch, whose get_propagate_res() tells how it went, the continuous
/// output, and the callback.
template <typename T>
using ensemble_batch_result =
    std::tuple<taylor_adaptive_batch<T>, std::optional<continuous_output_batch<T>>, step_callback_batch<T>>;
/// The same along a grid: the batch, the callback, and the states, [point][equation][trajectory].
template <typename T>
using ensemble_grid_batch_result = std::tuple<taylor_adaptive_batch<T>, step_callback_batch<T>, std::vector<T>>;

/// @{

/// As ensemble_propagate_until(): each member is a batch, whose trajectories all go until `t`.
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive_batch<T>> &&
    detail::ensemble_arguments<detail::batch_ensemble<T>, Args...> //
        std::vector<ensemble_batch_result<T>>
        ensemble_propagate_until_batch(const taylor_adaptive_batch<T> &ta, std::type_identity_t<T> t,
                                       detail::member_count n, const Generator &generate, Args &&...args) {
    return detail::propagate_ensemble<ensemble_batch_result<T>, detail::batch_ensemble<T>>(
        ta, n, generate, [t](auto &member, auto... keywords) { return member.propagate_until(t, keywords...); },
        std::forward<Args>(args)...);
}
template <typename T, typename Generator, typename... Args,
          auto Reason =
              detail::refusal<"ensemble_propagate_until_batch", typename detail::batch_ensemble<T>::type, Args...>()>
requires detail::wrong_ensemble_arguments<detail::batch_ensemble<T>, Args...>
void ensemble_propagate_until_batch(const taylor_adaptive_batch<T> &, std::type_identity_t<T>, detail::member_count,
                                    const Generator &, Args &&...) = delete;

/// Propagates for a time instead.
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive_batch<T>> &&
    detail::ensemble_arguments<detail::batch_ensemble<T>, Args...> //
        std::vector<ensemble_batch_result<T>>
        ensemble_propagate_for_batch(const taylor_adaptive_batch<T> &ta, std::type_identity_t<T> delta_t,
                                     detail::member_count n, const Generator &generate, Args &&...args) {
    return detail::propagate_ensemble<ensemble_batch_result<T>, detail::batch_ensemble<T>>(
        ta, n, generate,
        [delta_t](auto &member, auto... keywords) { return member.propagate_for(delta_t, keywords...); },
        std::forward<Args>(args)...);
}
template <typename T, typename Generator, typename... Args,
          auto Reason =
              detail::refusal<"ensemble_propagate_for_batch", typename detail::batch_ensemble<T>::type, Args...>()>
requires detail::wrong_ensemble_arguments<detail::batch_ensemble<T>, Args...>
void ensemble_propagate_for_batch(const taylor_adaptive_batch<T> &, std::type_identity_t<T>, detail::member_count,
                                  const Generator &, Args &&...) = delete;

/// Propagates along a grid of times instead, the same for all trajectories of all members.
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive_batch<T>> &&
    detail::ensemble_arguments<detail::batch_grid_ensemble<T>, Args...> //
        std::vector<ensemble_grid_batch_result<T>>
        ensemble_propagate_grid_batch(const taylor_adaptive_batch<T> &ta,
                                      const std::type_identity_t<std::vector<T>> &grid, detail::member_count n,
                                      const Generator &generate, Args &&...args) {
    return detail::propagate_ensemble<ensemble_grid_batch_result<T>, detail::batch_grid_ensemble<T>>(
        ta, n, generate,
        [&grid](auto &member, auto... keywords) {
            std::vector<T> of_all;
            for (const T t : grid)
                of_all.insert(of_all.end(), member.get_batch_size(), t);
            return member.propagate_grid(std::move(of_all), keywords...);
        },
        std::forward<Args>(args)...);
}
template <typename T, typename Generator, typename... Args,
          auto Reason = detail::refusal<"ensemble_propagate_grid_batch", typename detail::batch_grid_ensemble<T>::type,
                                        Args...>()>
requires detail::wrong_ensemble_arguments<detail::batch_grid_ensemble<T>, Args...>
void ensemble_propagate_grid_batch(const taylor_adaptive_batch<T> &, const std::type_identity_t<std::vector<T>>,
                                   detail::member_count, const Generator &, Args &&...) = delete;

/// @}

BROOK_END_NAMESPACE
