// SPDX-License-Identifier: MPL-2.0
// The solution over a whole propagation, as a function of time.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <ranges>
#include <utility>
#include <vector>

#include <brook/jit/code_options.hpp>
#include <brook/jit/llvm_state.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
struct recording;
struct archive_access;

/// What continuous_output and continuous_output_batch have in common.
template <typename T>
class BROOK_PUBLIC recorded_solution {
    static_assert(generates_code<T>, "continuous_output<T>: T must be a type of taylor_adaptive<T>");

public:
    /// The floating-point type.
    using value_type = T;

    /// What the last call computed: one value per equation (and trajectory: [equation][trajectory]). Empty for an
    /// object without steps.
    const std::vector<T> &get_output() const { return output_; }
    /// Where the steps begin, and where the last one ends, rounded to T: n_steps + 1 times (of a batch
    /// [time][trajectory], with one row more, of infinities, behind the last).
    const std::vector<T> &get_times() const;
    /// The Taylor coefficients of all steps: [step][equation][order], of a batch [step][equation][order][trajectory].
    /// Made when first asked for, which doubles the memory, and shared by copies.
    const std::vector<T> &get_tcs() const;
    /// How many bytes of memory the steps take, with what get_tcs() has made of them: about those of n (p + 1) + 5
    /// numbers a step, of one with an output_file. Copies share them. 0 of an object without steps.
    std::size_t get_memory_size() const;
    /// How many bytes of the steps are in an output_file.
    std::size_t get_file_size() const;
    /// The number of equations, 0 of an object without steps.
    std::uint32_t get_dim() const;
    /// The order of the polynomials, 0 of an object without steps.
    std::uint32_t get_order() const;
    /// The number of steps. Throws std::invalid_argument if there are none.
    std::size_t get_n_steps() const;

    /// The module of the code that evaluates the steps of this shape (its function "dense"), compiled: made when first
    /// asked for, outside of the caches, and shared by copies. An empty one, of an object without steps.
    const llvm_state &get_llvm_state() const;

    /// Prints labelled lines: type, directions, ranges of time, number of steps.
    template <typename U>
    friend BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const recorded_solution<U> &solution);

protected:
    recorded_solution() noexcept = default;
    explicit recorded_solution(std::shared_ptr<const recording<T>> steps);

    /// Throws std::invalid_argument if there are no steps.
    const recording<T> &steps() const;
    void check_time(T time) const;

    friend struct archive_access;

    std::shared_ptr<const recording<T>> steps_; ///< shared by copies, which cannot change it
    std::vector<T> output_;
};

} // namespace detail

/// The solution over a propagation with kw::c_output = true, as a function of time: at each time the polynomials of the
/// step that contains it, with the operations of a step, so that it is as precise as the steps, and has their bits.
///
/// A value: copies share the steps, which do not change, and have an output of their own. Different objects may be used
/// in different threads. A step takes n (p + 1) + 5 numbers, for n equations and the order p, and with high accuracy n
/// more; get_memory_size() tells. For more than memory holds there is output_file.
template <typename T>
class BROOK_PUBLIC continuous_output : public detail::recorded_solution<T> {
public:
    /// Without steps. Calls, get_bounds() and get_n_steps() throw std::invalid_argument; so it is for a moved-from
    /// object.
    continuous_output() noexcept = default;
    /// Used by propagations.
    explicit continuous_output(std::shared_ptr<const detail::recording<T>> steps);

    /// The state at a time, one value per equation, valid until the next call. Before the first and behind the last
    /// step their polynomials are extrapolated. Throws std::invalid_argument if the time is not finite.
    const std::vector<T> &operator()(T time);
    /// The states at many times, in any order: [time][equation]. Sorted times are fastest; many are shared out over
    /// threads. Throws as the other.
    std::vector<T> operator()(const std::vector<T> &times) const;
    /// The same for any range of times.
    template <std::ranges::input_range Times>
    requires(!std::same_as<std::remove_cvref_t<Times>, std::vector<T>> &&
             std::convertible_to<std::ranges::range_reference_t<Times>, T>) std::vector<T>
    operator()(Times &&times) const {
        std::vector<T> all;
        for (auto &&t : times)
            all.push_back(static_cast<T>(t));
        return (*this)(all);
    }

    /// The times where the first step begins and where the last one ends: the second is smaller after a propagation
    /// backward. Throws std::invalid_argument if there are no steps.
    std::pair<T, T> get_bounds() const;
};

/// The same of a batch: the numbers of the trajectories stand side by side.
template <typename T>
class BROOK_PUBLIC continuous_output_batch : public detail::recorded_solution<T> {
public:
    /// Without steps, as continuous_output.
    continuous_output_batch() noexcept = default;
    /// Used by propagations.
    explicit continuous_output_batch(std::shared_ptr<const detail::recording<T>> steps);

    /// The states at one time for each trajectory: [equation][trajectory], valid until the next call. Throws
    /// std::invalid_argument unless there are as many times as trajectories, and all are finite.
    const std::vector<T> &operator()(const std::vector<T> &times);
    /// The same; there must be as many times as trajectories at this address.
    const std::vector<T> &operator()(const T *times);
    /// The same with one time for all trajectories.
    const std::vector<T> &operator()(T time);

    /// As continuous_output::get_bounds(), of each trajectory.
    std::pair<std::vector<T>, std::vector<T>> get_bounds() const;
    /// As get_times() of continuous_output, [time][trajectory], with a row of infinities behind the last (of the sign
    /// of the direction).
    const std::vector<T> &get_times() const;
    /// The number of trajectories, 0 of an object without steps.
    std::uint32_t get_batch_size() const;
};

BROOK_END_NAMESPACE
