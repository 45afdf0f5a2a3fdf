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
// What a keyword may be given follows from the type of its member: a bool exactly a bool, an integer any integer (its
// value is checked at run time), a floating-point number anything that converts, a vector any range, a one_or_each
// either of these, a string anything that reads as one, a view whatever it can view, an optional what its value takes,
// and everything else a value of exactly that type.
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <brook/support/one_or_each.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// A name as a template argument, so that compilers show it in their messages.
template <std::size_t N>
struct keyword_name {
    char text[N]{};

    // Implicit, so that keyword<"tol"> can be written.
    constexpr keyword_name(const char (&name)[N]) {
        for (std::size_t i = 0; i < N; ++i)
            text[i] = name[i];
    }
};

/// `kw::name = value` on its way into a function: a reference to the value, valid until the end of the statement.
template <typename Keyword, typename Value>
struct keyword_argument {
    using keyword = Keyword;
    Value value;
};

/// The left-hand side of `kw::name = value`.
template <keyword_name Name>
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

/// The keywords that a function takes, and the options that they fill.
template <typename Options, typename... Sets>
struct accepts {
    using options = Options;
};

template <typename T>
inline constexpr bool is_keyword_argument = false;
template <typename Keyword, typename Value>
inline constexpr bool is_keyword_argument<keyword_argument<Keyword, Value>> = true;

template <typename T>
inline constexpr bool is_vector = false;
template <typename Element>
inline constexpr bool is_vector<std::vector<Element>> = true;

/// True for types of members that take what converts to them.
template <typename T>
inline constexpr bool is_view = false;

template <typename T>
inline constexpr bool is_optional = false;
template <typename Value>
inline constexpr bool is_optional<std::optional<Value>> = true;

template <typename Element, typename Value>
concept range_of =
    std::ranges::input_range<Value> && std::constructible_from<Element, std::ranges::range_reference_t<Value>>;

template <typename Member, typename Value>
consteval bool value_fits_member() {
    using value = std::remove_cvref_t<Value>;
    if constexpr (std::same_as<Member, bool>)
        return std::same_as<value, bool>;
    else if constexpr (std::integral<Member>)
        return std::integral<value> && !std::same_as<value, bool>;
    else if constexpr (std::floating_point<Member>)
        return std::convertible_to<Value, Member>;
    else if constexpr (std::same_as<Member, std::string>)
        return std::convertible_to<Value, std::string_view> || std::convertible_to<Value, std::string>;
    else if constexpr (is_vector<Member>)
        return range_of<typename Member::value_type, Value>;
    else if constexpr (is_one_or_each<Member>)
        return value_fits_member<decltype(Member::one), Value>() ||
               value_fits_member<typename decltype(Member::each)::value_type, Value>();
    else if constexpr (is_view<Member>)
        return std::convertible_to<Value, Member>;
    else if constexpr (is_optional<Member>)
        return std::same_as<value, Member> || value_fits_member<typename Member::value_type, Value>();
    else
        return std::same_as<value, Member>;
}

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

/// Every argument is named, known and of a fitting type, and none is given twice.
template <typename Accepts, typename... Arguments>
concept keyword_arguments = (argument_is_named<Arguments> && ...) && no_keyword_is_repeated<Arguments...> &&
                            (keyword_is_known<Accepts, Arguments> && ...) &&
                            (value_fits_keyword<Accepts, Arguments> && ...);

/// Throws an integer that its option cannot hold: as boost::numeric::negative_overflow or
/// boost::numeric::positive_overflow, both of them boost::numeric::bad_numeric_cast.
[[noreturn]] BROOK_PUBLIC void throw_bad_integer(std::string_view option, const std::string &value, bool negative,
                                                 const std::string &smallest, const std::string &largest);

/// Sets what the option of that name consists of.
template <typename Member, typename Value>
void set_member(std::string_view option, Member &member, Value &&value) {
    if constexpr (std::integral<Member> && !std::same_as<Member, bool>) {
        using limits = std::numeric_limits<Member>;
        if (!std::in_range<Member>(value))
            throw_bad_integer(option, std::to_string(value), value < 0, std::to_string(limits::min()),
                              std::to_string(limits::max()));
        member = static_cast<Member>(value);
    } else if constexpr (std::floating_point<Member>) {
        member = static_cast<Member>(std::forward<Value>(value));
    } else if constexpr (is_vector<Member> && !std::same_as<std::remove_cvref_t<Value>, Member>) {
        member.clear();
        for (auto &&element : value)
            member.emplace_back(std::forward<decltype(element)>(element));
    } else if constexpr (is_one_or_each<Member>) {
        if constexpr (std::convertible_to<Value, decltype(member.one)>)
            set_member(option, member.one, std::forward<Value>(value));
        else
            set_member(option, member.each.emplace(), std::forward<Value>(value));
    } else {
        // A vector of the member's own type arrives here, too: as an rvalue it keeps its memory.
        member = Member(std::forward<Value>(value));
    }
}

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
