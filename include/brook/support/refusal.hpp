// SPDX-License-Identifier: MPL-2.0
// Why keyword arguments are refused, in one line of the compiler's output.
//
// A function that takes keywords (kw.hpp) has a deleted twin, which is chosen if the keywords are wrong:
//
//     template <typename... Args, auto Reason = detail::refusal<"f", keywords, Args...>()>
//     requires detail::wrong_keywords<keywords, Args...>
//     void f(Args &&...) = delete;
//
// The compiler says that a deleted function is used, at the line of the caller, and prints `Reason`, such as "kw::tool
// is no keyword of f, which takes tol, compact". No static_assert, so that concepts can ask whether a call would
// compile.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>

#include <brook/support/fixed_text.hpp>
#include <brook/support/kw.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename T>
inline constexpr bool is_keyword = false;
template <fixed_text Name>
inline constexpr bool is_keyword<keyword<Name>> = true;

/// `kw::name = value`, or a keyword whose value was forgotten.
template <typename Argument>
concept argument_has_keyword = argument_is_named<Argument> || is_keyword<std::remove_cvref_t<Argument>>;

/// Arguments that are meant as keyword arguments, but are not all good ones; or none, where some are needed.
template <typename Accepts, typename... Arguments>
concept wrong_keywords = (sizeof...(Arguments) == 0 || (argument_has_keyword<Arguments> || ...)) &&
                         !keyword_arguments<Accepts, Arguments...>;

/// Text that grows while the compiler runs.
struct growing_text {
    static constexpr std::size_t capacity = 1000;
    char text[capacity]{};
    std::size_t size = 0;

    constexpr growing_text &operator<<(std::string_view more) {
        for (const char c : more)
            if (size + 1 < capacity)
                text[size++] = c;
        return *this;
    }
};

/// Writes the names of all keywords that are accepted.
template <typename Options, typename... Sets>
constexpr void list_keywords(growing_text &out, accepts<Options, Sets...> *) {
    std::string_view separator = "";
    ((out << separator << Sets::keyword::name, separator = ", "), ...);
}

/// Writes what is wrong with one of the arguments, unless something is written already or nothing is wrong.
template <typename Accepts, typename Argument, typename... Arguments>
constexpr void explain(growing_text &out, std::string_view function) {
    if (out.size > 0)
        return;
    if constexpr (is_keyword<std::remove_cvref_t<Argument>>) {
        out << "kw::" << std::remove_cvref_t<Argument>::name << " lacks its value in a call of " << function;
    } else if constexpr (!argument_is_named<Argument>) {
        out << "an argument of " << function << " is not of the form kw::name = value, where name is one of ";
        list_keywords(out, static_cast<Accepts *>(nullptr));
    } else if constexpr (!keyword_is_known<Accepts, Argument>) {
        out << "kw::" << keyword_of<Argument>::name << " is no keyword of " << function << ", which takes ";
        list_keywords(out, static_cast<Accepts *>(nullptr));
    } else if constexpr (!value_fits_keyword<Accepts, Argument>) {
        out << "kw::" << keyword_of<Argument>::name << " of " << function << " takes "
            << what_fits_member<member_for<Accepts, Argument>>();
    } else if constexpr ((argument_is_named<Arguments> && ...)) {
        if (times_given < Argument, Arguments... >> 1)
            out << "kw::" << keyword_of<Argument>::name << " is given twice to " << function;
    }
}

/// Writes which keyword is missing, unless something is written already. All arguments are named.
template <typename Options, typename... Sets, typename... Arguments>
constexpr void explain_missing(growing_text &out, std::string_view function, accepts<Options, Sets...> *,
                               std::type_identity<Arguments> *...) {
    const auto look = [&]<typename Setter>(Setter *) {
        if (out.size == 0 && !is_not_missed<Setter, Arguments...>)
            out << "kw::" << Setter::keyword::name << " is missing in a call of " << function;
    };
    (look(static_cast<Sets *>(nullptr)), ...);
}

template <fixed_text Function, typename Accepts, typename... Arguments>
constexpr growing_text refusal_in_full() {
    growing_text out;
    if constexpr (wrong_keywords<Accepts, Arguments...>) {
        (explain<Accepts, Arguments, Arguments...>(out, Function.text), ...);
        if constexpr ((argument_is_named<Arguments> && ...))
            explain_missing(out, Function.text, static_cast<Accepts *>(nullptr),
                            static_cast<std::type_identity<Arguments> *>(nullptr)...);
    }
    return out;
}

/// What is wrong with the keyword arguments of a function of this name; empty if nothing is.
template <fixed_text Function, typename Accepts, typename... Arguments>
consteval auto refusal() {
    constexpr auto all = refusal_in_full<Function, Accepts, Arguments...>();
    fixed_text<all.size + 1> reason;
    for (std::size_t i = 0; i < all.size; ++i)
        reason.text[i] = all.text[i];
    return reason;
}

} // namespace detail
BROOK_END_NAMESPACE
