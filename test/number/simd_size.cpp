// SPDX-License-Identifier: MPL-2.0
// How many numbers are computed at once.
#include <brook/number/simd_size.hpp>

#include <bit>
#include <concepts>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

template <typename T>
concept has_simd_size = requires {
    recommended_simd_size<T>();
};

} // namespace

TEST_CASE("vectors of the recommended size fill the longest registers", "[simd_size]") {
    STATIC_REQUIRE(std::same_as<decltype(recommended_simd_size<double>()), std::uint32_t>);
    STATIC_REQUIRE(recommended_simd_size<long double>() == 1);
    STATIC_REQUIRE(!has_simd_size<int>);
    detail::for_each_fp_type([]<typename T>() {
        constexpr auto n = recommended_simd_size<T>();
        STATIC_REQUIRE(std::has_single_bit(n));
        STATIC_REQUIRE((n == 1 || n * sizeof(T) == 64));
        STATIC_REQUIRE((n > 1) == detail::fp_has_vectors(detail::fp_type_of<T>));
    });
}
