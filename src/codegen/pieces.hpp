// SPDX-License-Identifier: MPL-2.0
// A plan as a list of what the emitter writes at once, in order of execution.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include <brook/number/fp_type.hpp>

#include "codegen/machine.hpp"
#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

class jet_emitter; // codegen/jet_emitter.hpp

struct piece {
    bool constant = false; ///< at order zero only
    std::size_t size = 0;  ///< about so many instructions, at order zero and above together
    std::function<void(jet_emitter &)> emit;
};

/// Gathers, loops over chunks, and blocks that are jammed, for the values of the plan and at last its states. The
/// pieces refer to the plan.
std::vector<piece> make_pieces(const plan &p, fp_type type, const machine &m);

} // namespace detail

BROOK_END_NAMESPACE
