// SPDX-License-Identifier: MPL-2.0
// The code of a stepper.
#pragma once

#include <cstdint>
#include <memory>

#include <brook/support/visibility.hpp>

#include "decomposition/state_memory.hpp"
#include "jit/kernel.hpp"
#include "ode/domain.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

class faster_code; // faster_code.hpp

/// The code of one system, with the description of the memory that it works in. Immutable, and shared by every
/// integrator of the system.
struct stepper_code : state_memory {
    /// Fills the orders 1, ..., `order` of all states from their order 0, and all orders of the outputs. `pars` and
    /// `time` point to values of the floating-point type: [parameter][trajectory] and [trajectory].
    kernel<void(void *scratch, const void *pars, const void *time)> jet = {};
    /// Of the system, when the code is linked.
    system_domain domain = {};
    /// Null if no other code may take the place of this one.
    std::shared_ptr<faster_code> faster = {};
    /// How many steps are counted at once for that: few where a step takes long.
    std::uint32_t steps_to_count = 64;
};

} // namespace detail
BROOK_END_NAMESPACE
