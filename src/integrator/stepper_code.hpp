// SPDX-License-Identifier: MPL-2.0
// The machine code of a stepper, and where in its memory everything lies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <brook/support/visibility.hpp>

#include "ode/domain.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Some state variables side by side: lane l of order k is scratch[offset + k * width + l].
struct state_block {
    std::size_t offset;
    std::uint32_t width;
};

/// Where an equation's variable lives.
struct state_lane {
    std::uint32_t block;
    std::uint32_t lane;
};

/// A lane of order 0 beyond the last equation of its block. It holds a copy of an equation's value, so that whole
/// vectors can be computed without masks, and without a division by zero or a NaN that no equation has.
struct state_padding {
    std::size_t offset;
    std::uint32_t equation; ///< and trajectory: an index of stepper_code::lanes
};

/// A function of the state: its coefficient of order k is scratch[offset + k * stride]. A constant has that of order 0
/// only.
struct output_lane {
    std::size_t offset;
    std::uint32_t stride;
    bool constant;

    template <typename T>
    T coefficient(const T *scratch, std::uint32_t k) const {
        return k == 0 || !constant ? scratch[offset + std::size_t{k} * stride] : T(0);
    }
};

/// The machine code of one system. Immutable, and shared by every integrator of the system.
struct stepper_code {
    /// Fills the orders 1, ..., `order` of every state lane from its order 0, and all orders of the outputs. `pars` and
    /// `time` point to values of the floating-point type: [parameter][trajectory] and [trajectory].
    void (*jet)(void *scratch, const void *pars, const void *time) = nullptr;
    std::uint32_t order = 0;
    /// How many trajectories the jet advances at once. If several, lane l of a block is the trajectory after that of
    /// lane l - 1.
    std::uint32_t trajectories = 1;
    /// In elements of the floating-point type; the buffer begins on a 64-byte boundary.
    std::size_t scratch_size = 0;
    std::vector<state_block> blocks;
    /// One per equation and trajectory: [equation][trajectory].
    std::vector<state_lane> lanes;
    std::vector<state_padding> padding;
    /// One per event function and trajectory: [event][trajectory].
    std::vector<output_lane> outputs;
    /// True if the jet, and the update of the state, are to run under a flush_subnormals guard.
    bool flush_subnormals = true;
    /// Of the system, when the code is linked. Not stored with it.
    system_domain domain = {};
};

} // namespace detail
BROOK_END_NAMESPACE
