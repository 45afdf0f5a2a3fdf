// SPDX-License-Identifier: MPL-2.0
// What ensembles return for each member.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/ensemble/members.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// A member of an ensemble after its propagation: a tuple of the integrator and the six elements of its
/// propagation_result, each of which has a name, too.
template <typename T>
class ensemble_result : public std::tuple<taylor_adaptive<T>, taylor_outcome, T, T, std::size_t,
                                          std::optional<continuous_output<T>>, step_callback<T>> {
public:
    /// The tuple that this is.
    using tuple_type = std::tuple<taylor_adaptive<T>, taylor_outcome, T, T, std::size_t,
                                  std::optional<brook::continuous_output<T>>, step_callback<T>>;

    /// An integrator, and how its propagation went.
    ensemble_result(taylor_adaptive<T> ta, propagation_result<T> result)
        : ensemble_result(detail::member_and(std::move(ta), std::move(result))) {}
    explicit ensemble_result(tuple_type all) : tuple_type(std::move(all)) {} ///< the same

    /// The integrator, where the propagation left it.
    taylor_adaptive<T> &integrator() noexcept { return std::get<0>(*this); }
    const taylor_adaptive<T> &integrator() const noexcept { return std::get<0>(*this); } ///< the same
    /// As in propagation_result.
    taylor_outcome outcome() const noexcept { return std::get<1>(*this); }
    T min_h() const noexcept { return std::get<2>(*this); }             ///< likewise
    T max_h() const noexcept { return std::get<3>(*this); }             ///< likewise
    std::size_t n_steps() const noexcept { return std::get<4>(*this); } ///< likewise
    /// The solution as a function of time, if it was asked for and a step was made.
    std::optional<brook::continuous_output<T>> &continuous_output() noexcept { return std::get<5>(*this); }
    const std::optional<brook::continuous_output<T>> &continuous_output() const noexcept {
        return std::get<5>(*this);
    } ///< the same
    /// The step callback of this member, after its last call.
    step_callback<T> &callback() noexcept { return std::get<6>(*this); }
    const step_callback<T> &callback() const noexcept { return std::get<6>(*this); } ///< the same
};

/// A member of an ensemble along a grid of times: a tuple of the integrator and the six elements of its grid_result,
/// each of which has a name, too.
template <typename T>
class ensemble_grid_result
    : public std::tuple<taylor_adaptive<T>, taylor_outcome, T, T, std::size_t, step_callback<T>, std::vector<T>> {
public:
    /// The tuple that this is.
    using tuple_type =
        std::tuple<taylor_adaptive<T>, taylor_outcome, T, T, std::size_t, step_callback<T>, std::vector<T>>;

    /// An integrator, and how its propagation went.
    ensemble_grid_result(taylor_adaptive<T> ta, grid_result<T> result)
        : ensemble_grid_result(detail::member_and(std::move(ta), std::move(result))) {}
    explicit ensemble_grid_result(tuple_type all) : tuple_type(std::move(all)) {} ///< the same

    /// The integrator, where the propagation left it.
    taylor_adaptive<T> &integrator() noexcept { return std::get<0>(*this); }
    const taylor_adaptive<T> &integrator() const noexcept { return std::get<0>(*this); } ///< the same
    /// As in grid_result.
    taylor_outcome outcome() const noexcept { return std::get<1>(*this); }
    T min_h() const noexcept { return std::get<2>(*this); }             ///< likewise
    T max_h() const noexcept { return std::get<3>(*this); }             ///< likewise
    std::size_t n_steps() const noexcept { return std::get<4>(*this); } ///< likewise
    /// The step callback of this member, after its last call.
    step_callback<T> &callback() noexcept { return std::get<5>(*this); }
    const step_callback<T> &callback() const noexcept { return std::get<5>(*this); } ///< the same
    /// The states at the points that were reached: [point][equation].
    std::vector<T> &output() noexcept { return std::get<6>(*this); }
    const std::vector<T> &output() const noexcept { return std::get<6>(*this); } ///< the same
};

BROOK_END_NAMESPACE

template <typename T>
struct std::tuple_size<brook::ensemble_result<T>> : std::integral_constant<std::size_t, 7> {};
template <std::size_t I, typename T>
struct std::tuple_element<I, brook::ensemble_result<T>>
    : std::tuple_element<I, typename brook::ensemble_result<T>::tuple_type> {};
template <typename T>
struct std::tuple_size<brook::ensemble_grid_result<T>> : std::integral_constant<std::size_t, 7> {};
template <std::size_t I, typename T>
struct std::tuple_element<I, brook::ensemble_grid_result<T>>
    : std::tuple_element<I, typename brook::ensemble_grid_result<T>::tuple_type> {};

BROOK_BEGIN_NAMESPACE

/// How many members ended how.
template <typename Result>
requires requires(const Result &r) { r.outcome(); }
std::map<taylor_outcome, std::size_t> ensemble_outcomes(const std::vector<Result> &results) {
    std::map<taylor_outcome, std::size_t> counts;
    for (const auto &result : results)
        ++counts[result.outcome()];
    return counts;
}

BROOK_END_NAMESPACE
