// SPDX-License-Identifier: MPL-2.0
// What chaos indicators have in common: integrators with tangent vectors, checked, and a run in intervals.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

#include <brook/chaos/keywords.hpp>
#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/ode/var_ode_sys.hpp>
#include <brook/support/visibility.hpp>

#include "chaos/tangents.hpp"
#include "integrator/from_options.hpp"
#include "number/double_length.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A variational integrator of order 1 with `k` tangent vectors, which are derivatives with respect to so many state
/// variables, but begin with directions of their own.
template <typename T>
taylor_adaptive<T> integrator_with_tangents(std::vector<std::pair<expression, expression>> &&equations,
                                            std::vector<T> &&state, std::size_t k, indicator_options<T> &options) {
    const auto n = equations.size();
    if (n != 0 && k > n)
        throw_invalid_argument("There are at most as many Lyapunov exponents as the {} differential equations, but "
                               "n_exponents is {}",
                               n, k);
    if (state.empty())
        state.resize(n);
    if (state.size() != n)
        throw_invalid_argument("The state must have one value for each of the {} differential equations, but it has {}",
                               n, state.size());
    auto directions = options.tangent.empty() ? fixed_directions<T>(n, k) : std::move(options.tangent);
    if (directions.size() != n * k)
        throw_invalid_argument("The tangent must have one number for each of the {} differential equations, but it has "
                               "{}",
                               n, directions.size());
    if (options.scale.each) {
        if (options.scale.each->size() != n)
            throw_invalid_argument("There must be one scale for each of the {} differential equations (or one number "
                                   "for all), but {} were given",
                                   n, options.scale.each->size());
        options.scale.each->resize(n + n * k, T(1));
    } else if (options.scale.one != 1) {
        options.scale.each.emplace(n, options.scale.one);
        options.scale.each->resize(n + n * k, T(1));
    }
    std::vector<expression> args;
    for (std::size_t j = 0; j < k; ++j)
        args.push_back(equations[j].first);
    const var_ode_sys system(std::move(equations), args, 1);
    state.insert(state.end(), directions.begin(), directions.end());
    return from_options::make<T>(system, std::move(state), std::move(options));
}

/// Throws std::invalid_argument unless the derivatives are tangent vectors. Makes them orthonormal.
template <typename T>
tangent_vectors<T> checked_tangents(taylor_adaptive<T> &ta) {
    if (ta.get_vorder() != 1)
        throw_invalid_argument("Tangent vectors are derivatives of order 1, but the order of this integrator is {}",
                               ta.get_vorder());
    for (const auto &arg : ta.get_vargs())
        if (std::holds_alternative<param>(arg.value()))
            throw_invalid_argument("The derivatives with respect to parameters, such as {}, are no tangent vectors",
                                   arg);
    const std::size_t n = ta.get_n_orig_sv(), k = ta.get_vargs().size();
    if (k > n)
        throw_invalid_argument("There are at most {} independent tangent vectors, but {} arguments", n, k);
    tangent_vectors<T> tangents(n, k);
    T *const vectors = ta.get_state_data() + n;
    std::vector<T> before;
    for (std::size_t j = 0; j < k; ++j)
        before.push_back(tangents.length(vectors, j));
    tangents.orthonormalise(vectors);
    for (std::size_t j = 0; j < k; ++j)
        // Also false for NaN.
        if (!(tangents.sizes()[j] > 16 * std::numeric_limits<T>::epsilon() * before[j]) || !fp::isfinite(before[j]))
            throw_invalid_argument("Tangent vectors must be finite and independent, but number {} has length {}, of "
                                   "which {} is left beside those before",
                                   j, before[j], tangents.sizes()[j]);
    return tangents;
}

/// A run of an integrator from its time to another one.
template <typename T>
class indicator_run {
public:
    indicator_run(taylor_adaptive<T> &ta, T t, const indicator_limits<T> &limits)
        : ta_(ta), limits_(limits), origin_(now()), begin_(origin_), end_{t, 0}, span_(elapsed_until(end_)) {
        if (!fp::isfinite(span_) || span_ == 0)
            throw_invalid_argument("The end must be finite and another time than the begin, {}, but it is {}",
                                   begin_.hi, t);
        // Also false for NaN.
        if (!(limits.interval >= 0) || !fp::isfinite(limits.interval))
            throw_invalid_argument("The interval between records must be positive and finite, but it is {}",
                                   limits.interval);
        if (!(limits.transient >= 0 && limits.transient < span_))
            throw_invalid_argument("The transient must not be negative, and less than the whole time, {}, but it is {}",
                                   span_, limits.transient);
        interval_ = limits.interval > 0 ? limits.interval : (span_ - limits.transient) / 100;
    }

    /// Goes through the transient, if there is one, and forgets its time. `after_step` is a step callback in both.
    template <typename AfterStep>
    bool pass_transient(AfterStep &after_step) {
        if (limits_.transient == 0)
            return true;
        const bool passed = go(after_transient(T(0)), after_step);
        begin_ = now();
        return passed;
    }

    /// To the end, and calls record() at the end of each interval, and at the end of the last one, which may be
    /// shorter.
    template <typename AfterStep, typename Record>
    void to_the_end(AfterStep &after_step, Record record) {
        for (std::size_t i = 1;; ++i) {
            const T offset = interval_ * static_cast<T>(static_cast<double>(i));
            // An interval that is not to be told from nothing is none.
            const bool last = !(limits_.transient + offset < span_ * (1 - 8 * std::numeric_limits<T>::epsilon()));
            if (!go(last ? end_ : after_transient(offset), after_step))
                return;
            record();
            if (last)
                return;
        }
    }

    /// The time since the begin, or since the end of the transient, in whatever direction.
    T elapsed() const { return elapsed_until(now()); }

    /// Writes what results of all indicators have: how and where the integration ended.
    template <typename Result>
    void describe_end(Result &result) const {
        result.outcome = outcome_;
        result.n_steps = n_steps_;
        result.state.assign(ta_.get_state().begin(), std::next(ta_.get_state().begin(), ta_.get_n_orig_sv()));
        result.time = ta_.get_time();
    }

private:
    double_length<T> now() const {
        const auto [hi, lo] = ta_.get_dtime();
        return {hi, lo};
    }
    T elapsed_until(const double_length<T> &time) const { return fp::abs((time - begin_).hi); }
    double_length<T> after_transient(T offset) const {
        const T forward = limits_.transient + offset;
        return origin_ + ((end_ - origin_).hi < 0 ? -forward : forward);
    }

    template <typename AfterStep>
    bool go(const double_length<T> &target, AfterStep &after_step) {
        if (limits_.max_steps != 0 && n_steps_ >= limits_.max_steps) {
            outcome_ = taylor_outcome::step_limit;
            return false;
        }
        const auto left = limits_.max_steps == 0 ? 0 : limits_.max_steps - n_steps_;
        const auto result = ta_.propagate_until(target.hi, kw::max_steps = left, kw::max_delta_t = limits_.max_delta_t,
                                                kw::callback = step_callback<T>(std::ref(after_step)));
        outcome_ = result.outcome();
        n_steps_ += result.n_steps();
        return outcome_ == taylor_outcome::time_limit;
    }

    taylor_adaptive<T> &ta_;
    indicator_limits<T> limits_;
    double_length<T> origin_, begin_, end_; // the begin, that of what counts, and the end
    T span_, interval_ = 0;
    taylor_outcome outcome_ = taylor_outcome::success;
    std::size_t n_steps_ = 0;
};

} // namespace detail
BROOK_END_NAMESPACE
