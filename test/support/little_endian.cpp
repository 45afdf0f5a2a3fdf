// SPDX-License-Identifier: MPL-2.0
// Numbers as bytes and back.
#include "support/byte_codec.hpp"

#include "test/support/catch.hpp"

using namespace brook::detail;

TEST_CASE("the lowest byte comes first, and numbers come back") {
    const auto bytes = to_little_endian(0x0102030405060708);
    for (std::size_t i = 0; i < 8; ++i)
        CHECK(std::to_integer<std::size_t>(bytes[i]) == 8 - i);
    for (const std::uint64_t x : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0xff} << 56, ~std::uint64_t{0}})
        CHECK(from_little_endian(to_little_endian(x)) == x);
}
