// SPDX-License-Identifier: MPL-2.0
// Cuts the blocks of a state into pieces of equal shape.
#include "integrator/state_layout.hpp"

#include <algorithm>
#include <tuple>

#include "support/contract.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

struct piece {
    std::uint32_t width, stride;
    std::size_t offset;
};

std::vector<piece> cut(const std::vector<state_block> &blocks, std::uint32_t widest) {
    std::vector<piece> pieces;
    pieces.reserve(blocks.size());
    for (const auto &block : blocks)
        for (std::uint32_t lane = 0; lane < block.width;) {
            std::uint32_t width = widest;
            while (width > block.width - lane)
                width /= 2;
            pieces.push_back({width, block.width, block.offset + lane});
            lane += width;
        }
    return pieces;
}

void check(const stepper_code &code) {
    for ([[maybe_unused]] const auto &block : code.blocks)
        BROOK_ENSURE(block.offset + std::size_t{block.width} * (code.order + 1) <= code.scratch_size,
                     "a block of the state ends beyond the scratch memory");
    for ([[maybe_unused]] const auto &lane : code.lanes)
        BROOK_ENSURE(lane.block < code.blocks.size() && lane.lane < code.blocks[lane.block].width,
                     "a state variable has no lane");
    for ([[maybe_unused]] const auto &lane : code.padding)
        BROOK_ENSURE(lane.offset < code.scratch_size && lane.equation < code.lanes.size(), "padding copies nothing");
}

} // namespace

state_layout make_state_layout(const stepper_code &code, std::uint32_t widest) {
    check(code);
    auto pieces = cut(code.blocks, widest);
    std::sort(pieces.begin(), pieces.end(), [](const piece &a, const piece &b) {
        return std::tie(a.width, a.stride, a.offset) < std::tie(b.width, b.stride, b.offset);
    });

    state_layout layout;
    layout.order = code.order;
    layout.padding = code.padding;
    layout.offsets.reserve(pieces.size());
    for (const auto &p : pieces) {
        const auto index = static_cast<std::uint32_t>(layout.offsets.size());
        if (layout.runs.empty() || layout.runs.back().width != p.width || layout.runs.back().stride != p.stride)
            layout.runs.push_back({p.width, p.stride, index, index});
        layout.runs.back().end = index + 1;
        layout.offsets.push_back(p.offset);
    }
    layout.slots.reserve(code.lanes.size());
    for (const auto &lane : code.lanes)
        layout.slots.push_back(code.blocks[lane.block].offset + lane.lane);
    return layout;
}

} // namespace detail
BROOK_END_NAMESPACE
