// SPDX-License-Identifier: MPL-2.0
// Integers that a caller passes.
#include <brook/support/integer.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>

#include "test/support/catch.hpp"

using namespace brook::detail;
using Catch::Matchers::ContainsSubstring;

namespace {

using count = integer_argument<std::uint32_t, "The count">;

std::uint32_t given(count n) { return n; }

template <typename T>
constexpr bool accepted = requires(T value) {
    given(value);
};

enum colour { red };

} // namespace

TEST_CASE("integers of all types are passed, and nothing else", "[integer]") {
    static_assert(accepted<int> && accepted<unsigned long long> && accepted<signed char> && accepted<short>);
    static_assert(!accepted<bool> && !accepted<char> && !accepted<wchar_t> && !accepted<char8_t> && !accepted<double> &&
                  !accepted<float> && !accepted<colour> && !accepted<std::nullptr_t> && !accepted<const char *>);
    CHECK(given(7) == 7);
    CHECK(given(std::size_t(7)) == 7);
    CHECK(given(std::numeric_limits<std::uint32_t>::max()) == 4294967295u);
    static_assert(checked_integer<unsigned char>("", 255ull) == 255);
    static_assert(checked_integer<signed char>("", -128) == -128);
}

TEST_CASE("integers that do not fit are named", "[integer]") {
    CHECK_THROWS_AS(given(-1), std::invalid_argument);
    CHECK_THROWS_WITH(given(-1), "The count must be an integer from 0 to 4294967295, but it is -1");
    CHECK_THROWS_WITH(given(1ll << 32), ContainsSubstring("but it is 4294967296"));
    CHECK_THROWS_WITH(checked_integer<signed char>("x", ~0ull), ContainsSubstring("from -128 to 127"));
}
