// SPDX-License-Identifier: MPL-2.0
// What propagations return: tuples whose elements have names.
#pragma once

#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include <brook/integrator/outcome.hpp>
#include <brook/integrator/step_callback.hpp>
#include <brook/output/continuous_output.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// How a propagation of a taylor_adaptive<T> went. A tuple of six elements, for std::get and structured bindings, each
/// of which has a name, too. (In C++23 std::apply takes nothing derived from a tuple: as_tuple().)
template <typename T>
class propagation_result
    : public std::tuple<taylor_outcome, T, T, std::size_t, std::optional<continuous_output<T>>, step_callback<T>> {
public:
    /// What continuous_output() is.
    using output_type = std::optional<brook::continuous_output<T>>;
    /// What callback() is.
    using callback_type = step_callback<T>;
    /// The tuple that this is.
    using tuple_type = std::tuple<taylor_outcome, T, T, std::size_t, output_type, callback_type>;
    /// Its first four elements: what taylor_adaptive_batch::get_propagate_res() has of each trajectory.
    using summary_type = std::tuple<taylor_outcome, T, T, std::size_t>;

    /// No step: success and zeros.
    propagation_result() : propagation_result(summary_type(taylor_outcome::success, T(0), T(0), 0)) {}
    /// A propagation, and what it has recorded and called, if anything.
    explicit propagation_result(const summary_type &summary, output_type output = {}, callback_type callback = {})
        : tuple_type(std::get<0>(summary), std::get<1>(summary), std::get<2>(summary), std::get<3>(summary),
                     std::move(output), std::move(callback)) {}

    /// Why it ended.
    taylor_outcome outcome() const noexcept { return std::get<0>(as_tuple()); }
    /// The smallest |h| over the steps whose outcome was success; infinity if there was none.
    T min_h() const noexcept { return std::get<1>(as_tuple()); }
    /// The largest; 0 if there was none.
    T max_h() const noexcept { return std::get<2>(as_tuple()); }
    /// The number of steps with h != 0.
    std::size_t n_steps() const noexcept { return std::get<3>(as_tuple()); }
    /// The solution as a function of time, if kw::c_output asked for it and a step was made.
    output_type &continuous_output() &noexcept { return std::get<4>(*this); }
    const output_type &continuous_output() const &noexcept { return std::get<4>(*this); } ///< the same
    output_type continuous_output() && { return std::get<4>(std::move(*this)); }          ///< the same, taken out
    /// The step callback, after its last call; empty if there was none.
    callback_type &callback() &noexcept { return std::get<5>(*this); }
    const callback_type &callback() const &noexcept { return std::get<5>(*this); } ///< the same
    callback_type callback() && { return std::get<5>(std::move(*this)); }          ///< the same, taken out

    /// This object as what it is derived from.
    const tuple_type &as_tuple() const noexcept { return *this; }
    /// The first four elements.
    summary_type summary() const { return {outcome(), min_h(), max_h(), n_steps()}; }

    /// Compares the first four elements: functions cannot be compared.
    friend bool operator==(const propagation_result &a, const propagation_result &b) {
        return a.summary() == b.summary();
    }
    /// The same, with a propagation of one trajectory of a batch.
    friend bool operator==(const propagation_result &a, const summary_type &b) { return a.summary() == b; }
};

/// What a propagation of a taylor_adaptive_batch<T> returns besides get_propagate_res(): a tuple of two elements, each
/// of which has a name, too.
template <typename T>
class propagation_result_batch : public std::tuple<std::optional<continuous_output_batch<T>>, step_callback_batch<T>> {
public:
    /// What continuous_output() is.
    using output_type = std::optional<brook::continuous_output_batch<T>>;
    /// What callback() is.
    using callback_type = step_callback_batch<T>;
    /// The tuple that this is.
    using tuple_type = std::tuple<output_type, callback_type>;

    /// A propagation that recorded nothing and called nothing.
    propagation_result_batch() = default;
    /// A propagation, and what it has recorded and called, if anything.
    explicit propagation_result_batch(output_type output, callback_type callback = {})
        : tuple_type(std::move(output), std::move(callback)) {}

    /// The solutions as functions of time, if kw::c_output asked for them and a step was made.
    output_type &continuous_output() &noexcept { return std::get<0>(*this); }
    const output_type &continuous_output() const &noexcept { return std::get<0>(*this); } ///< the same
    output_type continuous_output() && { return std::get<0>(std::move(*this)); }          ///< the same, taken out
    /// The step callback, after its last call; empty if there was none.
    callback_type &callback() &noexcept { return std::get<1>(*this); }
    const callback_type &callback() const &noexcept { return std::get<1>(*this); } ///< the same
    callback_type callback() && { return std::get<1>(std::move(*this)); }          ///< the same, taken out

    /// This object as what it is derived from.
    const tuple_type &as_tuple() const noexcept { return *this; }
};

/// How a propagation of a taylor_adaptive<T> along a grid of times went: a tuple of six elements, each of which has a
/// name, too.
template <typename T>
class grid_result : public std::tuple<taylor_outcome, T, T, std::size_t, step_callback<T>, std::vector<T>> {
public:
    /// What callback() is.
    using callback_type = step_callback<T>;
    /// The tuple that this is.
    using tuple_type = std::tuple<taylor_outcome, T, T, std::size_t, callback_type, std::vector<T>>;

    /// No step: success, zeros, and no states.
    grid_result() : tuple_type(taylor_outcome::success, T(0), T(0), 0, {}, {}) {}
    /// A propagation: how it went as in propagation_result, its callback, and what output() is.
    grid_result(const typename propagation_result<T>::summary_type &summary, callback_type callback,
                std::vector<T> output)
        : tuple_type(std::get<0>(summary), std::get<1>(summary), std::get<2>(summary), std::get<3>(summary),
                     std::move(callback), std::move(output)) {}

    /// Why it ended.
    taylor_outcome outcome() const noexcept { return std::get<0>(as_tuple()); }
    /// As in propagation_result.
    T min_h() const noexcept { return std::get<1>(as_tuple()); }
    T max_h() const noexcept { return std::get<2>(as_tuple()); }             ///< likewise
    std::size_t n_steps() const noexcept { return std::get<3>(as_tuple()); } ///< likewise
    /// The step callback, after its last call; empty if there was none.
    callback_type &callback() &noexcept { return std::get<4>(*this); }
    const callback_type &callback() const &noexcept { return std::get<4>(*this); } ///< the same
    callback_type callback() && { return std::get<4>(std::move(*this)); }          ///< the same, taken out
    /// The states at the points that were reached, from the first on: [point][equation].
    std::vector<T> &output() &noexcept { return std::get<5>(*this); }
    const std::vector<T> &output() const &noexcept { return std::get<5>(*this); } ///< the same
    std::vector<T> output() && { return std::get<5>(std::move(*this)); }          ///< the same, taken out

    /// This object as what it is derived from.
    const tuple_type &as_tuple() const noexcept { return *this; }
};

/// What a propagation of a taylor_adaptive_batch<T> along grids of times returns besides get_propagate_res(): a tuple
/// of two elements, each of which has a name, too.
template <typename T>
class grid_result_batch : public std::tuple<step_callback_batch<T>, std::vector<T>> {
public:
    /// What callback() is.
    using callback_type = step_callback_batch<T>;
    /// The tuple that this is.
    using tuple_type = std::tuple<callback_type, std::vector<T>>;
    using tuple_type::tuple_type;

    /// The step callback, after its last call; empty if there was none.
    callback_type &callback() &noexcept { return std::get<0>(*this); }
    const callback_type &callback() const &noexcept { return std::get<0>(*this); } ///< the same
    callback_type callback() && { return std::get<0>(std::move(*this)); }          ///< the same, taken out
    /// The states: [point][equation][trajectory], NaN where a point was not reached.
    std::vector<T> &output() &noexcept { return std::get<1>(*this); }
    const std::vector<T> &output() const &noexcept { return std::get<1>(*this); } ///< the same
    std::vector<T> output() && { return std::get<1>(std::move(*this)); }          ///< the same, taken out

    /// This object as what it is derived from.
    const tuple_type &as_tuple() const noexcept { return *this; }
};

BROOK_END_NAMESPACE

template <typename T>
struct std::tuple_size<brook::grid_result<T>> : std::tuple_size<typename brook::grid_result<T>::tuple_type> {};
template <std::size_t I, typename T>
struct std::tuple_element<I, brook::grid_result<T>>
    : std::tuple_element<I, typename brook::grid_result<T>::tuple_type> {};
template <typename T>
struct std::tuple_size<brook::grid_result_batch<T>>
    : std::tuple_size<typename brook::grid_result_batch<T>::tuple_type> {};
template <std::size_t I, typename T>
struct std::tuple_element<I, brook::grid_result_batch<T>>
    : std::tuple_element<I, typename brook::grid_result_batch<T>::tuple_type> {};
template <typename T>
struct std::tuple_size<brook::propagation_result<T>>
    : std::tuple_size<typename brook::propagation_result<T>::tuple_type> {};
template <std::size_t I, typename T>
struct std::tuple_element<I, brook::propagation_result<T>>
    : std::tuple_element<I, typename brook::propagation_result<T>::tuple_type> {};
template <typename T>
struct std::tuple_size<brook::propagation_result_batch<T>>
    : std::tuple_size<typename brook::propagation_result_batch<T>::tuple_type> {};
template <std::size_t I, typename T>
struct std::tuple_element<I, brook::propagation_result_batch<T>>
    : std::tuple_element<I, typename brook::propagation_result_batch<T>::tuple_type> {};
