// SPDX-License-Identifier: MPL-2.0
// The layout of a stepper as it is stored beside its object code.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "integrator/stepper_code.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// All but the addresses, and what follows from the system.
std::vector<std::byte> encode(const stepper_code &layout);

/// Throws std::runtime_error if the bytes are not those of a layout, or describe lanes outside of the scratch memory or
/// blocks whose lanes are not one trajectory after the other.
stepper_code decode_stepper(std::span<const std::byte> bytes);

} // namespace detail
BROOK_END_NAMESPACE
