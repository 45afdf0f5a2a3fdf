// SPDX-License-Identifier: MPL-2.0
// Makes, writes and reads descriptions of memory.
#include "decomposition/state_memory.hpp"

#include <algorithm>

#include "support/byte_codec.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

constexpr std::uint64_t most_numbers = std::uint64_t(1) << 32; // in scratch memory
constexpr std::uint64_t widest = 65;
constexpr std::size_t number_size = 8;

template <typename Codec, typename Place>
void transfer_place(Codec &c, Place &place, std::size_t scratch_size) {
    c.number(place.offset, scratch_size);
    c.number(place.stride, widest);
    c.flag(place.constant);
}

// Written once, for both ways. Each number is below what the numbers before it allow.
template <typename Codec, typename Memory>
void transfer(Codec &c, Memory &m) {
    c.number(m.trajectories, most_numbers);
    c.number(m.order, most_numbers);
    c.number(m.scratch_size, most_numbers);
    c.list(m.states, 3 * number_size, [&](auto &state) { transfer_place(c, state, m.scratch_size); });
    c.list(m.padding, 4 * number_size, [&](auto &padding) {
        transfer_place(c, padding.at, m.scratch_size);
        c.number(padding.copies, m.states.size());
    });
    c.list(m.outputs, 3 * number_size, [&](auto &output) { transfer_place(c, output, m.scratch_size); });
}

bool has_room(const state_memory &m) {
    const auto fits = [&](const series_place &place) {
        return place.constant || place.offset + std::uint64_t(m.order) * place.stride < m.scratch_size;
    };
    return std::ranges::all_of(m.states, fits) && std::ranges::all_of(m.outputs, fits) &&
           std::ranges::all_of(m.padding, fits, &padding_lane::at);
}

// Neighbours in memory are neighbours among the trajectories, the first of which has none before it that is another
// variable's.
bool has_trajectories_in_order(const state_memory &m) {
    if (m.trajectories == 0 || m.states.size() % m.trajectories != 0)
        return false;
    if (m.trajectories == 1)
        return true;
    struct lane {
        std::size_t offset;
        std::uint32_t stride, trajectory;
    };
    std::vector<lane> lanes;
    for (std::size_t i = 0; i < m.states.size(); ++i)
        lanes.push_back({m.states[i].offset, m.states[i].stride, static_cast<std::uint32_t>(i % m.trajectories)});
    std::ranges::sort(lanes, {}, &lane::offset);
    for (std::size_t i = 1; i < lanes.size(); ++i) {
        const auto &a = lanes[i - 1], &b = lanes[i];
        if (a.offset == b.offset ||
            (b.offset - a.offset < b.stride && b.trajectory != a.trajectory + (b.offset - a.offset)))
            return false;
    }
    return true;
}

} // namespace

state_memory memory_of(const plan &p, std::uint32_t trajectories) {
    const auto place_of = [&](lane_ref lane) {
        const auto &array = p.arrays[lane.array];
        return series_place{array.offset + lane.lane, array.width, false};
    };
    state_memory m{p.order, trajectories, p.scratch_size, {}, {}, {}};
    for (const auto &lane : p.state_lanes)
        m.states.push_back(place_of(lane));
    for (const auto &[lane, variable] : p.state_padding)
        m.padding.push_back({place_of(lane), variable});
    for (const auto &[lane, constant] : p.outputs) {
        m.outputs.push_back(place_of(lane));
        m.outputs.back().constant = constant;
    }
    return m;
}

std::vector<std::byte> encode(const state_memory &memory) {
    byte_writer out;
    transfer(out, memory);
    return out.take();
}

state_memory decode_state_memory(std::span<const std::byte> bytes) {
    byte_reader in(bytes, "layout of a stepper");
    state_memory memory;
    transfer(in, memory);
    in.end();
    if (!has_room(memory))
        in.fail("a lane lies outside of the memory");
    if (!has_trajectories_in_order(memory))
        in.fail("its trajectories are not in order");
    return memory;
}

} // namespace detail
BROOK_END_NAMESPACE
