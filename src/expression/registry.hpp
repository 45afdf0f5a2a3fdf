// SPDX-License-Identifier: MPL-2.0
// Look-ups among the rules that are known.
#pragma once

#include <cstdint>
#include <string_view>

#include <brook/expression/rule.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// True for the rules of brook's own, which change with the library only.
bool is_built_in(const function_rule &rule) noexcept;

/// The rule, brook's own or that of a user_function, that is the result of this index of the operation; null if there
/// is none.
const function_rule *find_rule(const operation &op, std::uint32_t result);

/// The rule of the user_function of that name; null if none was made.
const function_rule *find_user_rule(std::string_view name);

} // namespace detail
BROOK_END_NAMESPACE
