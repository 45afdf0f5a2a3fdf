// SPDX-License-Identifier: MPL-2.0
// A plan: the program in blocks of equal operations, with every array and every operand laid out. This is what code
// generation reads.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "decomposition/program.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Coefficients of `width` values, lane beside lane: element (order k, lane l) lies at offset + k * width + l. Arrays
/// without history hold one order only, the newest.
struct array_layout {
    std::uint32_t width = 1;
    bool history = false;
    std::size_t offset = 0;
};

inline bool same_layout(const array_layout &a, const array_layout &b) {
    return a.history == b.history && a.width == b.width;
}

/// One lane of one array.
struct lane_ref {
    std::uint32_t array = 0;
    std::uint32_t lane = 0;

    friend bool operator==(lane_ref, lane_ref) = default;
    friend auto operator<=>(lane_ref, lane_ref) = default;
};

/// Where a block reads an argument: consecutive lanes from `from` on, or that one lane in all lanes.
struct operand {
    lane_ref from;
    bool broadcast = false;
    bool constant = false;
};

/// Equal operations side by side.
struct block {
    const operation *op = nullptr;
    std::uint32_t width = 1;
    std::vector<operand> args;
    std::vector<std::uint32_t> results, derived, kept; ///< arrays
    std::vector<number> attributes;
    std::vector<std::vector<number>> constants; ///< constant i of each lane
    bool convolution = false;                   ///< whether lower orders are read in a loop
};

/// Copies scattered lanes together.
struct gather {
    std::uint32_t array = 0;
    std::vector<lane_ref> sources; ///< one for each lane
};

/// Gathers by their arrays.
using gather_map = std::map<std::uint32_t, gather>;

/// What is emitted at once: gathers; or blocks of one kind, jammed into common loops; or tiles of one shape, one after
/// the other, whose blocks are of several kinds.
struct group {
    bool constant = false; ///< at order zero only
    std::vector<gather> gathers;
    std::vector<block> blocks;
    std::vector<std::size_t> tile; ///< number of blocks of each kind in a tile, in order; empty if there are no tiles
};

/// State variables side by side: coefficient k + 1 is derivative k over k + 1.
struct state_array {
    std::uint32_t array = 0;
    operand derivative;
};

/// A function of the state. Its coefficients stand where they were computed; a constant has that of order zero only.
struct plan_output {
    lane_ref from;
    bool constant = false;
};

struct plan {
    std::uint32_t order = 0;
    std::vector<array_layout> arrays;
    std::vector<group> groups; ///< in order of execution
    std::vector<state_array> states;
    std::vector<lane_ref> state_lanes;                             ///< of each state variable
    std::vector<std::pair<lane_ref, std::uint32_t>> state_padding; ///< surplus lanes and the variable they copy
    std::vector<plan_output> outputs;
    std::size_t scratch_size = 0; ///< in numbers
};

/// Definitions, or state variables, that share a block.
struct bundles {
    std::vector<std::vector<std::uint32_t>> definitions, states;
};

/// Whether blocks that feed each other are computed one after the other (tile.hpp). Without, for comparisons.
enum class tiling { where_possible, none };

/// Every definition and every state variable by itself.
bundles single_lanes(const program &p);

/// Lays out the program in the given bundles. Each bundle holds definitions of one kind (see kind.hpp); each definition
/// and state variable stands in exactly one. Where sums of unequal lengths share a block, the shorter ones get terms
/// that change nothing. Incomplete blocks are widened to the next power of two, the surplus lanes repeating lane 0.
plan make_plan(const program &p, const bundles &b, std::uint32_t order, tiling t = tiling::where_possible);

/// The shape of a block: the same code serves blocks of one kind whose shapes are equal.
std::vector<std::uint32_t> shape_of(const plan &p, const block &b);

/// Level of each definition: one more than that of the highest argument; that of state variables is zero.
std::vector<std::uint32_t> levels(const program &p);

} // namespace detail
BROOK_END_NAMESPACE
