// SPDX-License-Identifier: MPL-2.0
// What is stored of a layout, written once for both ways.
#include "integrator/stepper_layout.hpp"

#include <optional>

#include "support/byte_codec.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::uint64_t most_numbers = std::uint64_t(1) << 32; // in scratch memory
constexpr std::uint64_t widest = 65;
constexpr std::size_t number_size = 8;

// Each number is below what the numbers before it allow.
template <typename Codec, typename Layout>
void transfer(Codec &c, Layout &l) {
    c.number(l.trajectories, most_numbers);
    c.number(l.order, most_numbers);
    c.number(l.scratch_size, most_numbers);
    c.flag(l.flush_subnormals);
    c.list(l.blocks, 2 * number_size, [&](auto &block) {
        c.number(block.offset, l.scratch_size);
        c.number(block.width, widest);
    });
    c.list(l.lanes, 2 * number_size, [&](auto &lane) {
        c.number(lane.block, l.blocks.size());
        c.number(lane.lane, l.blocks[lane.block].width);
    });
    c.list(l.padding, 2 * number_size, [&](auto &padding) {
        c.number(padding.offset, l.scratch_size);
        c.number(padding.equation, l.lanes.size());
    });
    c.list(l.outputs, 3 * number_size, [&](auto &output) {
        c.number(output.offset, l.scratch_size);
        c.number(output.stride, widest);
        c.flag(output.constant);
    });
}

// The last order of a block or an output must lie in memory, too.
bool is_within_memory(const stepper_code &l) {
    for (const auto &block : l.blocks)
        if (block.offset + (std::uint64_t(l.order) + 1) * block.width > l.scratch_size)
            return false;
    for (const auto &output : l.outputs)
        if (!output.constant && output.offset + std::uint64_t(l.order) * output.stride >= l.scratch_size)
            return false;
    return true;
}

// Of several trajectories, the one in lane 0 of a block follows from each of its lanes.
bool has_trajectories_in_order(const stepper_code &l) {
    if (l.trajectories == 0 || l.lanes.size() % l.trajectories != 0)
        return false;
    std::vector<std::optional<std::uint32_t>> first(l.blocks.size());
    for (std::size_t i = 0; l.trajectories > 1 && i < l.lanes.size(); ++i) {
        const auto own = static_cast<std::uint32_t>(i % l.trajectories), lane = l.lanes[i].lane;
        auto &known = first[l.lanes[i].block];
        if (lane > own || (known && *known != own - lane))
            return false;
        known = own - lane;
    }
    return true;
}

} // namespace

std::vector<std::byte> encode(const stepper_code &layout) {
    byte_writer out;
    transfer(out, layout);
    return out.take();
}

stepper_code decode_stepper(std::span<const std::byte> bytes) {
    byte_reader in(bytes, "layout of a stepper");
    stepper_code layout;
    transfer(in, layout);
    in.end();
    if (!is_within_memory(layout))
        in.fail("a lane lies outside of the memory");
    if (!has_trajectories_in_order(layout))
        in.fail("its trajectories are not in order");
    return layout;
}

} // namespace detail
BROOK_END_NAMESPACE
