// SPDX-License-Identifier: MPL-2.0
// Integers that a caller passes: of whatever type, but neither negative nor too large without being told.
#pragma once

#include <concepts>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <brook/support/fixed_text.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// True for what C++ takes for a number although it is none: truth values, and characters.
template <typename T>
inline constexpr bool is_truth_or_character =
    std::same_as<T, bool> || std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
    std::same_as<T, char16_t> || std::same_as<T, char32_t>;

/// The types of integers that are numbers.
template <typename T>
concept integer = std::integral<T> && !is_truth_or_character<T>;

/// Throws std::invalid_argument: `what` must be from `smallest` to `largest`, but is `value`.
[[noreturn]] BROOK_PUBLIC void throw_bad_integer(std::string_view what, const std::string &value,
                                                 const std::string &smallest, const std::string &largest);

/// The integer as a T. Throws std::invalid_argument, with `what` in its text, if a T cannot hold it.
template <integer T, integer Value>
constexpr T checked_integer(std::string_view what, Value value) {
    using limits = std::numeric_limits<T>;
    if (!std::in_range<T>(value))
        throw_bad_integer(what, std::to_string(value), std::to_string(limits::min()), std::to_string(limits::max()));
    return static_cast<T>(value);
}

/// The type of an argument that is an integer: takes integers of all types, while bool and floating-point numbers do
/// not compile, and throws std::invalid_argument for a number that a T cannot hold. `What` names it in the message.
template <integer T, fixed_text What>
class integer_argument {
public:
    // Both are implicit, so that callers and functions see integers.
    template <integer Value>
    constexpr integer_argument(Value value) : value_(checked_integer<T>(What.text, value)) {}
    constexpr operator T() const noexcept { return value_; }

private:
    T value_;
};

} // namespace detail
BROOK_END_NAMESPACE
