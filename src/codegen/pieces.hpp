// SPDX-License-Identifier: MPL-2.0
// A plan as a list of what the emitter writes at once, in order of execution.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include <brook/number/fp_type.hpp>

#include "codegen/machine.hpp"
#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

class jet_emitter; // codegen/jet_emitter.hpp

struct piece {
    static constexpr std::uint32_t none = ~std::uint32_t(0);

    bool constant = false;         ///< at order zero only
    bool for_outputs = false;      ///< at order plan.order, too, which outputs have and nothing else
    std::size_t size = 0;          ///< about so many instructions, at order zero and above together
    std::uint32_t gathered = none; ///< the array, if the piece is one gather
    std::function<void(jet_emitter &)> emit;
};

/// Gathers, loops over chunks, and blocks that are jammed, for the values of the plan and at last its states. The
/// pieces refer to the plan.
struct pieces {
    std::vector<piece> in_order;
    gather_map inlined; ///< gathers that no piece emits: they are read in straight code only, which gathers itself
};

pieces make_pieces(const plan &p, fp_type type, const machine &m);

} // namespace detail

BROOK_END_NAMESPACE
