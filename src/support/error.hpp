// SPDX-License-Identifier: MPL-2.0
// One-line throwing: format a message and throw it; the message says what was expected and what was got.
#pragma once

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <brook/support/error.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Throws `Error` with a formatted message.
template <typename Error, typename... Args>
[[noreturn]] void throw_error(fmt::format_string<Args...> format, Args &&...args) {
    throw Error(fmt::format(format, std::forward<Args>(args)...));
}

/// Throws std::invalid_argument: the caller passed something that cannot be meant.
template <typename... Args>
[[noreturn]] void throw_invalid_argument(fmt::format_string<Args...> format, Args &&...args) {
    throw_error<std::invalid_argument>(format, std::forward<Args>(args)...);
}

/// Throws std::runtime_error: the surroundings failed.
template <typename... Args>
[[noreturn]] void throw_runtime_error(fmt::format_string<Args...> format, Args &&...args) {
    throw_error<std::runtime_error>(format, std::forward<Args>(args)...);
}

/// Throws not_implemented_error.
template <typename... Args>
[[noreturn]] void throw_not_implemented(fmt::format_string<Args...> format, Args &&...args) {
    throw_error<not_implemented_error>(format, std::forward<Args>(args)...);
}

} // namespace detail
BROOK_END_NAMESPACE
