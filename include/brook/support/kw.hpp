// SPDX-License-Identifier: MPL-2.0
// The machinery of keyword arguments: kw::tol = 1e-9 fills a member of a plain options struct, checked at compile time.
//
// A function that takes keywords lists them once, as a type that ties each keyword to a member:
//
//     struct options { double tol = 0; bool compact = false; };
//     using keywords = detail::accepts<options, detail::sets<kw::tol, &options::tol>,
//                                               detail::sets<kw::compact, &options::compact>>;
//
//     template <typename... Args> requires detail::keyword_arguments<keywords, Args...>
//     void f(Args &&...args) { f_with(detail::fill<keywords>(std::forward<Args>(args)...)); }
//
// For other keywords it has a deleted twin, whose last template argument tells what is wrong: see refusal.hpp.
//
// What a keyword may be given follows from the type of its member: see option_value.hpp.
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <type_traits>
#include <utility>

#include <brook/support/fixed_text.hpp>
#include <brook/support/option_value.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// `kw::name = value` on its way into a function: a reference to the value, valid until the end of the statement.
template <typename Keyword, typename Value>
struct keyword_argument {
    using keyword = Keyword;
    Value value;
};

/// The left-hand side of `kw::name = value`.
template <fixed_text Name>
struct keyword {
    static constexpr const char *name = Name.text;

    template <typename Value>
    constexpr keyword_argument<keyword, Value &&> operator=(Value &&value) const {
        return {static_cast<Value &&>(value)};
    }

    /// For `kw::name = {a, b, c}`. The list is a view of an array that lives until the end of the statement.
    template <typename Element>
    constexpr keyword_argument<keyword, std::initializer_list<Element>>
    operator=(std::initializer_list<Element> list) const {
        return {list};
    }
};

/// Ties a keyword to the member of an options struct that it sets.
template <auto Keyword, auto Member>
struct sets {
    using keyword = std::remove_const_t<decltype(Keyword)>;
    static constexpr auto member = Member;
};

/// The same for a keyword that no call may lack.
template <auto Keyword, auto Member>
struct needs : sets<Keyword, Member> {};

/// The keywords that a function takes, and the options that they fill.
template <typename Options, typename... Sets>
struct accepts {
    using options = Options;
};

/// What Accepts takes, and More.
template <typename Accepts, typename... More>
struct also_accepts;
template <typename Options, typename... Sets, typename... More>
struct also_accepts<accepts<Options, Sets...>, More...> {
    using type = accepts<Options, Sets..., More...>;
};

template <typename T>
inline constexpr bool is_keyword_argument = false;
template <typename Keyword, typename Value>
inline constexpr bool is_keyword_argument<keyword_argument<Keyword, Value>> = true;

/// What `Keyword` sets within `Accepts`: a `sets`, or void if it is not accepted.
template <typename Accepts, typename Keyword>
struct setter_of;
template <typename Options, typename Keyword>
struct setter_of<accepts<Options>, Keyword> {
    using type = void;
};
template <typename Options, typename First, typename... Rest, typename Keyword>
struct setter_of<accepts<Options, First, Rest...>, Keyword> {
    using type = typename std::conditional_t<std::same_as<typename First::keyword, Keyword>, std::type_identity<First>,
                                             setter_of<accepts<Options, Rest...>, Keyword>>::type;
};

template <typename Argument>
concept argument_is_named = is_keyword_argument<std::remove_cvref_t<Argument>>;

template <typename Argument>
using keyword_of = typename std::remove_cvref_t<Argument>::keyword;

template <typename Accepts, typename Argument>
using setter_for = typename setter_of<Accepts, keyword_of<Argument>>::type;

template <typename Accepts, typename Argument>
concept keyword_is_known = argument_is_named<Argument> && !std::is_void_v<setter_for<Accepts, Argument>>;

template <typename Accepts, typename Argument>
using member_for = std::remove_reference_t<decltype(std::declval<typename Accepts::options &>().*
                                                    setter_for<Accepts, Argument>::member)>;

template <typename Accepts, typename Argument>
inline constexpr bool
    value_fits = value_fits_member<member_for<Accepts, Argument>, decltype(std::remove_cvref_t<Argument>::value)>();

template <typename Accepts, typename Argument>
concept value_fits_keyword = keyword_is_known<Accepts, Argument> && value_fits<Accepts, Argument>;

/// How many of `Arguments` give the keyword of `Argument`.
template <typename Argument, typename... Arguments>
inline constexpr std::size_t times_given = (std::size_t{std::same_as<keyword_of<Argument>, keyword_of<Arguments>>} +
                                            ...);

template <typename... Arguments>
concept no_keyword_is_repeated = ((times_given<Arguments, Arguments...> == 1) && ...);

template <typename Setter>
inline constexpr bool is_needed = false;
template <auto Keyword, auto Member>
inline constexpr bool is_needed<needs<Keyword, Member>> = true;

/// The keyword of `Setter` is among `Arguments`, all of which are named, or may be left out.
template <typename Setter, typename... Arguments>
inline constexpr bool is_not_missed =
    !is_needed<Setter> || (std::same_as<typename Setter::keyword, keyword_of<Arguments>> || ...);

template <typename Accepts, typename... Arguments>
inline constexpr bool all_needed_are_given = false;
template <typename Options, typename... Sets, typename... Arguments>
inline constexpr bool
    all_needed_are_given<accepts<Options, Sets...>, Arguments...> = (is_not_missed<Sets, Arguments...> && ...);

/// Every argument is named, known and of a fitting type, none is given twice, and none that is needed is missing.
template <typename Accepts, typename... Arguments>
concept keyword_arguments =
    (argument_is_named<Arguments> && ...) && no_keyword_is_repeated<Arguments...> &&
    (keyword_is_known<Accepts, Arguments> && ...) &&
    (value_fits_keyword<Accepts, Arguments> && ...) && all_needed_are_given<Accepts, Arguments...>;

/// The options after the given keywords have been set; the others keep their defaults.
template <typename Accepts, typename... Arguments>
requires keyword_arguments<Accepts, Arguments...>
typename Accepts::options fill(Arguments &&...arguments) {
    typename Accepts::options options;
    (set_member(keyword_of<Arguments>::name, options.*setter_for<Accepts, Arguments>::member,
                static_cast<decltype(arguments.value) &&>(arguments.value)),
     ...);
    return options;
}

} // namespace detail
BROOK_END_NAMESPACE
