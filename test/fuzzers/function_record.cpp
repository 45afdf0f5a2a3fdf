// SPDX-License-Identifier: MPL-2.0
// The stored layout of functions: what is read is written as the same bytes, and can be called.
#include "cfunc/function_record.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "test/fuzzers/fuzzer.hpp"

using namespace brook::detail;

namespace fuzzers {

std::vector<input> examples() {
    function_record small{{3, 2, 8, 0, 0, 17}, {}}, large{{1000, 70000, 16, 4096, 65536, 123456789}, {}};
    large.bitcode.fill(7);
    return {encode(function_record()), encode(small), encode(large)};
}

bool accepted(std::span<const std::byte> bytes) {
    const auto record = unless_refused<std::runtime_error>([&] { return decode_function(bytes); });
    if (!record)
        return false;
    const auto &l = record->layout;
    expect(std::ranges::equal(encode(*record), bytes), "a record is written as it was read");
    expect(std::has_single_bit(l.points) && l.points <= 64, "the points fill a vector");
    expect(std::max(l.scratch_one, l.scratch_many) < std::size_t(1) << 32, "no memory is beyond what code could use");
    return true;
}

} // namespace fuzzers
