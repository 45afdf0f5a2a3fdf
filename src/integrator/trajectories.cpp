// SPDX-License-Identifier: MPL-2.0
// Steps.
#include "integrator/trajectories.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <brook/number/fp_functions.hpp>

#include "integrator/end_of_step.hpp"
#include "integrator/state_loops.hpp"
#include "number/step_arithmetic.hpp"
#include "support/contract.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

/// Rows of as many numbers as the code advances trajectories: where there are fewer, the last one stands for the
/// others. Rows are short, and networks have thousands of them, which are parameters: a call of memmove() for each
/// would take longer than their step.
template <typename T>
T *copy_row(const T *row, std::size_t count, std::size_t at_once, T *to) {
    for (std::size_t k = 0; k < at_once; ++k)
        to[k] = row[k < count ? k : count - 1];
    return to + at_once;
}

/// The natural size h > 0 of a step in the direction of its limit, which it does not exceed.
template <typename T>
T limited(T h, T limit) {
    if (limit == 0)
        return 0; // not -0
    return h >= fp::abs(limit) ? limit : fp::copysign(h, limit);
}

} // namespace

template <typename T>
trajectories<T>::trajectories(std::shared_ptr<const stepper_code> the_code, bool with_high_accuracy,
                              std::vector<T> initial_state, std::vector<T> parameters, std::vector<T> times,
                              const std::vector<T> &hidden_pars, bool reads_time, bool reads_direction)
    : code(std::move(the_code)), layout(std::make_shared<state_layout>(best_state_layout<T>(*code))), rule(code->order),
      high_accuracy(with_high_accuracy), state(std::move(initial_state)), pars(std::move(parameters)),
      time(std::move(times)), time_low(size()), last_h(size()), failed_state(state.size()), failed_h(size()),
      tc(state.size() * (code->order + 1)), tc_low(size()), d_output(state.size()),
      evaluator(dense_shape{code->order, static_cast<std::uint32_t>(size()), high_accuracy}),
      step_results(size(), {taylor_outcome::success, T(0)}),
      propagation_results(size(), {taylor_outcome::success, T(0), T(0), 0}), at_once_(code->trajectories),
      times_(at_once_), steps_until_count_(code->steps_to_count), scratch_(code->scratch_size), limits_(size()),
      h_(layout->lanes), poison_(layout->lanes), norms_(3 * std::size_t{layout->lanes}), progress_(at_once_),
      reads_direction_(reads_direction), reads_time_(reads_time) {
    BROOK_ENSURE(!(reads_direction && hidden_pars.empty()), "no parameter is there to say where the time goes");
    BROOK_ENSURE(state.size() * at_once_ == code->states.size() * size(),
                 "state and code differ in the number of equations");
    BROOK_ENSURE(code->order >= 2, "the order of a step is below 2");
    if (!hidden_pars.empty() || at_once_ != size()) {
        all_pars_.resize(pars.size() / size() * at_once_);
        for (const T &x : hidden_pars)
            all_pars_.insert(all_pars_.end(), at_once_, x);
    }
    if (high_accuracy) {
        low_parts_.emplace(*layout, (size() + at_once_ - 1) / at_once_);
        tc_state_low.resize(state.size());
    }
    if (reads_time) {
        shifts_.resize(at_once_);
        moved_.resize(state.size());
        reached_.resize(state.size());
    }
}

template <typename T>
void trajectories<T>::weigh(const std::vector<T> &weights) {
    BROOK_ENSURE(weights.size() == equations(), "weights and state differ in the number of equations");
    const bool all_one = std::all_of(weights.begin(), weights.end(), [](T w) { return w == 1; });
    weights_ = all_one ? std::vector<T>() : weights;
    lane_weights_ = all_one ? std::vector<T>() : weights_of_slices(weights, *layout);
}

template <typename T>
const T *trajectories<T>::pars_of(const trajectory_group &g) {
    if (all_pars_.empty())
        return pars.data();
    T *to = all_pars_.data();
    for (std::size_t i = g.first; i < pars.size(); i += g.size)
        to = copy_row(pars.data() + i, g.count, at_once_, to);
    return all_pars_.data();
}

// What a table of data is for the time at hand depends on where that goes, if it is as near to a break as numbers are.
template <typename T>
[[gnu::noinline]] void trajectories<T>::go_towards(const trajectory_group &g, const T *limits, T sign) {
    T *const to = all_pars_.data() + (all_pars_.size() - at_once_);
    for (std::size_t j = 0; j < at_once_; ++j) {
        const auto k = std::min(j, g.count - 1);
        const T resolution =
            std::max(2 * std::numeric_limits<T>::epsilon() * fp::abs(time[g.first + k]), std::numeric_limits<T>::min());
        to[j] = limits[k] == 0 ? T(0) : fp::copysign(resolution, sign * limits[k]);
    }
}

template <typename T>
const T *trajectories<T>::times_of(const trajectory_group &g) {
    if (g.count == at_once_)
        return &time[g.first];
    copy_row(&time[g.first], g.count, at_once_, times_.data());
    return times_.data();
}

// Flattened, because calls take a tenth of the time of a small system's step; what is rare stays out of it.
template <typename T>
[[gnu::flatten]] void trajectories<T>::step_in_mode(const T *limits, bool write_tc, step_observers<T> observers) {
    if (--steps_until_count_ == 0)
        count_steps();
    tc_written = write_tc;
    for (trajectory_group g{0, 0, size()}; g.first < g.size; g.first += g.count) {
        g.count = std::min(at_once_, g.size - g.first);
        const T *const own = limits + g.first;
        if (!write_tc && std::all_of(own, own + g.count, [](T limit) { return limit == 0; }))
            stay(g);
        else
            begin_steps(g, own, observers);
        commit(g, own);
        for (auto *observer : observers)
            observer->committed(*this, g);
    }
    for (auto *observer : observers)
        observer->ended(*this);
}

template <typename T>
void trajectories<T>::stay(const trajectory_group &g) {
    for (std::size_t j = 0; j < g.count; ++j) {
        h_[j] = 0;
        progress_[j].stays = true;
    }
}

template <typename T>
void trajectories<T>::step(const T *limits, bool write_tc, step_observers<T> observers) {
    const step_arithmetic<T> arithmetic;
    step_in_mode(limits, write_tc, observers);
}

template <typename T>
void trajectories<T>::step(T limit, bool write_tc, step_observers<T> observers) {
    std::fill(limits_.begin(), limits_.end(), limit);
    step(limits_.data(), write_tc, observers);
}

template <typename T>
void trajectories<T>::begin_steps(const trajectory_group &g, const T *limits, step_observers<T> observers) {
    load_state(scratch_.data(), *layout, state.data(), g);
    if (reads_direction_)
        go_towards(g, limits, 1);
    code->jet(scratch_.data(), pars_of(g), times_of(g));
    if (reads_time_)
        go_to_high_parts(g);
    choose_sizes(g, limits);
    if (!observers.empty())
        announce(g, observers);
    if (tc_written)
        copy_coefficients(g);
    advance(g);
}

template <typename T>
[[gnu::noinline]] void trajectories<T>::announce(const trajectory_group &g, step_observers<T> observers) {
    sized_step<T> step(*this, g);
    for (auto *observer : observers)
        observer->sized(step);
}

template <typename T>
void trajectories<T>::advance(const trajectory_group &g) {
    const auto parts = high_accuracy ? low_parts_->of_group(g.first / at_once_) : low_parts<T>();
    if (at_once_ == 1)
        poison_[0] = advance_state(scratch_.data(), *layout, h_[0], high_accuracy ? &parts : nullptr) ? 0 : 1;
    else
        advance_states(scratch_.data(), *layout, h_.data(), high_accuracy ? &parts : nullptr, poison_.data());
}

template <typename T>
void trajectories<T>::choose_sizes(const trajectory_group &g, const T *limits) {
    natural_sizes();
    for (std::size_t j = 0; j < g.count; ++j) {
        progress_[j].stays = limits[j] == 0;
        h_[j] = argument_of_step(g.first + j, j, across_gap(h_[j], j), limits[j]);
    }
    for (auto j = g.count; j < at_once_; ++j)
        h_[j] = h_[g.count - 1];
}

template <typename T>
void trajectories<T>::natural_sizes() {
    const T *const x = scratch_.data();
    if (at_once_ == 1) {
        h_[0] = choose_size(x, *layout, lane_weights(), rule);
        return;
    }
    detail::choose_sizes(x, *layout, lane_weights(), rule, norms_.data(), h_.data());
    if (!code->outputs.empty())
        choose_sizes_with_outputs();
}

// What the polynomials are to be evaluated at. In lane j is trajectory k.
template <typename T>
T trajectories<T>::argument_of_step(std::size_t k, std::size_t j, T natural, T limit) {
    const T h = limited(natural, limit);
    return reads_time_ ? timed_argument(k, j, h, limit) : h;
}

// Again, from the norms of the states.
template <typename T>
[[gnu::noinline]] void trajectories<T>::choose_sizes_with_outputs() {
    const T *const before_last = norms_.data() + layout->lanes, *const last = before_last + layout->lanes;
    for (std::size_t j = 0; j < at_once_; ++j)
        h_[j] = rule(with_outputs({norms_[j], before_last[j], last[j]}, scratch_.data(), *code, j));
}

template <typename T>
T trajectories<T>::across_gap(T h, std::size_t j) {
    progress_[j].endless = false;
    if (!fp::isinf(h))
        return h;
    h = size_across_gap(rule, code->order, [&](std::uint32_t m) { return norm_of_order(m, j); });
    progress_[j].endless = fp::isinf(h);
    return h;
}

template <typename T>
[[gnu::noinline]] T trajectories<T>::norm_of_order(std::uint32_t m, std::size_t j) const {
    T norm = 0;
    for (std::size_t i = j; i < code->states.size(); i += at_once_) {
        const T x = fp::abs(state_series<T>{scratch_.data(), code->states[i]}[m]);
        norm = std::max(norm, weights_.empty() ? x : x * weights_[i / at_once_]);
    }
    if (m == 0 || code->outputs.empty())
        return norm;
    const T *const x = scratch_.data();
    const T norm_of_state = norm_of_order(0, j);
    for (std::size_t i = j; i < code->outputs.size(); i += at_once_) {
        const auto &o = code->outputs[i];
        norm = std::max(norm, fp::abs(o.coefficient(x, m)) * weight_of_output(norm_of_state, o.coefficient(x, 0)));
    }
    return norm;
}

// Where the size is 0 nothing moves: x + 0 would make 0 of -0, and of a coefficient that is infinite a NaN.
template <typename T>
void trajectories<T>::commit(const trajectory_group &g, const T *limits) {
    bool in_doubt = false, all_moved = true;
    for (std::size_t j = 0; j < g.count; ++j) {
        const auto k = g.first + j;
        auto &lane = progress_[j];
        lane.start = dtime(k);
        lane.moved = lane.doubtful = false;
        if (lane.stays) {
            lane.size = 0;
        } else {
            if (!reads_time_) {
                lane.size = h_[j];
                lane.end = lane.start + h_[j];
            }
            set_dtime(k, lane.end);
            // A size that has become 0 leads nowhere, ever.
            lane.moved = poison_[j] == 0 && fp::isfinite(time[k]) && lane.size != 0;
            lane.doubtful = lane.moved && may_have_left_domain(g, j);
        }
        in_doubt = in_doubt || lane.doubtful;
        all_moved = all_moved && lane.moved;
    }
    if (in_doubt)
        check_ends(g, limits);
    if (all_moved && !in_doubt) {
        store_state(scratch_.data(), *layout, state.data(), g);
        if (high_accuracy)
            low_parts_->commit(g.first / at_once_);
    } else {
        store_moved(g);
    }
    for (std::size_t j = 0; j < g.count; ++j) {
        const auto k = g.first + j;
        const T h = progress_[j].size;
        if (progress_[j].moved || (progress_[j].stays && has_finite_state(k))) {
            last_h[k] = h;
            step_results[k] = {h == limits[j] ? taylor_outcome::time_limit : taylor_outcome::success, h};
        } else {
            keep_failure(g, j);
        }
    }
}

// Of a solution that was taken for a polynomial nothing is known beyond its coefficients.
template <typename T>
bool trajectories<T>::may_have_left_domain(const trajectory_group &g, std::size_t j) const {
    const auto &edged = code->domain.edged;
    if (edged.empty() || progress_[j].endless)
        return progress_[j].endless;
    const hidden_singularity<T> may_be_near(code->order, h_[j]);
    return std::any_of(edged.begin(), edged.end(), [&](std::size_t i) {
        const state_series<T> x{scratch_.data(), code->states[i * at_once_ + j]};
        return may_be_near(state[i * g.size + g.first + j], x);
    });
}

// The scratch memory has the new states in order 0, and above it the coefficients at the beginning of the step.
template <typename T>
[[gnu::noinline]] void trajectories<T>::check_ends(const trajectory_group &g, const T *limits) {
    T *const x = scratch_.data();
    slopes_.resize(code->states.size());
    for (std::size_t i = 0; i < slopes_.size(); ++i)
        slopes_[i] = state_series<T>{x, code->states[i]}.slope(code->order, h_[i % at_once_]);
    fill_padding(x, *code);
    if (reads_direction_)
        go_towards(g, limits, -1); // where the step has come from
    code->jet(x, pars_of(g), times_of(g));
    for (std::size_t j = 0; j < g.count; ++j)
        if (progress_[j].doubtful)
            progress_[j].moved =
                is_within_domain(x, *code, {j, h_[j], std::max(T(1), norm_of_order(0, j))}, slopes_.data(), weights_);
}

template <typename T>
[[gnu::noinline]] void trajectories<T>::store_moved(const trajectory_group &g) {
    T *row = state.data() + g.first;
    for (std::size_t i = 0; i < code->states.size(); i += at_once_, row += g.size)
        for (std::size_t j = 0; j < g.count; ++j)
            if (progress_[j].moved) {
                row[j] = scratch_.data()[code->states[i + j].offset];
                if (high_accuracy)
                    low_parts_->commit(g.first / at_once_, i + j);
            }
}

// The size is 0, so that dense output still knows where its polynomials begin.
template <typename T>
[[gnu::noinline]] void trajectories<T>::keep_failure(const trajectory_group &g, std::size_t j) {
    const auto k = g.first + j;
    for (std::size_t i = 0; i < equations(); ++i)
        failed_state[i * g.size + k] =
            progress_[j].stays ? state[i * g.size + k] : scratch_.data()[code->states[i * at_once_ + j].offset];
    failed_h[k] = progress_[j].size;
    set_dtime(k, progress_[j].start);
    last_h[k] = 0;
    step_results[k] = {taylor_outcome::err_nf_state, T(0)};
}

template <typename T>
[[gnu::noinline]] bool trajectories<T>::has_finite_state(std::size_t k) const {
    for (std::size_t i = k; i < state.size(); i += size())
        if (!fp::isfinite(state[i]))
            return false;
    return true;
}

template <typename T>
void trajectories<T>::evaluate(std::size_t k, T h, T *out) const {
    evaluator(tc.data() + k, high_accuracy ? tc_state_low.data() + k : nullptr, equations(), h, out);
}

template <typename T>
std::vector<T> trajectories<T>::state_low() const {
    std::vector<T> low(state.size());
    if (high_accuracy)
        for_each_low_part([&](std::size_t i, std::size_t group, std::size_t of_code) {
            low[i] = (*low_parts_)(group, of_code, state[i]);
        });
    return low;
}

template <typename T>
void trajectories<T>::set_state_low(const std::vector<T> &low) {
    BROOK_ENSURE(high_accuracy && low.size() == state.size(), "low parts of another state");
    for_each_low_part([&](std::size_t i, std::size_t group, std::size_t of_code) {
        low_parts_->set(group, of_code, state[i], low[i]);
    });
}

template <typename T>
void trajectories<T>::evaluate_dense_output(const T *h) {
    const step_arithmetic<T> arithmetic;
    for (std::size_t k = 0; k < size(); ++k)
        evaluate(k, h[k], d_output.data() + k);
}

template <typename T>
[[gnu::noinline]] void trajectories<T>::copy_coefficients(const trajectory_group &g) {
    T *row = tc.data() + g.first;
    for (std::size_t i = 0; i < code->states.size(); i += at_once_, row += (code->order + 1) * g.size)
        for (std::size_t j = 0; j < g.count; ++j) {
            const state_series<T> x{scratch_.data(), code->states[i + j]};
            if (g.size == 1 && x.at.stride == 1)
                std::copy_n(scratch_.data() + x.at.offset, code->order + 1, row);
            else
                for (std::uint32_t m = 0; m <= code->order; ++m)
                    row[m * g.size + j] = x[m];
            if (high_accuracy)
                tc_state_low[i / at_once_ * g.size + g.first + j] = (*low_parts_)(g.first / at_once_, i + j, x[0]);
        }
}

#define BROOK_INSTANCE(type) template struct trajectories<type>;
#include "number/instances.def"

} // namespace detail
BROOK_END_NAMESPACE
