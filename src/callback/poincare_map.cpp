// SPDX-License-Identifier: MPL-2.0
// Flights from section to section.
#include <brook/callback/poincare_map.hpp>

#include <algorithm>
#include <limits>
#include <utility>

#include <brook/number/fp_functions.hpp>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

// Times must be finite, and in one step as long as the largest number there would be no digits left for zeros.
template <typename T>
constexpr T longest = [] {
    T power = 1;
    for (int i = 0; i < std::numeric_limits<T>::max_exponent / 2; ++i)
        power *= 2;
    return power;
}();

template <typename T>
T checked_limit(const char *name, T limit) {
    // Also false for NaN.
    if (!(limit >= std::numeric_limits<T>::min()))
        detail::throw_invalid_argument("The {} of a poincare_map must be positive, infinite at most, and not "
                                       "subnormal, but it is {}",
                                       name, limit);
    return limit;
}

template <typename T>
detail::poincare_options<T> with_event(detail::poincare_options<T> options, expression &&section) {
    options.t_events = {t_event<T>(std::move(section), kw::direction = options.direction)};
    return options;
}

} // namespace

template <typename T>
poincare_map<T>::poincare_map(equations_type &&equations, expression &&section, detail::poincare_options<T> &&options)
    : start_(std::move(equations), {}, with_event(options, std::move(section))),
      max_time_(checked_limit("max_time", options.max_time)),
      max_delta_t_(checked_limit("max_delta_t", options.max_delta_t)), max_steps_(options.max_steps) {}

template <typename T>
poincare_crossing<T> poincare_map<T>::operator()(std::vector<T> state, std::vector<T> pars) const {
    auto ta = at(std::move(state), std::move(pars));
    const auto outcome = fly(ta, true);
    return {ta.get_state(), time_of_flight(ta), outcome};
}

template <typename T>
poincare_orbit<T> poincare_map<T>::iterate(std::vector<T> state,
                                           detail::integer_argument<std::size_t, "The number of crossings"> n,
                                           std::vector<T> pars) const {
    auto ta = at(std::move(state), std::move(pars));
    poincare_orbit<T> orbit{{}, {}, taylor_outcome::success};
    for (std::size_t i = 0; i < n; ++i) {
        orbit.outcome = fly(ta, i == 0);
        if (orbit.outcome != taylor_outcome{-1})
            break;
        orbit.states.insert(orbit.states.end(), ta.get_state().begin(), ta.get_state().end());
        orbit.times.push_back(time_of_flight(ta));
    }
    return orbit;
}

template <typename T>
poincare_map<T> poincare_map<T>::inverse() const {
    auto other = *this;
    other.backward_ = !backward_;
    return other;
}

template <typename T>
const expression &poincare_map<T>::get_section() const {
    return start_.get_t_events()[0].get_expression();
}

template <typename T>
event_direction poincare_map<T>::get_direction() const {
    return start_.get_t_events()[0].get_direction();
}

template <typename T>
taylor_adaptive<T> poincare_map<T>::at(std::vector<T> &&state, std::vector<T> &&pars) const {
    auto ta = start_;
    if (state.size() != ta.get_dim())
        detail::throw_invalid_argument("A state of this poincare_map must have one value for each of the {} "
                                       "differential equations, but it has {}",
                                       ta.get_dim(), state.size());
    if (!pars.empty() && pars.size() != ta.get_pars().size())
        detail::throw_invalid_argument("There must be one value for each of the {} parameters of this poincare_map (or "
                                       "none, for those of its construction), but {} were given",
                                       ta.get_pars().size(), pars.size());
    std::copy(state.begin(), state.end(), ta.get_state_data());
    std::copy(pars.begin(), pars.end(), ta.get_pars_data());
    return ta;
}

template <typename T>
taylor_outcome poincare_map<T>::fly(taylor_adaptive<T> &ta, bool begins) const {
    const auto go = [&](T so_far) {
        const T limit = std::min(max_time_, longest<T>) - detail::fp::abs(so_far);
        return ta.propagate_for(backward_ ? -limit : limit, kw::max_steps = max_steps_, kw::max_delta_t = max_delta_t_)
            .outcome();
    };
    const auto begin = ta.get_state();
    const auto outcome = go(0);
    if (!begins || outcome != taylor_outcome{-1})
        return outcome;
    // The zero of the begin does not count: a crossing at which the state has not changed but for its error.
    T norm = 1, change = 0;
    for (std::size_t i = 0; i < begin.size(); ++i) {
        norm = std::max(norm, detail::fp::abs(begin[i]));
        change = std::max(change, detail::fp::abs(ta.get_state()[i] - begin[i]));
    }
    const T error = std::max(ta.get_tol(), std::numeric_limits<T>::epsilon()) * norm;
    return change <= 10 * error ? go(time_of_flight(ta)) : outcome;
}

template <typename T>
T poincare_map<T>::time_of_flight(const taylor_adaptive<T> &ta) const {
    const auto [hi, lo] = ta.get_dtime();
    return (hi - start_.get_time()) + lo;
}

#define BROOK_INSTANCE(type) template class poincare_map<type>;
#include "number/instances.def"

BROOK_END_NAMESPACE
