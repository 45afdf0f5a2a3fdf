// SPDX-License-Identifier: MPL-2.0
// What a propagation calls after each of its steps.
#pragma once

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

#include <brook/support/callable.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

template <typename T>
class taylor_adaptive;
template <typename T>
class taylor_adaptive_batch;

namespace detail {

/// In this order: whoever asks a class that is being defined whether it can be copied gets no answer.
template <typename F, typename Integrator>
concept step_function = std::is_invocable_r_v<bool, F &, Integrator &> && std::copy_constructible<F>;

} // namespace detail

/// A function bool(Integrator &) of any type that can be copied: a function, a lambda, an object with a call operator,
/// or any of these in a std::ref. It returns false to end the propagation. If it has a member function
/// pre_hook(Integrator &), that is run before the first step. Neither may change the time. If it has a member function
/// bool needs_tc() const that returns true, the steps write their Taylor coefficients, whatever kw::write_tc says.
///
/// A value: a copy has its own copy of the function. A moved-from object is empty.
template <typename Integrator>
class basic_step_callback : public callable<bool(Integrator &)> {
    using base = callable<bool(Integrator &)>;

public:
    /// Holds no function.
    basic_step_callback() noexcept = default;

    /// Holds `f`; nothing, if that is a null pointer or an empty std::function.
    template <typename F>
    requires(!std::same_as<std::remove_cvref_t<F>, basic_step_callback> &&
             detail::step_function<std::decay_t<F>, Integrator>) basic_step_callback(F &&f)
        : base(std::forward<F>(f)) {
        using held_type = std::decay_t<F>;
        pre_hook_ = []([[maybe_unused]] base &held, [[maybe_unused]] Integrator &ta) {
            if constexpr (requires(std::unwrap_reference_t<held_type> & g) { g.pre_hook(ta); })
                static_cast<std::unwrap_reference_t<held_type> &>(*held.template target<held_type>()).pre_hook(ta);
        };
        needs_tc_ = []([[maybe_unused]] const base &held) {
            if constexpr (requires(const std::unwrap_reference_t<held_type> &g) { bool(g.needs_tc()); })
                return bool(static_cast<const std::unwrap_reference_t<held_type> &>(*held.template target<held_type>())
                                .needs_tc());
            else
                return false;
        };
    }

    /// Calls pre_hook() of the function, if it has that. Throws std::bad_function_call if there is no function.
    void pre_hook(Integrator &ta) {
        if (!*this)
            throw std::bad_function_call();
        pre_hook_(*this, ta);
    }

    /// What needs_tc() of the function says: whether it reads the Taylor coefficients of each step, or evaluates dense
    /// output. False if the function does not have that, or if there is none.
    bool needs_tc() const { return *this && needs_tc_(*this); }

    friend void swap(basic_step_callback &a, basic_step_callback &b) noexcept {
        swap(static_cast<base &>(a), static_cast<base &>(b));
        std::swap(a.pre_hook_, b.pre_hook_);
        std::swap(a.needs_tc_, b.needs_tc_);
    }

private:
    void (*pre_hook_)(base &, Integrator &) = nullptr;
    bool (*needs_tc_)(const base &) = nullptr;
};

/// Of the propagations of a taylor_adaptive<T>.
template <typename T>
using step_callback = basic_step_callback<taylor_adaptive<T>>;
/// Of the propagations of a taylor_adaptive_batch<T>.
template <typename T>
using step_callback_batch = basic_step_callback<taylor_adaptive_batch<T>>;

BROOK_END_NAMESPACE
