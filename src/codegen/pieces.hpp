// SPDX-License-Identifier: MPL-2.0
// A plan as a list of what the emitter writes at once, in order of execution.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <brook/number/fp_type.hpp>

#include "codegen/machine.hpp"
#include "decomposition/plan.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

class block_emitter; // codegen/block_emitter.hpp

struct piece {
    static constexpr std::uint32_t none = ~std::uint32_t(0);

    bool constant = false;                    ///< at order zero only
    bool for_outputs = false;                 ///< at order plan.order, too, which outputs have and nothing else
    std::size_t size = 0;                     ///< about so many instructions, at order zero and above together
    std::uint32_t gathered = none;            ///< the array, if the piece is one gather
    bool looped = false;                      ///< the piece is a loop, which reads and writes memory
    std::vector<std::uint32_t> reads, writes; ///< arrays
    std::function<void(block_emitter &)> emit;
};

/// Gathers, loops over chunks, and blocks that are jammed, for the values of the plan and at last, above order zero,
/// its states. The pieces refer to the plan. `straight` pieces are one block or gather each, without any loop, and
/// nothing is inlined.
struct pieces {
    std::vector<piece> in_order;
    gather_map inlined; ///< gathers that no piece emits: they are read in straight code only, which gathers itself
};

pieces make_pieces(const plan &p, fp_type type, const machine &m, bool straight = false);

using span_of_pieces = std::span<const piece>;

/// Instructions of all of them.
inline std::size_t size_of(span_of_pieces pieces) {
    std::size_t sum = 0;
    for (const auto &p : pieces)
        sum += p.size;
    return sum;
}

/// Cuts a list where the sizes of the items before add up to `size` or more.
template <typename T, typename SizeOf>
std::vector<std::span<const T>> cut_up(std::span<const T> items, std::size_t size, SizeOf size_of) {
    std::vector<std::span<const T>> cuts;
    std::size_t begin = 0, sum = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        sum += size_of(items[i]);
        if (sum >= size || i + 1 == items.size()) {
            cuts.push_back(items.subspan(begin, i + 1 - begin));
            begin = i + 1;
            sum = 0;
        }
    }
    return cuts;
}

} // namespace detail
BROOK_END_NAMESPACE
