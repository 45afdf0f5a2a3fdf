// SPDX-License-Identifier: MPL-2.0
// What a propagation calls after each of its steps.
#pragma once

#include <any>
#include <concepts>
#include <functional>
#include <type_traits>
#include <typeindex>
#include <typeinfo>
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
/// pre_hook(Integrator &), that is run before the first step. Neither may change the time.
///
/// A value: a copy has its own copy of the function. A moved-from object is empty.
template <typename Integrator>
class basic_step_callback {
public:
    /// Holds no function.
    basic_step_callback() noexcept = default;

    /// Holds `f`; nothing, if that is a null pointer or an empty std::function.
    template <typename F>
    requires(!std::same_as<std::remove_cvref_t<F>, basic_step_callback> &&
             detail::step_function<std::decay_t<F>, Integrator>) basic_step_callback(F &&f) {
        using target = std::decay_t<F>;
        if (detail::calls_nothing<target>(f))
            return;
        target_.emplace<target>(std::forward<F>(f));
        call_ = [](std::any &held, Integrator &ta) -> bool { return std::invoke(*std::any_cast<target>(&held), ta); };
        pre_hook_ = []([[maybe_unused]] std::any &held, [[maybe_unused]] Integrator &ta) {
            if constexpr (requires(std::unwrap_reference_t<target> & g) { g.pre_hook(ta); })
                static_cast<std::unwrap_reference_t<target> &>(*std::any_cast<target>(&held)).pre_hook(ta);
        };
    }

    basic_step_callback(const basic_step_callback &) = default; ///< copies the function
    basic_step_callback(basic_step_callback &&other) noexcept { swap(*this, other); }
    basic_step_callback &operator=(basic_step_callback other) noexcept {
        swap(*this, other);
        return *this;
    } ///< copies or takes the function
    ~basic_step_callback() = default;

    /// True if there is a function.
    explicit operator bool() const noexcept { return target_.has_value(); }

    /// Calls the function. Throws std::bad_function_call if there is none.
    bool operator()(Integrator &ta) {
        check();
        return call_(target_, ta);
    }
    /// Calls pre_hook() of the function, if it has that. Throws std::bad_function_call if there is no function.
    void pre_hook(Integrator &ta) {
        check();
        pre_hook_(target_, ta);
    }

    /// The function itself, if its type is F, else null.
    template <typename F>
    F *target() noexcept {
        return std::any_cast<F>(&target_);
    }
    template <typename F>
    const F *target() const noexcept {
        return std::any_cast<F>(&target_);
    } ///< the same
    /// The type of the function; void if there is none.
    const std::type_info &target_type() const noexcept { return target_.type(); }

    friend void swap(basic_step_callback &a, basic_step_callback &b) noexcept {
        a.target_.swap(b.target_);
        std::swap(a.call_, b.call_);
        std::swap(a.pre_hook_, b.pre_hook_);
    }

private:
    void check() const {
        if (!*this)
            throw std::bad_function_call();
    }

    std::any target_;
    bool (*call_)(std::any &, Integrator &) = nullptr;
    void (*pre_hook_)(std::any &, Integrator &) = nullptr;
};

/// Of the propagations of a taylor_adaptive<T>.
template <typename T>
using step_callback = basic_step_callback<taylor_adaptive<T>>;
/// Of the propagations of a taylor_adaptive_batch<T>.
template <typename T>
using step_callback_batch = basic_step_callback<taylor_adaptive_batch<T>>;

/// The function that `callback` holds, if its type is F, else null.
template <typename F, typename Integrator>
F *value_ptr(basic_step_callback<Integrator> &callback) noexcept {
    return callback.template target<F>();
}
template <typename F, typename Integrator>
const F *value_ptr(const basic_step_callback<Integrator> &callback) noexcept {
    return callback.template target<F>();
} ///< the same

/// True if `callback` holds a function of type F.
template <typename F, typename Integrator>
bool value_isa(const basic_step_callback<Integrator> &callback) noexcept {
    return value_ptr<F>(callback) != nullptr;
}
/// The type of the function that `callback` holds; that of void if there is none.
template <typename Integrator>
std::type_index value_type_index(const basic_step_callback<Integrator> &callback) noexcept {
    return callback.target_type();
}
/// True if `callback` holds no function.
template <typename Integrator>
bool is_invalid(const basic_step_callback<Integrator> &callback) noexcept {
    return !callback;
}

BROOK_END_NAMESPACE
