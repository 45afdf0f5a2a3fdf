// SPDX-License-Identifier: MPL-2.0
// Steps and propagations of one trajectory.
#include "integrator/trajectory.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <brook/support/interrupt.hpp>

#include "integrator/kernels.hpp"
#include "support/contract.hpp"
#include "support/flush_subnormals.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

/// What a propagation has done so far.
template <typename T>
struct propagation_account {
    T min_h = std::numeric_limits<T>::infinity(), max_h = 0;
    std::size_t steps = 0, iterations = 0;

    void enter(const step_result<T> &result) noexcept {
        ++iterations;
        if (result.h != 0)
            ++steps;
        if (result.outcome == taylor_outcome::success) {
            min_h = std::fmin(min_h, std::abs(result.h));
            max_h = std::fmax(max_h, std::abs(result.h));
        }
    }

    propagation<T> closed_with(taylor_outcome outcome) const noexcept { return {outcome, min_h, max_h, steps}; }
};

} // namespace

template <typename T>
trajectory<T>::trajectory(std::shared_ptr<const stepper_code> the_code, bool with_high_accuracy,
                          std::vector<T> initial_state, std::vector<T> parameters, T initial_time,
                          const std::vector<T> &hidden_pars)
    : code(std::move(the_code)), layout(std::make_shared<state_layout>(best_state_layout<T>(*code))), rule(code->order),
      high_accuracy(with_high_accuracy), state(std::move(initial_state)),
      pars(std::move(parameters)), time{initial_time, 0}, tc(state.size() * (code->order + 1)), d_output(state.size()),
      scratch_(code->scratch_size) {
    BROOK_ENSURE(state.size() == code->lanes.size(), "state and code differ in the number of equations");
    BROOK_ENSURE(code->order >= 2, "the order of a step is below 2");
    if (!hidden_pars.empty()) {
        all_pars_ = pars;
        all_pars_.insert(all_pars_.end(), hidden_pars.begin(), hidden_pars.end());
    }
}

template <typename T>
const T *trajectory<T>::all_pars() {
    if (all_pars_.empty())
        return pars.data();
    std::copy(pars.begin(), pars.end(), all_pars_.begin());
    return all_pars_.data();
}

template <typename T>
step_result<T> trajectory<T>::step(T limit, bool write_tc) {
    T *const x = scratch_.data();
    T h;
    bool limited, finite;
    {
        std::optional<flush_subnormals> guard;
        if (code->flush_subnormals)
            guard.emplace();
        load_state(x, *layout, state.data());
        code->jet(x, all_pars(), &time.hi);
        h = rule(measure_state(x, *layout));
        limited = h >= std::abs(limit);
        h = limited ? limit : std::copysign(h, limit);
        if (write_tc)
            copy_coefficients();
        finite = advance_state(x, *layout, h, high_accuracy);
        store_state(x, *layout, state.data());
    }
    time = time + h;
    last_h = h;
    if (!finite || !std::isfinite(time.hi))
        return {taylor_outcome::err_nf_state, h};
    return {limited ? taylor_outcome::time_limit : taylor_outcome::success, h};
}

template <typename T>
propagation<T> trajectory<T>::propagate(double_length<T> target, const propagate_options<T> &options) {
    propagation_account<T> so_far;
    for (;;) {
        // The low part of what remains is below the resolution of the time at the target.
        const T remaining = (target - time).hi;
        const bool within_reach = std::abs(remaining) <= options.max_delta_t;
        const auto result =
            step(within_reach ? remaining : std::copysign(options.max_delta_t, remaining), options.write_tc);
        if (result.outcome == taylor_outcome::err_nf_state)
            return so_far.closed_with(taylor_outcome::err_nf_state);
        so_far.enter(result);
        if (result.outcome == taylor_outcome::time_limit && within_reach)
            return so_far.closed_with(taylor_outcome::time_limit);
        if (so_far.iterations == options.max_steps)
            return so_far.closed_with(taylor_outcome::step_limit);
        if (interrupt_requested())
            return so_far.closed_with(taylor_outcome::interrupted);
    }
}

template <typename T>
void trajectory<T>::evaluate_dense_output(T h) {
    std::optional<flush_subnormals> guard;
    if (code->flush_subnormals)
        guard.emplace();
    evaluate_table(tc.data(), state.size(), code->order, h, high_accuracy, d_output.data());
}

template <typename T>
void trajectory<T>::copy_coefficients() {
    T *to = tc.data();
    for (const auto &lane : code->lanes) {
        const auto &block = code->blocks[lane.block];
        const T *from = scratch_.data() + block.offset + lane.lane;
        for (std::uint32_t k = 0; k <= code->order; ++k, from += block.width)
            *to++ = *from;
    }
}

#define BROOK_INSTANCE(type) template struct trajectory<type>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
