// SPDX-License-Identifier: MPL-2.0
// Reads what expressions print.
#pragma once

#include <string_view>

#include <brook/expression/expression.hpp>

namespace brook::test {

/// The expression with this text, in which all numbers are of type double. Names are variables, except for p0, p1, ...
/// (parameters), t (the time) and functions. Throws std::invalid_argument, with the place, for text that no expression
/// prints.
expression parse(std::string_view text);

} // namespace brook::test
