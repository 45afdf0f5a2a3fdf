// SPDX-License-Identifier: MPL-2.0
// The values of options, which are members of plain structs.
//
// What an option may be given follows from the type of its member: a bool exactly a bool, an integer any integer (its
// value is checked at run time), a floating-point number anything that converts but truth values and characters, a
// vector any range, a one_or_each either of these, a string anything that reads as one, a view whatever it can view, an
// optional what its value takes, a variant what one of its alternatives takes, a function what can be called so or a
// range of such, an expression what makes one, and everything else a value of exactly that type.
#pragma once

#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <brook/support/integer.hpp>
#include <brook/support/one_or_each.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

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

template <typename T>
inline constexpr bool is_variant = false;
template <typename... Alternatives>
inline constexpr bool is_variant<std::variant<Alternatives...>> = true;

/// In words, what values of a type are made from, which members of that type then take; empty for other types.
template <typename T>
inline constexpr std::string_view what_makes = {};

/// In words, what a member that is a std::variant may be given.
template <typename Member>
inline constexpr std::string_view what_fits_variant = "one of several things";

/// True for types of members that hold a function.
template <typename T>
inline constexpr bool is_function_option = false;

/// True for types of members that hold a function, but never a set of them.
template <typename T>
inline constexpr bool is_single_function = false;

/// What calls several functions, one after the other, and is a function for a member of type T.
template <typename T>
struct set_of_functions;

template <typename T>
concept real_number = std::numeric_limits<T>::is_specialized && !std::numeric_limits<T>::is_integer;

template <typename Element, typename Value>
concept range_of =
    std::ranges::input_range<Value> && std::constructible_from<Element, std::ranges::range_reference_t<Value>>;

template <typename Member, typename Value>
concept functions_for =
    std::ranges::input_range<Value> && std::convertible_to<std::ranges::range_reference_t<Value>, Member>;

/// True for ranges of what an Element is made from. Truth values and characters are no numbers there, either, and other
/// numbers no integers.
template <typename Element, typename Value>
consteval bool range_fits() {
    if constexpr (!range_of<Element, Value>)
        return false;
    else if constexpr (integer<Element>)
        return integer<std::ranges::range_value_t<Value>>;
    else
        return !std::is_arithmetic_v<Element> || !is_truth_or_character<std::ranges::range_value_t<Value>>;
}

template <typename Member, typename Value>
consteval bool value_fits_member();

template <typename Value, typename... Alternatives>
consteval bool value_fits_one_of(const std::variant<Alternatives...> *) {
    return (value_fits_member<Alternatives, Value>() || ...);
}

template <typename Member, typename Value>
consteval bool value_fits_member() {
    using value = std::remove_cvref_t<Value>;
    if constexpr (std::same_as<Member, bool>)
        return std::same_as<value, bool>;
    else if constexpr (std::integral<Member>)
        return integer<value>;
    else if constexpr (real_number<Member>)
        return std::convertible_to<Value, Member> && !is_truth_or_character<value>;
    else if constexpr (std::same_as<Member, std::string>)
        return std::convertible_to<Value, std::string_view> || std::convertible_to<Value, std::string>;
    else if constexpr (is_vector<Member>)
        return range_fits<typename Member::value_type, Value>();
    else if constexpr (is_one_or_each<Member>)
        return value_fits_member<decltype(Member::one), Value>() ||
               value_fits_member<typename decltype(Member::each)::value_type, Value>();
    else if constexpr (is_view<Member>)
        return std::convertible_to<Value, Member>;
    else if constexpr (is_function_option<Member>)
        return std::convertible_to<Value, Member> || functions_for<Member, Value>;
    else if constexpr (is_single_function<Member>)
        return std::convertible_to<Value, Member>;
    else if constexpr (is_optional<Member>)
        return std::same_as<value, Member> || value_fits_member<typename Member::value_type, Value>();
    else if constexpr (is_variant<Member>)
        return std::same_as<value, Member> || value_fits_one_of<Value>(static_cast<const Member *>(nullptr));
    else if constexpr (!what_makes<Member>.empty())
        return std::constructible_from<Member, Value>;
    else
        return std::same_as<value, Member>;
}

/// In words, what a member of the type may be given.
template <typename Member>
consteval std::string_view what_fits_member() {
    if constexpr (std::same_as<Member, bool>)
        return "true or false";
    else if constexpr (std::integral<Member>)
        return "an integer";
    else if constexpr (real_number<Member>)
        return "a number";
    else if constexpr (std::same_as<Member, std::string>)
        return "a string";
    else if constexpr (is_vector<Member>)
        return integer<typename Member::value_type>                ? "a range of integers"
               : std::is_arithmetic_v<typename Member::value_type> ? "a range of numbers"
                                                                   : "a range of what it lists";
    else if constexpr (is_one_or_each<Member>)
        return "a number, or a range of numbers";
    else if constexpr (is_view<Member>)
        return "an array of numbers of the type of the function";
    else if constexpr (is_function_option<Member>)
        return "a function bool(integrator &) that can be copied, or a range of such";
    else if constexpr (is_single_function<Member>)
        return "a function that can be copied";
    else if constexpr (is_optional<Member>)
        return what_fits_member<typename Member::value_type>();
    else if constexpr (is_variant<Member>)
        return what_fits_variant<Member>;
    else if constexpr (!what_makes<Member>.empty())
        return what_makes<Member>;
    else
        return "a value of its enumeration";
}

/// Sets what the option of that name consists of.
template <typename Member, typename Value>
void set_member(std::string_view option, Member &member, Value &&value) {
    if constexpr (std::integral<Member> && !std::same_as<Member, bool>) {
        member = checked_integer<Member>("The option " + std::string(option), value);
    } else if constexpr (real_number<Member>) {
        member = static_cast<Member>(std::forward<Value>(value));
    } else if constexpr (is_vector<Member> && !std::same_as<std::remove_cvref_t<Value>, Member>) {
        using element_type = typename Member::value_type;
        member.clear();
        for (auto &&element : value)
            if constexpr (integer<element_type>)
                member.push_back(checked_integer<element_type>("An element of " + std::string(option), element));
            else
                member.emplace_back(std::forward<decltype(element)>(element));
    } else if constexpr (is_function_option<Member> && !std::convertible_to<Value, Member>) {
        std::vector<Member> functions;
        for (auto &&f : value)
            functions.emplace_back(std::forward<decltype(f)>(f));
        member = typename set_of_functions<Member>::type(std::move(functions));
    } else if constexpr (is_one_or_each<Member>) {
        if constexpr (std::convertible_to<Value, decltype(member.one)>)
            set_member(option, member.one, std::forward<Value>(value));
        else
            set_member(option, member.each.emplace(), std::forward<Value>(value));
    } else if constexpr (is_optional<Member> && !std::same_as<std::remove_cvref_t<Value>, Member>) {
        set_member(option, member.emplace(), std::forward<Value>(value));
    } else {
        // A vector of the member's own type arrives here, too: as an rvalue it keeps its memory.
        member = Member(std::forward<Value>(value));
    }
}

} // namespace detail
BROOK_END_NAMESPACE
