// SPDX-License-Identifier: MPL-2.0
// The Taylor jet of a plan as LLVM IR.
#pragma once

#include <string>

#include <brook/number/fp_type.hpp>

#include "codegen/ir_module.hpp"
#include "codegen/machine.hpp"
#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

/// A module with one function, `void jet(T *scratch, const T *pars, const T *time)`. From the order-zero lanes of the
/// state arrays in `scratch` (laid out as the plan says, 64-byte aligned) it computes all orders up to plan.order.
ir_module emit_jet(const plan &p, fp_type type, const machine &m, const std::string &module_name);

} // namespace detail

BROOK_END_NAMESPACE
