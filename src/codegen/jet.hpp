// SPDX-License-Identifier: MPL-2.0
// The Taylor jet of a plan as LLVM IR.
#pragma once

#include <cstdint>
#include <string>

#include <brook/number/fp_type.hpp>

#include "codegen/ir_module.hpp"
#include "codegen/machine.hpp"
#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

/// How the orders above zero are written.
enum class jet_shape : std::uint8_t {
    loops,   ///< one loop over the orders: code of the same length for every order
    unrolled ///< one order after the other, without any branch: faster for tiny programs, far too long for others
};

/// The shape that pays for this plan: unrolled where that takes no more than a few thousand instructions.
jet_shape choose_shape(const plan &p);

/// A module with one function, `void jet(T *scratch, const T *pars, const T *time)`. From the order-zero lanes of the
/// state arrays in `scratch` (laid out as the plan says, 64-byte aligned) it computes all orders up to plan.order. The
/// bits are those of any other shape.
ir_module emit_jet(const plan &p, fp_type type, const machine &m, const std::string &module_name,
                   jet_shape shape = jet_shape::loops);

} // namespace detail

BROOK_END_NAMESPACE
