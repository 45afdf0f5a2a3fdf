// SPDX-License-Identifier: MPL-2.0
// Functions as values.
#pragma once

#include <any>
#include <concepts>
#include <functional>
#include <type_traits>
#include <typeindex>
#include <typeinfo>
#include <utility>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// A function as a value: see its two forms below.
template <typename Signature>
class callable;

namespace detail {

template <typename F>
inline constexpr bool holds_functions = false;
template <typename Signature>
inline constexpr bool holds_functions<std::function<Signature>> = true;
template <typename Signature>
inline constexpr bool holds_functions<callable<Signature>> = true;

/// Of pointers and of what holds functions: whether there is nothing to call.
template <typename F>
bool calls_nothing([[maybe_unused]] const F &f) {
    if constexpr (std::is_pointer_v<F> || std::is_member_pointer_v<F>)
        return f == nullptr;
    else if constexpr (holds_functions<F>)
        return !f;
    else
        return false;
}

/// What the two forms of callable have in common. The function is called as a constant if `Constant`.
template <typename Self, bool Constant, typename R, typename... Args>
class basic_callable {
public:
    /// The type of what a call returns.
    using result_type = R;

    /// Holds no function.
    basic_callable() noexcept = default;
    basic_callable(const basic_callable &) = default; ///< copies the function
    basic_callable(basic_callable &&other) noexcept { exchange(other); }
    basic_callable &operator=(const basic_callable &) = default; ///< copies the function
    basic_callable &operator=(basic_callable &&other) noexcept {
        basic_callable taken(std::move(other));
        exchange(taken);
        return *this;
    } ///< takes the function
    ~basic_callable() = default;

    /// True if there is a function.
    explicit operator bool() const noexcept { return held_.has_value(); }

    /// The function itself, if its type is F, else null.
    template <typename F>
    F *target() noexcept {
        return std::any_cast<F>(&held_);
    }
    template <typename F>
    const F *target() const noexcept {
        return std::any_cast<F>(&held_);
    } ///< the same
    /// The type of the function; void if there is none.
    const std::type_info &target_type() const noexcept { return held_.type(); }

    friend void swap(Self &a, Self &b) noexcept { a.exchange(b); }

protected:
    using any_function = std::conditional_t<Constant, const std::any, std::any>;

    template <typename F>
    explicit basic_callable(std::in_place_t, F &&f) {
        using target_type = std::decay_t<F>;
        if (calls_nothing<target_type>(f))
            return;
        held_.template emplace<target_type>(std::forward<F>(f));
        call_ = [](any_function &held, Args... args) -> R {
            auto &function = *std::any_cast<target_type>(&held);
            if constexpr (std::is_void_v<R>)
                static_cast<void>(std::invoke(function, std::forward<Args>(args)...));
            else
                return std::invoke(function, std::forward<Args>(args)...);
        };
    }

    static R call(basic_callable &self, Args... args) requires(!Constant) {
        self.check();
        return self.call_(self.held_, std::forward<Args>(args)...);
    }
    static R call(const basic_callable &self, Args... args) requires(Constant) {
        self.check();
        return self.call_(self.held_, std::forward<Args>(args)...);
    }

private:
    void exchange(basic_callable &other) noexcept {
        held_.swap(other.held_);
        std::swap(call_, other.call_);
    }
    void check() const {
        if (!held_.has_value())
            throw std::bad_function_call();
    }

    std::any held_;
    R (*call_)(any_function &, Args...) = nullptr;
};

} // namespace detail

/// A function R(Args...) of any type that can be copied: a function, a lambda, an object with a call operator, a
/// pointer to a member, or any of these in a std::ref. Holds nothing if it is default-constructed, moved from, or made
/// from a null pointer or something of its kind that holds nothing; then a call throws std::bad_function_call. A value:
/// a copy has its own copy of the function. If R is void, what the function returns is dropped.
template <typename R, typename... Args>
class callable<R(Args...)> : public detail::basic_callable<callable<R(Args...)>, false, R, Args...> {
    using base = detail::basic_callable<callable, false, R, Args...>;

public:
    /// Holds no function.
    callable() noexcept = default;
    /// Holds `f`.
    template <typename F>
    requires(!std::same_as<std::remove_cvref_t<F>, callable> && std::is_invocable_r_v<R, std::decay_t<F> &, Args...> &&
             std::copy_constructible<std::decay_t<F>>) callable(F &&f)
        : base(std::in_place, std::forward<F>(f)) {}

    /// Calls the function.
    R operator()(Args... args) { return base::call(*this, std::forward<Args>(args)...); }
};

/// The same for functions that are called as constants.
template <typename R, typename... Args>
class callable<R(Args...) const> : public detail::basic_callable<callable<R(Args...) const>, true, R, Args...> {
    using base = detail::basic_callable<callable, true, R, Args...>;

public:
    /// Holds no function.
    callable() noexcept = default;
    /// Holds `f`.
    template <typename F>
    requires(!std::same_as<std::remove_cvref_t<F>, callable> &&
             std::is_invocable_r_v<R, const std::decay_t<F> &, Args...> && std::copy_constructible<std::decay_t<F>>)
        callable(F &&f)
        : base(std::in_place, std::forward<F>(f)) {}

    /// Calls the function.
    R operator()(Args... args) const { return base::call(*this, std::forward<Args>(args)...); }
};

/// The function that `held` holds, if its type is F, else null.
template <typename F, typename Signature>
F *value_ptr(callable<Signature> &held) noexcept {
    return held.template target<F>();
}
template <typename F, typename Signature>
const F *value_ptr(const callable<Signature> &held) noexcept {
    return held.template target<F>();
} ///< the same

/// The function that `held` holds. Throws std::bad_cast unless its type is F.
template <typename F, typename Held>
auto value_ref(Held &held) -> decltype(*value_ptr<F>(held)) {
    if (const auto f = value_ptr<F>(held))
        return *f;
    throw std::bad_cast();
}

/// True if `held` holds a function of type F.
template <typename F, typename Signature>
bool value_isa(const callable<Signature> &held) noexcept {
    return value_ptr<F>(held) != nullptr;
}
/// The type of the function that `held` holds; that of void if there is none.
template <typename Signature>
std::type_index value_type_index(const callable<Signature> &held) noexcept {
    return held.target_type();
}
/// True if `held` holds no function.
template <typename Signature>
bool is_invalid(const callable<Signature> &held) noexcept {
    return !held;
}

BROOK_END_NAMESPACE
