// SPDX-License-Identifier: MPL-2.0
// Exceptions from the callbacks of events.
#pragma once

#include <exception>
#include <string>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Throws the exception again. If it is exactly one of the standard library's with a message, `where` stands before
/// that; others pass as they are.
[[noreturn]] void rethrow_from(const std::string &where, std::exception_ptr error);

} // namespace detail
BROOK_END_NAMESPACE
