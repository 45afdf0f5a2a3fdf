// SPDX-License-Identifier: MPL-2.0
// The value of a mathematical constant in a floating-point type, and constants from stored names.
#pragma once

#include <string_view>

#include <brook/expression/func.hpp>
#include <brook/number/number.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The constant, rounded to the type. Throws std::invalid_argument if the function is none.
number value_of_constant(const func &f, fp_type type);

/// The rule of a constant from the name of that rule, which holds the constant's name and digits; null if it is not the
/// name of such a rule.
const function_rule *find_constant(std::string_view rule_name);

} // namespace detail
BROOK_END_NAMESPACE
