// SPDX-License-Identifier: MPL-2.0
// The stored layouts of generated code: what is read can be called, and is written as the same bytes.
#include <algorithm>
#include <bit>
#include <stdexcept>

#include "cfunc/function_layout.hpp"
#include "integrator/stepper_layout.hpp"
#include "test/fuzzers/fuzzer.hpp"
#include "test/support/within_bounds.hpp"

using namespace brook::detail;

namespace fuzzers {
namespace {

bool accepted_as_stepper(std::span<const std::byte> bytes) {
    const auto layout = unless_refused<std::runtime_error>([&] { return decode_stepper(bytes); });
    if (!layout)
        return false;
    expect(brook::test::within_bounds(*layout), "all that is read lies within the scratch memory");
    expect(std::ranges::equal(encode(*layout), bytes), "a layout is written as it was read");
    expect(layout->jet == nullptr, "no address is read");
    return true;
}

bool accepted_as_function(std::span<const std::byte> bytes) {
    const auto layout = unless_refused<std::runtime_error>([&] { return decode_function(bytes); });
    if (!layout)
        return false;
    expect(std::ranges::equal(encode(*layout), bytes), "a layout is written as it was read");
    expect(std::has_single_bit(layout->points) && layout->points <= 64, "the points fill a vector");
    expect(std::max(layout->scratch_one, layout->scratch_many) < std::size_t(1) << 32,
           "no memory is beyond what code could use");
    return true;
}

} // namespace

std::vector<input> examples() {
    stepper_code empty, small, padded, batch;
    small.order = 2;
    small.scratch_size = 6;
    small.blocks = {{0, 1}, {3, 1}};
    small.lanes = {{0, 0}, {1, 0}};
    padded.order = 20;
    padded.scratch_size = 1000;
    padded.blocks = {{0, 4}, {200, 8}};
    padded.lanes = {{0, 0}, {1, 7}, {0, 1}, {0, 2}};
    padded.padding = {{3, 2}, {200, 1}};
    padded.outputs = {{500, 8, false}, {3, 1, true}};
    padded.flush_subnormals = false;
    batch.trajectories = 3;
    batch.order = 5;
    batch.scratch_size = 48;
    batch.blocks = {{0, 4}, {24, 4}};
    batch.lanes = {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}};
    batch.padding = {{3, 0}, {27, 3}};
    const function_layout few{3, 2, 8, 0, 0, 17}, many{1000, 70000, 16, 4096, 65536, 123456789};
    return {encode(empty), encode(small), encode(padded), encode(batch), encode(few), encode(many)};
}

bool accepted(std::span<const std::byte> bytes) {
    const bool stepper = accepted_as_stepper(bytes), function = accepted_as_function(bytes);
    return stepper || function;
}

} // namespace fuzzers
