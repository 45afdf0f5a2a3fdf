// SPDX-License-Identifier: MPL-2.0
// How planning alone grows, from decomposition to memory layout.
#pragma once

namespace growth {

/// Prints the times of planning systems and systems of eight times as many operations. False if one of these takes more
/// than 32 times as long: 8 would be linear, and 64 quadratic.
bool planning_is_not_quadratic();

} // namespace growth
