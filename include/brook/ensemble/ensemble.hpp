// SPDX-License-Identifier: MPL-2.0
// Many propagations of one system, over the threads of the machine.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/ensemble/ensemble_batch.hpp>
#include <brook/ensemble/ensemble_result.hpp>
#include <brook/ensemble/members.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
using single_ensemble = ensemble_keywords<single_propagation<T>>;
template <typename T>
using single_grid_ensemble = ensemble_grid_keywords<single_propagation<T>>;

} // namespace detail

/// @{

/// Propagates `n` members of an ensemble until the time `t`. Member i is `generate(copy, i)`, of a copy of `ta`, which
/// shares its machine code: the generator sets state, parameters or time, and returns the copy, or takes it by
/// reference and changes it in place. It is called from several threads at once. Keywords are those of
/// taylor_adaptive::propagate_until(), and progress; each member has a copy of the callback. The results are in order,
/// and have the bits of propagations one after the other.
///
/// Members are handed out one by one to the threads of oneTBB, so that long ones do not wait for each other. What a
/// member throws ends the ensemble and is thrown; members that fail (err_nf_state) are results like others, see
/// ensemble_outcomes(). After request_interrupt() the members at work, and those after them, end as `interrupted`.
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive<T>> &&
    detail::ensemble_arguments<detail::single_ensemble<T>, Args...> //
        std::vector<ensemble_result<T>> ensemble_propagate_until(const taylor_adaptive<T> &ta,
                                                                 std::type_identity_t<T> t, detail::member_count n,
                                                                 const Generator &generate, Args &&...args) {
    return detail::propagate_ensemble<ensemble_result<T>, detail::single_ensemble<T>>(
        ta, n, generate, [t](auto &member, auto... keywords) { return member.propagate_until(t, keywords...); },
        std::forward<Args>(args)...);
}
template <typename T, typename Generator, typename... Args,
          auto Reason =
              detail::refusal<"ensemble_propagate_until", typename detail::single_ensemble<T>::type, Args...>()>
requires detail::wrong_ensemble_arguments<detail::single_ensemble<T>, Args...>
void ensemble_propagate_until(const taylor_adaptive<T> &, std::type_identity_t<T>, detail::member_count,
                              const Generator &, Args &&...) = delete;

/// Propagates for a time instead.
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive<T>> &&
    detail::ensemble_arguments<detail::single_ensemble<T>, Args...> //
        std::vector<ensemble_result<T>> ensemble_propagate_for(const taylor_adaptive<T> &ta,
                                                               std::type_identity_t<T> delta_t, detail::member_count n,
                                                               const Generator &generate, Args &&...args) {
    return detail::propagate_ensemble<ensemble_result<T>, detail::single_ensemble<T>>(
        ta, n, generate,
        [delta_t](auto &member, auto... keywords) { return member.propagate_for(delta_t, keywords...); },
        std::forward<Args>(args)...);
}
template <typename T, typename Generator, typename... Args,
          auto Reason = detail::refusal<"ensemble_propagate_for", typename detail::single_ensemble<T>::type, Args...>()>
requires detail::wrong_ensemble_arguments<detail::single_ensemble<T>, Args...>
void ensemble_propagate_for(const taylor_adaptive<T> &, std::type_identity_t<T>, detail::member_count,
                            const Generator &, Args &&...) = delete;

/// Propagates along a grid of times instead, the same for all: taylor_adaptive::propagate_grid().
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive<T>> &&
    detail::ensemble_arguments<detail::single_grid_ensemble<T>, Args...> //
        std::vector<ensemble_grid_result<T>>
        ensemble_propagate_grid(const taylor_adaptive<T> &ta, const std::type_identity_t<std::vector<T>> &grid,
                                detail::member_count n, const Generator &generate, Args &&...args) {
    return detail::propagate_ensemble<ensemble_grid_result<T>, detail::single_grid_ensemble<T>>(
        ta, n, generate, [&grid](auto &member, auto... keywords) { return member.propagate_grid(grid, keywords...); },
        std::forward<Args>(args)...);
}
template <typename T, typename Generator, typename... Args,
          auto Reason =
              detail::refusal<"ensemble_propagate_grid", typename detail::single_grid_ensemble<T>::type, Args...>()>
requires detail::wrong_ensemble_arguments<detail::single_grid_ensemble<T>, Args...>
void ensemble_propagate_grid(const taylor_adaptive<T> &, const std::type_identity_t<std::vector<T>>,
                             detail::member_count, const Generator &, Args &&...) = delete;

/// @}

BROOK_END_NAMESPACE
