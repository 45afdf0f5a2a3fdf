// SPDX-License-Identifier: MPL-2.0
// What is in the name of an unknown function, and such functions from stored names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <brook/expression/rule.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Pairs (argument, order).
using derivative_index = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

/// An unknown function, and which derivative of it.
struct unknown_derivative {
    std::string name;
    derivative_index orders;
};

/// What a function of this name is; nothing if it is no unknown function.
std::optional<unknown_derivative> unknown_derivative_of(std::string_view rule_name);

/// The rule of an unknown function from its name; null if it is not the name of such a rule.
const function_rule *find_unknown(std::string_view rule_name);

} // namespace detail
BROOK_END_NAMESPACE
