// SPDX-License-Identifier: MPL-2.0
// The values of options, which are members of plain structs.
//
// What an option may be given follows from the type of its member: a bool exactly a bool, an integer any integer (its
// value is checked at run time), a floating-point number anything that converts, a vector any range, a one_or_each
// either of these, a string anything that reads as one, a view whatever it can view, an optional what its value takes,
// and everything else a value of exactly that type.
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
#include <vector>

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

} // namespace detail
BROOK_END_NAMESPACE
