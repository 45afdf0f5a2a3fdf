// SPDX-License-Identifier: MPL-2.0
// The steps of a propagation, with the polynomials that are the solution: what a continuous output evaluates, and what
// update_d_output() knows of the last step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <brook/number/fp_type.hpp>
#include <brook/support/made_once.hpp>
#include <brook/support/visibility.hpp>

#include "number/double_length.hpp"
#include "output/chunked_rows.hpp"
#include "output/table_evaluator.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// What polynomials of the coefficients of a step are functions of: the time since its beginning.
template <typename T>
struct step_origin {
    double_length<T> end; ///< the time after the step
    T size = 0;           ///< of the step, signed
    T before = 0;         ///< so much before the beginning is the time that the coefficients belong to

    /// The argument of the polynomials at `time`.
    T argument_at(double_length<T> time) const noexcept { return argument_after(time - end); }
    /// The same, at a time after the end of the step, or before it.
    T argument_after(double_length<T> time_from_end) const noexcept {
        const auto offset = time_from_end + size;
        return before == 0 ? offset.hi : (offset + before).hi;
    }
};

/// Of several trajectories, whose numbers stand side by side. Those that waited have steps of size 0.
template <typename T>
struct recording {
    /// Of so many equations and trajectories, without steps. The evaluator is that of one of the trajectories. What a
    /// step takes, except its time, goes to the file, if there is one.
    recording(std::size_t n_equations, std::size_t n_trajectories, table_evaluator<T> how,
              const std::shared_ptr<row_file> &file = nullptr)
        : equations(n_equations), trajectories(n_trajectories), evaluator(std::move(how)),
          origins(n_trajectories, 30, file),
          coefficients(n_equations * (std::size_t{evaluator.order()} + 1) * n_trajectories, 1000, file),
          low_parts(n_equations * n_trajectories, 60, file), backward(n_trajectories) {}

    std::size_t equations, trajectories;
    table_evaluator<T> evaluator;

    std::vector<T> times; ///< [step + 1][trajectory]: where the steps begin, and where the last one ends
    chunked_rows<step_origin<T>> origins; ///< [step], each [trajectory]
    chunked_rows<T> coefficients;         ///< [step], each [equation][order][trajectory]
    chunked_rows<T> low_parts;            ///< [step], each [equation][trajectory]: none, if sums are not compensated
    std::vector<bool> backward;           ///< of each trajectory

    std::size_t steps() const noexcept { return origins.size(); }
    /// Bytes of memory and of the file.
    std::size_t memory_size() const noexcept;
    std::size_t file_size() const noexcept {
        return origins.file_size() + coefficients.file_size() + low_parts.file_size();
    }
    /// The times with a row more, of infinities in the direction of the trajectory: made when first asked for.
    const std::vector<T> &padded_times() const;
    /// All coefficients, one after the other: made when first asked for.
    const std::vector<T> &all_coefficients() const {
        return joined_.get([this] { return coefficients.joined(); });
    }

    /// The step whose polynomials are the solution of trajectory k at `time`: the first that does not end before it.
    /// The last step, if all do.
    std::size_t step_at(T time, std::size_t k) const noexcept;

    /// That of trajectory k in step i, as the evaluator takes it.
    const T *low_parts_of(std::size_t i, std::size_t k) const noexcept {
        return evaluator.shape().compensated ? low_parts[i] + k : nullptr;
    }

    /// The solution of trajectory k at `time`: out[i * trajectories] for equation i.
    void evaluate(T time, std::size_t k, T *out) const noexcept;
    /// That of a single trajectory at `n` times: out[i * equations + e] for equation e.
    void evaluate(const T *at, std::size_t n, T *out) const noexcept;

    /// The module of the code that evaluates: made when first asked for.
    const llvm_state &state() const {
        return state_.get([this] { return build_dense_state(evaluator.shape(), fp_type_of<T>, evaluator.target()); });
    }

private:
    mutable made_once_in_object<std::vector<T>> joined_, padded_;
    mutable made_once_in_object<llvm_state> state_;
};

} // namespace detail
BROOK_END_NAMESPACE
