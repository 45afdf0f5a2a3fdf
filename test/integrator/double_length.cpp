// SPDX-License-Identifier: MPL-2.0
// Double-length arithmetic, compared with 128-bit integers where sums are exact.
#include <cstdint>
#include <limits>
#include <random>

#include "integrator/double_length.hpp"
#include "test/support/catch.hpp"

using namespace brook::detail;

namespace {

// Numbers k 2^-80 with |k| < 2^110: the sums of a few such double-length numbers are exact in 128 bits.
using fixed_point = __int128;

fixed_point exact(double x) { return static_cast<fixed_point>(std::ldexp(x, 80)); }
fixed_point exact(double_length<double> x) { return exact(x.hi) + exact(x.lo); }

double_length<double> random_number(std::mt19937_64 &random) {
    const double hi = std::ldexp(static_cast<double>(static_cast<std::int64_t>(random()) >> 11), -30);
    const double lo = std::ldexp(static_cast<double>(static_cast<std::int64_t>(random()) >> 22), -80);
    return normalised(hi, lo);
}

} // namespace

TEST_CASE("two_sum and normalised lose nothing") {
    std::mt19937_64 random(1);
    for (int i = 0; i < 1000; ++i) {
        const double a = random_number(random).hi, b = std::ldexp(random_number(random).hi, -i % 40);
        const auto sum = two_sum(a, b);
        CHECK(exact(sum) == exact(a) + exact(b));
        CHECK(sum.hi == a + b);
    }
    const auto seven = normalised(4., 3.);
    CHECK(seven.hi == 7.);
    CHECK(seven.lo == 0.);
    const auto tiny = normalised(1., 1e-30);
    CHECK(tiny.hi == 1.);
    CHECK(tiny.lo == 1e-30);
}

TEST_CASE("sums and differences are good to twice the precision") {
    std::mt19937_64 random(2);
    for (int i = 0; i < 1000; ++i) {
        const auto a = random_number(random), b = random_number(random);
        // 3 eps^2 relative is below the unit 2^-80 of the fixed-point numbers times 2^(23 - 24), plus rounding to it.
        const auto close = [](fixed_point x, fixed_point y) { return (x > y ? x - y : y - x) <= 2; };
        CHECK(close(exact(a + b), exact(a) + exact(b)));
        CHECK(close(exact(a - b), exact(a) - exact(b)));
        CHECK(close(exact(a + b.hi), exact(a) + exact(b.hi)));
        CHECK((a < b) == (exact(a) < exact(b)));
        CHECK(a - a == double_length<double>{});
    }
}

TEST_CASE("comparison looks at the low part where the high parts agree") {
    const double_length<double> a{1., 1e-20}, b{1., 2e-20};
    CHECK(a < b);
    CHECK_FALSE(b < a);
    CHECK_FALSE(a == b);
    CHECK(a == a);
}

TEST_CASE("ten million steps of a tenth do not drift") {
    double_length<double> time;
    for (int i = 0; i < 10000000; ++i)
        time = time + 0.1;
    // Each sum is wrong by at most 2 eps^2 |t|: 1e7 * 2 * 1e6 * 5e-32 = 1e-18. The product 1e7 * 0.1 in two pieces:
    const double product = 1e7 * 0.1, error = std::fma(1e7, 0.1, -product);
    CHECK(time.hi == product);
    CHECK(std::abs(time.lo - error) <= 1e-17);
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
