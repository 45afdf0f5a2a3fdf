// SPDX-License-Identifier: MPL-2.0
// The stored layout of a stepper: what is read lies within the scratch memory, and is written as it was.
#include "integrator/stepper_record.hpp"

#include <algorithm>
#include <stdexcept>

#include "test/fuzzers/fuzzer.hpp"
#include "test/support/within_bounds.hpp"

using namespace brook::detail;

namespace fuzzers {

std::vector<input> examples() {
    stepper_record empty, small, padded, batch, in_turn;
    small.layout.order = 2;
    small.layout.scratch_size = 6;
    small.layout.blocks = {{0, 1}, {3, 1}};
    small.layout.lanes = {{0, 0}, {1, 0}};
    padded.layout.order = 20;
    padded.layout.scratch_size = 1000;
    padded.layout.blocks = {{0, 4}, {200, 8}};
    padded.layout.lanes = {{0, 0}, {1, 7}, {0, 1}, {0, 2}};
    padded.layout.padding = {{3, 2}, {200, 1}};
    padded.layout.outputs = {{500, 8, false}, {3, 1, true}};
    padded.layout.flush_subnormals = false;
    padded.bitcode.fill(7);
    batch.layout.trajectories = 3;
    batch.layout.order = 5;
    batch.layout.scratch_size = 48;
    batch.layout.blocks = {{0, 4}, {24, 4}};
    batch.layout.lanes = {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}};
    batch.layout.padding = {{3, 0}, {27, 3}};
    in_turn.in_turn = true;
    return {encode(empty), encode(small), encode(padded), encode(batch), encode(in_turn)};
}

bool accepted(std::span<const std::byte> bytes) {
    const auto record = unless_refused<std::runtime_error>([&] { return decode(bytes); });
    if (!record)
        return false;
    expect(brook::test::within_bounds(record->layout), "all that is read lies within the scratch memory");
    expect(std::ranges::equal(encode(*record), bytes), "a record is written as it was read");
    expect(record->layout.jet == nullptr && record->layout.unit == nullptr, "no address is read");
    return true;
}

} // namespace fuzzers
