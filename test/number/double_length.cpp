// SPDX-License-Identifier: MPL-2.0
// Double-length arithmetic, compared with 128-bit integers where sums are exact.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "number/double_length.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook::detail;

namespace {

using brook::test::code_types;

// Numbers k 2^-unit with |k| < 2^122: the sums of a few such double-length numbers are exact in 128 bits.
using fixed_point = __int128;

template <typename T>
constexpr int digits = std::min(std::numeric_limits<T>::digits, 62);
template <typename T>
constexpr int unit = 2 * digits<T> - 26;

template <typename T>
fixed_point exact(T x) {
    return static_cast<fixed_point>(std::ldexp(x, unit<T>));
}
template <typename T>
fixed_point exact(double_length<T> x) {
    return exact(x.hi) + exact(x.lo);
}

template <typename T>
T random_bits(std::mt19937_64 &random, int n) {
    return static_cast<T>(static_cast<std::int64_t>(random()) >> (64 - n));
}

// Of a size up to 2^23, with all digits.
template <typename T>
T random_high(std::mt19937_64 &random) {
    return std::ldexp(random_bits<T>(random, digits<T>), 24 - digits<T>);
}

// The same with a low part of up to 2^-7 of the last place of the high one.
template <typename T>
double_length<T> random_number(std::mt19937_64 &random) {
    const T hi = random_high<T>(random);
    return normalised(hi, std::ldexp(random_bits<T>(random, digits<T> - 8), -unit<T>));
}

} // namespace

TEMPLATE_LIST_TEST_CASE("two_sum and normalised lose nothing", "", code_types) {
    std::mt19937_64 random(1);
    for (int i = 0; i < 1000; ++i) {
        const auto a = random_high<TestType>(random);
        const auto b = std::ldexp(random_high<TestType>(random), -i % (digits<TestType> - 2));
        const auto sum = two_sum(a, b);
        CHECK(exact(sum) == exact(a) + exact(b));
        CHECK(sum.hi == a + b);
    }
    const auto seven = normalised<TestType>(4, 3);
    CHECK(seven.hi == 7.);
    CHECK(seven.lo == 0.);
    const auto tiny = normalised<TestType>(1, TestType(1e-30L));
    CHECK(tiny.hi == 1);
    CHECK(tiny.lo == TestType(1e-30L));
}

TEMPLATE_LIST_TEST_CASE("sums and differences are good to twice the precision", "", code_types) {
    std::mt19937_64 random(2);
    for (int i = 0; i < 1000; ++i) {
        const auto a = random_number<TestType>(random), b = random_number<TestType>(random);
        // 3 (eps/2)^2 of 2^24 is below a unit of the fixed-point numbers; then there is the rounding to it.
        const auto close = [](fixed_point x, fixed_point y) { return (x > y ? x - y : y - x) <= 2; };
        CHECK(close(exact(a + b), exact(a) + exact(b)));
        CHECK(close(exact(a - b), exact(a) - exact(b)));
        CHECK(close(exact(a + b.hi), exact(a) + exact(b.hi)));
        CHECK((a < b) == (exact(a) < exact(b)));
        CHECK(a - a == double_length<TestType>{});
    }
}

TEST_CASE("comparison looks at the low part where the high parts agree") {
    const double_length<double> a{1., 1e-20}, b{1., 2e-20};
    CHECK(a < b);
    CHECK_FALSE(b < a);
    CHECK_FALSE(a == b);
    CHECK(a == a);
}

TEMPLATE_LIST_TEST_CASE("ten million steps of a tenth do not drift", "", code_types) {
    const TestType tenth = TestType(.1L), many = 1e7;
    double_length<TestType> time;
    for (int i = 0; i < 10000000; ++i)
        time = time + tenth;
    // Each sum is wrong by at most 2 eps^2 |t|, with |t| up to 1e6. The product 1e7 * 0.1 in two pieces:
    const TestType product = many * tenth, error = std::fma(many, tenth, -product);
    const auto eps = std::numeric_limits<TestType>::epsilon();
    CHECK(double_length<TestType>{product, error} - time < double_length<TestType>{2e13f * eps * eps, 0});
    CHECK(time - double_length<TestType>{product, error} < double_length<TestType>{2e13f * eps * eps, 0});
}

TEST_CASE("what is not finite stays so") {
    const double infinity = std::numeric_limits<double>::infinity();
    CHECK_FALSE(is_finite(double_length<double>{infinity, 0} + 1.));
    CHECK_FALSE(is_finite(double_length<double>{1, 0} + std::numeric_limits<double>::quiet_NaN()));
    const double largest = std::numeric_limits<double>::max();
    CHECK_FALSE(is_finite(double_length<double>{largest, 0} + largest));
    CHECK(is_finite(double_length<double>{largest, 0}));
    CHECK((double_length<float>{1, 0} + 1e-10f).lo == 1e-10f);
}
