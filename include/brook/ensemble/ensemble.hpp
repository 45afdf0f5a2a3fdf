// SPDX-License-Identifier: MPL-2.0
// Many propagations of one system, over the threads of the machine.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/integrator/taylor_adaptive_batch.hpp>
#include <brook/support/callable.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/refusal.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace kw {

/// What an ensemble calls with the number of members that are done, and of all: a function void(std::size_t done,
/// std::size_t n) that can be copied, such as a callback::ensemble_progress (default none). It is called with 0 before
/// the first member, and after each; by the threads that propagate, but by one at a time. What it throws ends the
/// ensemble and is thrown.
inline constexpr detail::keyword<"progress"> progress;

} // namespace kw

namespace detail {

/// Hears how many members of an ensemble are done.
using progress_function = callable<void(std::size_t, std::size_t)>;
template <>
inline constexpr bool is_single_function<progress_function> = true;

/// Of a propagation, and of an ensemble of such.
template <typename Options>
struct ensemble_options : Options {
    progress_function progress = {};
};

/// Keywords, and `progress`.
template <typename Accepts>
struct with_progress;
template <typename Options, typename... Sets>
struct with_progress<accepts<Options, Sets...>> {
    using type = accepts<Options, Sets..., sets<kw::progress, &Options::progress>>;
};
template <typename Propagation>
using ensemble_keywords = typename with_progress<propagate_keywords<ensemble_options<Propagation>>>::type;
template <typename Propagation>
using ensemble_grid_keywords = typename with_progress<grid_keywords<ensemble_options<Propagation>>>::type;

/// Calls run(i) for all i < n, in threads that take the next one when they are done, and returns when all are done. If
/// one throws, no more are begun, and the exception of one of them is thrown. `progress` may be empty.
BROOK_PUBLIC void run_members(std::size_t n, const std::function<void(std::size_t)> &run, progress_function &progress);

/// A generator of members: from a copy of the integrator and the index of the member.
template <typename Generator, typename Integrator>
concept member_generator = std::is_invocable_r_v<Integrator, const Generator &, Integrator, std::size_t>;

/// The propagation that `run` makes of each member, in order. Results need no default constructor.
template <typename Result, typename Integrator, typename Generator, typename Run>
std::vector<Result> run_ensemble(const Integrator &ta, std::size_t n, const Generator &generate,
                                 progress_function &progress, Run run) {
    std::vector<std::optional<Result>> found(n);
    run_members(
        n, [&](std::size_t i) { found[i].emplace(run(Integrator(generate(Integrator(ta), i)))); }, progress);
    std::vector<Result> results;
    results.reserve(n);
    for (auto &result : found)
        results.push_back(std::move(*result));
    return results;
}

/// Calls `propagate` with what the options say, as keywords: those of grids, and all.
template <typename Options, typename F>
auto with_grid_keywords(const Options &o, F propagate) {
    return propagate(kw::max_steps = o.max_steps, kw::max_delta_t = o.max_delta_t, kw::callback = o.callback,
                     kw::stop_at = o.stop_at);
}
template <typename Options, typename F>
auto with_keywords(const Options &o, F propagate) {
    return with_grid_keywords(
        o, [&](auto... limits) { return propagate(limits..., kw::write_tc = o.write_tc, kw::c_output = o.c_output); });
}

/// A member, followed by the elements of the result of its propagation, as a tuple.
template <typename Integrator, typename Result>
auto member_and(Integrator member, Result result) {
    return std::tuple_cat(std::tuple<Integrator>(std::move(member)),
                          static_cast<typename Result::tuple_type &&>(result));
}

using member_count = integer_argument<std::size_t, "The number of members of an ensemble">;

} // namespace detail

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

/// @{

/// Propagates `n` members of an ensemble until the time `t`. Member i is `generate(copy, i)`, of a copy of `ta`, which
/// shares its machine code; usually the generator sets state, parameters or time and returns the copy. It is called
/// from several threads at once. Keywords are those of taylor_adaptive::propagate_until(), and progress; each member
/// has a copy of the callback. The results are in order, and have the bits of propagations one after the other.
///
/// Members are handed out one by one to the threads of oneTBB, so that long ones do not wait for each other. What a
/// member throws ends the ensemble and is thrown; members that fail (err_nf_state) are results like others, see
/// ensemble_outcomes(). After request_interrupt() the members at work, and those after them, end as `interrupted`.
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive<T>> &&
    detail::keyword_arguments<detail::ensemble_keywords<detail::single_propagation<T>>, Args...> //
        std::vector<ensemble_result<T>> ensemble_propagate_until(const taylor_adaptive<T> &ta,
                                                                 std::type_identity_t<T> t, detail::member_count n,
                                                                 const Generator &generate, Args &&...args) {
    using keywords = detail::ensemble_keywords<detail::single_propagation<T>>;
    auto options = detail::fill<keywords>(std::forward<Args>(args)...);
    return detail::run_ensemble<ensemble_result<T>>(ta, n, generate, options.progress, [&](auto member) {
        auto result = detail::with_keywords(options, [&](auto... k) { return member.propagate_until(t, k...); });
        return ensemble_result<T>(detail::member_and(std::move(member), std::move(result)));
    });
}

/// Propagates for a time instead.
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive<T>> &&
    detail::keyword_arguments<detail::ensemble_keywords<detail::single_propagation<T>>, Args...> //
        std::vector<ensemble_result<T>> ensemble_propagate_for(const taylor_adaptive<T> &ta,
                                                               std::type_identity_t<T> delta_t, detail::member_count n,
                                                               const Generator &generate, Args &&...args) {
    using keywords = detail::ensemble_keywords<detail::single_propagation<T>>;
    auto options = detail::fill<keywords>(std::forward<Args>(args)...);
    return detail::run_ensemble<ensemble_result<T>>(ta, n, generate, options.progress, [&](auto member) {
        auto result = detail::with_keywords(options, [&](auto... k) { return member.propagate_for(delta_t, k...); });
        return ensemble_result<T>(detail::member_and(std::move(member), std::move(result)));
    });
}

/// Propagates along a grid of times instead, the same for all: taylor_adaptive::propagate_grid().
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive<T>> &&
    detail::keyword_arguments<detail::ensemble_grid_keywords<detail::single_propagation<T>>, Args...> //
        std::vector<ensemble_grid_result<T>>
        ensemble_propagate_grid(const taylor_adaptive<T> &ta, const std::type_identity_t<std::vector<T>> &grid,
                                detail::member_count n, const Generator &generate, Args &&...args) {
    using keywords = detail::ensemble_grid_keywords<detail::single_propagation<T>>;
    auto options = detail::fill<keywords>(std::forward<Args>(args)...);
    return detail::run_ensemble<ensemble_grid_result<T>>(ta, n, generate, options.progress, [&](auto member) {
        auto result = detail::with_grid_keywords(options, [&](auto... k) { return member.propagate_grid(grid, k...); });
        return ensemble_grid_result<T>(detail::member_and(std::move(member), std::move(result)));
    });
}
/// @}

/// @{

/// The same for ensembles of batches: each member is a batch, whose trajectories all go until `t`. A result is the
/// batch, whose get_propagate_res() tells how it went, the continuous output, and the callback.
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive_batch<T>> && detail::keyword_arguments<
    detail::ensemble_keywords<detail::single_propagation_of_batch<T>>, Args...> //
    std::vector<std::tuple<taylor_adaptive_batch<T>, std::optional<continuous_output_batch<T>>, step_callback_batch<T>>>
    ensemble_propagate_until_batch(const taylor_adaptive_batch<T> &ta, std::type_identity_t<T> t,
                                   detail::member_count n, const Generator &generate, Args &&...args) {
    using result_type =
        std::tuple<taylor_adaptive_batch<T>, std::optional<continuous_output_batch<T>>, step_callback_batch<T>>;
    using keywords = detail::ensemble_keywords<detail::single_propagation_of_batch<T>>;
    auto options = detail::fill<keywords>(std::forward<Args>(args)...);
    return detail::run_ensemble<result_type>(ta, n, generate, options.progress, [&](auto member) {
        auto result = detail::with_keywords(options, [&](auto... k) { return member.propagate_until(t, k...); });
        return result_type(detail::member_and(std::move(member), std::move(result)));
    });
}

/// Propagates for a time instead.
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive_batch<T>> && detail::keyword_arguments<
    detail::ensemble_keywords<detail::single_propagation_of_batch<T>>, Args...> //
    std::vector<std::tuple<taylor_adaptive_batch<T>, std::optional<continuous_output_batch<T>>, step_callback_batch<T>>>
    ensemble_propagate_for_batch(const taylor_adaptive_batch<T> &ta, std::type_identity_t<T> delta_t,
                                 detail::member_count n, const Generator &generate, Args &&...args) {
    using result_type =
        std::tuple<taylor_adaptive_batch<T>, std::optional<continuous_output_batch<T>>, step_callback_batch<T>>;
    using keywords = detail::ensemble_keywords<detail::single_propagation_of_batch<T>>;
    auto options = detail::fill<keywords>(std::forward<Args>(args)...);
    return detail::run_ensemble<result_type>(ta, n, generate, options.progress, [&](auto member) {
        auto result = detail::with_keywords(options, [&](auto... k) { return member.propagate_for(delta_t, k...); });
        return result_type(detail::member_and(std::move(member), std::move(result)));
    });
}

/// Propagates along a grid of times instead, the same for all trajectories of all members. A result is the batch, the
/// callback, and the states, [point][equation][trajectory].
template <typename T, typename Generator, typename... Args>
requires detail::member_generator<Generator, taylor_adaptive_batch<T>> &&
    detail::keyword_arguments<detail::ensemble_grid_keywords<detail::single_propagation_of_batch<T>>, Args...> //
        std::vector<std::tuple<taylor_adaptive_batch<T>, step_callback_batch<T>, std::vector<T>>>
        ensemble_propagate_grid_batch(const taylor_adaptive_batch<T> &ta,
                                      const std::type_identity_t<std::vector<T>> &grid, detail::member_count n,
                                      const Generator &generate, Args &&...args) {
    using result_type = std::tuple<taylor_adaptive_batch<T>, step_callback_batch<T>, std::vector<T>>;
    using keywords = detail::ensemble_grid_keywords<detail::single_propagation_of_batch<T>>;
    auto options = detail::fill<keywords>(std::forward<Args>(args)...);
    return detail::run_ensemble<result_type>(ta, n, generate, options.progress, [&](auto member) {
        std::vector<T> of_all;
        for (const T t : grid)
            of_all.insert(of_all.end(), member.get_batch_size(), t);
        auto result = detail::with_grid_keywords(
            options, [&](auto... k) { return member.propagate_grid(std::move(of_all), k...); });
        return result_type(detail::member_and(std::move(member), std::move(result)));
    });
}
/// @}

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
