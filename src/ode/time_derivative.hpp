// SPDX-License-Identifier: MPL-2.0
// Derivatives of expressions by the time that they contain.
#pragma once

#include <string_view>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The partial derivative by the time. No variable may be called __time. Throws not_implemented_error if the time
/// appears otherwise than as `time`; `who` then says who can't differentiate, and `what` the expression is.
expression diff_by_time(const expression &ex, std::string_view who, std::string_view what);

} // namespace detail
BROOK_END_NAMESPACE
