// SPDX-License-Identifier: MPL-2.0
// Cuts the memory of a state into slices of equal shape.
#include "integrator/state_layout.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "support/contract.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Lanes side by side, of one trajectory after the other if there are several.
struct slice {
    std::uint32_t first, width, stride;
    std::size_t offset;
};

// States and padding as slices of one lane, in the order in which they lie in memory. The trajectories of padding,
// which stands behind states, go on counting.
std::vector<slice> lanes_of(const state_memory &memory) {
    std::vector<slice> lanes;
    lanes.reserve(memory.states.size() + memory.padding.size());
    for (std::size_t i = 0; i < memory.states.size(); ++i)
        lanes.push_back(
            {static_cast<std::uint32_t>(i % memory.trajectories), 1, memory.states[i].stride, memory.states[i].offset});
    constexpr auto unknown = ~std::uint32_t(0);
    for (const auto &lane : memory.padding)
        lanes.push_back({unknown, 1, lane.at.stride, lane.at.offset});
    std::ranges::sort(lanes, {}, &slice::offset);
    for (std::size_t i = 0; i < lanes.size(); ++i)
        if (lanes[i].first == unknown)
            lanes[i].first = memory.trajectories == 1 || i == 0 ? 0 : lanes[i - 1].first + 1;
    return lanes;
}

std::vector<slice> cut(const state_memory &memory, std::uint32_t widest) {
    const auto lanes = lanes_of(memory);
    const auto is_next = [](const slice &a, const slice &b) {
        return b.offset == a.offset + 1 && b.stride == a.stride;
    };
    std::vector<slice> slices;
    slices.reserve(lanes.size());
    for (std::size_t begin = 0, end = 1; begin < lanes.size(); ++end) {
        if (end < lanes.size() && is_next(lanes[end - 1], lanes[end]))
            continue;
        for (auto width = widest; begin < end; begin += width) {
            while (width > end - begin)
                width /= 2;
            slices.push_back(lanes[begin]);
            slices.back().width = width;
        }
    }
    return slices;
}

void check(const state_memory &memory) {
    [[maybe_unused]] const auto fits = [&](const series_place &place) {
        return place.of_order(memory.order) < memory.scratch_size;
    };
    BROOK_ENSURE(std::ranges::all_of(memory.states, fits), "a state variable ends beyond the scratch memory");
    for ([[maybe_unused]] const auto &lane : memory.padding)
        BROOK_ENSURE(fits(lane.at) && lane.copies < memory.states.size(), "padding copies nothing");
}

} // namespace

state_layout make_state_layout(const state_memory &memory, std::uint32_t widest) {
    check(memory);
    auto slices = cut(memory, widest);
    std::ranges::sort(slices, {}, [](const slice &p) { return std::tie(p.first, p.width, p.stride, p.offset); });

    state_layout layout;
    layout.memory = &memory;
    layout.lanes = memory.trajectories;
    layout.offsets.reserve(slices.size());
    for (const auto &p : slices) {
        const auto index = static_cast<std::uint32_t>(layout.offsets.size());
        if (layout.runs.empty() || layout.runs.back().first != p.first || layout.runs.back().width != p.width ||
            layout.runs.back().stride != p.stride)
            layout.runs.push_back({p.width, p.stride, index, index, p.first});
        layout.runs.back().end = index + 1;
        if (memory.trajectories > 1)
            layout.lanes = std::max(layout.lanes, p.first + p.width);
        layout.offsets.push_back(p.offset);
    }
    return layout;
}

std::vector<slice_place> places_in_slices(const state_layout &layout) {
    std::unordered_map<std::size_t, slice_place> at;
    for (const auto &run : layout.runs)
        for (auto i = run.begin; i < run.end; ++i)
            for (std::uint32_t lane = 0; lane < run.width; ++lane)
                at[layout.offsets[i] + lane] = {i, lane};
    const auto &memory = *layout.memory;
    std::vector<slice_place> places;
    places.reserve(memory.states.size() + memory.padding.size());
    for (const auto &state : memory.states)
        places.push_back(at.at(state.offset));
    for (const auto &lane : memory.padding)
        places.push_back(at.at(lane.at.offset));
    return places;
}

} // namespace detail
BROOK_END_NAMESPACE
