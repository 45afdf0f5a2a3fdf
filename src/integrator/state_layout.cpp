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
    std::uint32_t first, width, stride;
    std::size_t offset;
};

// The trajectory in lane 0 of each block.
std::vector<std::uint32_t> first_trajectories(const stepper_code &code) {
    std::vector<std::uint32_t> first(code.blocks.size());
    if (code.trajectories > 1)
        for (std::uint32_t i = 0; i < code.lanes.size(); ++i)
            first[code.lanes[i].block] = i % code.trajectories - code.lanes[i].lane;
    return first;
}

std::vector<piece> cut(const stepper_code &code, std::uint32_t widest) {
    std::vector<piece> pieces;
    pieces.reserve(code.blocks.size());
    const auto first = first_trajectories(code);
    for (std::size_t i = 0; i < code.blocks.size(); ++i) {
        const auto &block = code.blocks[i];
        for (std::uint32_t lane = 0; lane < block.width;) {
            std::uint32_t width = widest;
            while (width > block.width - lane)
                width /= 2;
            pieces.push_back({code.trajectories > 1 ? first[i] + lane : 0, width, block.width, block.offset + lane});
            lane += width;
        }
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
    auto pieces = cut(code, widest);
    std::sort(pieces.begin(), pieces.end(), [](const piece &a, const piece &b) {
        return std::tie(a.first, a.width, a.stride, a.offset) < std::tie(b.first, b.width, b.stride, b.offset);
    });

    state_layout layout;
    layout.order = code.order;
    layout.trajectories = layout.lanes = code.trajectories;
    layout.padding = code.padding;
    layout.offsets.reserve(pieces.size());
    for (const auto &p : pieces) {
        const auto index = static_cast<std::uint32_t>(layout.offsets.size());
        if (layout.runs.empty() || layout.runs.back().first != p.first || layout.runs.back().width != p.width ||
            layout.runs.back().stride != p.stride)
            layout.runs.push_back({p.width, p.stride, index, index, p.first});
        layout.runs.back().end = index + 1;
        if (code.trajectories > 1)
            layout.lanes = std::max(layout.lanes, p.first + p.width);
        layout.offsets.push_back(p.offset);
    }
    layout.slots.reserve(code.lanes.size());
    for (const auto &lane : code.lanes)
        layout.slots.push_back(code.blocks[lane.block].offset + lane.lane);
    return layout;
}

} // namespace detail
BROOK_END_NAMESPACE
