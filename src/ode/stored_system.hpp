// SPDX-License-Identifier: MPL-2.0
// A system of equations from its canonical bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <brook/ode/system.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The rule of brook's own, or that of a constant or an unknown function, that a canonical form calls by this name;
/// null if there is none.
const function_rule *rule_called(std::string_view name);

/// The system that has these canonical bytes; its variables are called x0, x1, ... What was lifted is a parameter like
/// any other. Throws std::runtime_error if the bytes are not those of a system, or if it uses functions of the user's,
/// which are only names there.
ode_system system_from(std::span<const std::byte> canonical_bytes);

} // namespace detail
BROOK_END_NAMESPACE
