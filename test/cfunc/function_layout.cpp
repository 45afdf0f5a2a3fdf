// SPDX-License-Identifier: MPL-2.0
// Layouts are read strictly.
#include "cfunc/function_layout.hpp"

#include <stdexcept>
#include <vector>

#include "test/support/catch.hpp"

using namespace brook::detail;

namespace {

function_layout example() { return {3, 2, 8, 64, 128, 17}; }

} // namespace

TEST_CASE("a layout survives a round trip", "[layout]") { CHECK(decode_function(encode(example())) == example()); }

TEST_CASE("bytes that are no layout are refused", "[layout]") {
    const auto good = encode(example());
    CHECK_THROWS_AS(decode_function({}), std::runtime_error);
    for (std::size_t n = 0; n < good.size(); ++n)
        CHECK_THROWS_AS(decode_function(std::span(good).first(n)), std::runtime_error);
    auto longer = good;
    longer.emplace_back();
    CHECK_THROWS_AS(decode_function(longer), std::runtime_error);
    const auto with = [&](std::size_t byte, int value) {
        auto bytes = good;
        bytes[byte] = std::byte(value);
        return bytes;
    };
    CHECK_THROWS_AS(decode_function(with(4, 1)), std::runtime_error);  // too many inputs
    CHECK_THROWS_AS(decode_function(with(12, 1)), std::runtime_error); // too many outputs
    CHECK_THROWS_AS(decode_function(with(16, 0)), std::runtime_error); // no points
    CHECK_THROWS_AS(decode_function(with(16, 3)), std::runtime_error); // no power of two
    CHECK_THROWS_AS(decode_function(with(16, 128)), std::runtime_error);
    CHECK_THROWS_AS(decode_function(with(28, 1)), std::runtime_error); // too much memory
    CHECK_THROWS_AS(decode_function(with(36, 1)), std::runtime_error);
}
