// SPDX-License-Identifier: MPL-2.0
// The stored layouts of generated code: what is read can be called, and is written as the same bytes.
#include <algorithm>
#include <bit>
#include <stdexcept>

#include "cfunc/function_layout.hpp"
#include "decomposition/state_memory.hpp"
#include "test/fuzzers/fuzzer.hpp"
#include "test/support/within_bounds.hpp"

using namespace brook::detail;

namespace fuzzers {
namespace {

bool accepted_as_stepper(std::span<const std::byte> bytes) {
    const auto layout = unless_refused<std::runtime_error>([&] { return decode_state_memory(bytes); });
    if (!layout)
        return false;
    expect(brook::test::within_bounds(*layout), "all that is read lies within the scratch memory");
    expect(std::ranges::equal(encode(*layout), bytes), "a layout is written as it was read");
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
    const state_memory empty, small{2, 1, 6, {{0, 1}, {3, 1}}, {}, {}}, padded{20,
                                                                               1,
                                                                               1000,
                                                                               {{0, 4}, {207, 8}, {1, 4}, {2, 4}},
                                                                               {{{3, 4}, 2}, {{200, 8}, 1}},
                                                                               {{500, 8, false}, {3, 1, true}}},
        batch{5, 3, 48, {{0, 4}, {1, 4}, {2, 4}, {24, 4}, {25, 4}, {26, 4}}, {{{3, 4}, 0}, {{27, 4}, 3}}, {}};
    const function_layout few{3, 2, 8, 0, 0, 17}, many{1000, 70000, 16, 4096, 65536, 123456789};
    return {encode(empty), encode(small), encode(padded), encode(batch), encode(few), encode(many)};
}

bool accepted(std::span<const std::byte> bytes) {
    const bool stepper = accepted_as_stepper(bytes), function = accepted_as_function(bytes);
    return stepper || function;
}

} // namespace fuzzers
