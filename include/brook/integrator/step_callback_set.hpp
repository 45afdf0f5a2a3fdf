// SPDX-License-Identifier: MPL-2.0
// Several step callbacks as one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <brook/integrator/step_callback.hpp>
#include <brook/support/option_value.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Step callbacks that are called one after the other: a step callback itself. A value.
template <typename Integrator>
class basic_step_callback_set {
public:
    /// What they are callbacks of.
    using integrator_type = Integrator;
    /// One of them.
    using value_type = basic_step_callback<Integrator>;

    /// No callback: a call does nothing, and lets the propagation go on.
    basic_step_callback_set() noexcept = default;
    /// These, in this order. Throws std::invalid_argument if one of them is empty.
    explicit basic_step_callback_set(std::vector<value_type> callbacks) : callbacks_(std::move(callbacks)) {
        for (std::size_t i = 0; i < callbacks_.size(); ++i)
            if (!callbacks_[i])
                throw std::invalid_argument("A set of step callbacks must not have empty ones, but number " +
                                            std::to_string(i) + " is empty");
    }
    basic_step_callback_set(std::initializer_list<value_type> callbacks)
        : basic_step_callback_set(std::vector<value_type>(callbacks)) {} ///< likewise

    /// How many there are.
    std::size_t size() const noexcept { return callbacks_.size(); }
    /// Number `i`. Throws std::out_of_range.
    value_type &operator[](std::size_t i) { return callbacks_.at(i); }
    const value_type &operator[](std::size_t i) const { return callbacks_.at(i); } ///< the same

    /// Calls all of them, also after one that returns false. False if one of them did.
    bool operator()(Integrator &ta) {
        bool go_on = true;
        for (auto &callback : callbacks_)
            go_on = callback(ta) && go_on;
        return go_on;
    }
    /// Calls the pre_hook() of all of them.
    void pre_hook(Integrator &ta) {
        for (auto &callback : callbacks_)
            callback.pre_hook(ta);
    }
    /// True if one of them needs the Taylor coefficients of each step.
    bool needs_tc() const {
        return std::any_of(callbacks_.begin(), callbacks_.end(), [](const auto &c) { return c.needs_tc(); });
    }

    friend void swap(basic_step_callback_set &a, basic_step_callback_set &b) noexcept {
        a.callbacks_.swap(b.callbacks_);
    }

private:
    std::vector<value_type> callbacks_;
};

/// Of the propagations of a taylor_adaptive<T>.
template <typename T>
using step_callback_set = basic_step_callback_set<taylor_adaptive<T>>;
/// Of the propagations of a taylor_adaptive_batch<T>.
template <typename T>
using step_callback_batch_set = basic_step_callback_set<taylor_adaptive_batch<T>>;

namespace detail {

/// What kw::callback fills: a step callback, or a set of them.
template <typename Integrator>
inline constexpr bool is_function_option<basic_step_callback<Integrator>> = true;
template <typename Integrator>
struct set_of_functions<basic_step_callback<Integrator>> {
    using type = basic_step_callback_set<Integrator>;
};

} // namespace detail

BROOK_END_NAMESPACE
