// SPDX-License-Identifier: MPL-2.0
// One trajectory: a state and a time, the code that advances them, steps and propagations. It knows no equations and
// no public interface; an integrator of several lanes owns several trajectories.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <brook/integrator/options.hpp>
#include <brook/integrator/outcome.hpp>
#include <brook/support/visibility.hpp>

#include "integrator/build.hpp"
#include "integrator/double_length.hpp"
#include "integrator/state_layout.hpp"
#include "integrator/step_size.hpp"
#include "support/aligned_buffer.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
struct step_result {
    taylor_outcome outcome;
    T h; ///< the signed size of the step
};

template <typename T>
struct propagation {
    taylor_outcome outcome;
    T min_h, max_h; ///< of |h|, over the steps whose outcome was success; infinity and 0 if there was none
    std::size_t steps;
};

template <typename T>
struct trajectory {
    /// `hidden_pars` are parameters of the code behind those that users see.
    trajectory(std::shared_ptr<const stepper_code> code, bool high_accuracy, std::vector<T> state, std::vector<T> pars,
               T time, const std::vector<T> &hidden_pars = {});

    /// One step in the direction of `limit` (its sign counts), of the size that the tolerance asks for, or of `limit`
    /// if that is not larger. `limit` may be infinite.
    step_result<T> step(T limit, bool write_tc);

    /// Steps until `target`. `target`, the time and their difference are finite.
    propagation<T> propagate(double_length<T> target, const propagate_options<T> &options);

    /// The polynomials of `tc` at h from the beginning of the step that wrote them, into `d_output`.
    void evaluate_dense_output(T h);

    std::shared_ptr<const stepper_code> code;
    std::shared_ptr<const state_layout> layout;
    step_rule<T> rule;
    bool high_accuracy;
    std::vector<T> state, pars;
    double_length<T> time;
    T last_h = 0;
    std::vector<T> tc;        ///< [equation][order]
    std::vector<T> output_tc; ///< [output][order], of the last step
    std::vector<T> d_output;  ///< [equation]

private:
    const T *all_pars();
    void copy_coefficients();
    void copy_outputs();

    // All parameters of the code, or none if users see them all. Users may write into theirs at any time: a step begins
    // by copying them.
    std::vector<T> all_pars_;
    // Nothing in here outlives a step: users may write into the state at any time.
    aligned_buffer<T> scratch_;
};

} // namespace detail
BROOK_END_NAMESPACE
