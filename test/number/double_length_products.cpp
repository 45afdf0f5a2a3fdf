// SPDX-License-Identifier: MPL-2.0
// Products and quotients of double length, in exact arithmetic.
#include <cmath>
#include <limits>
#include <random>

#include <boost/multiprecision/cpp_bin_float.hpp>

#include "number/double_length_products.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook::detail;

namespace {

using brook::test::code_types;
using real = boost::multiprecision::cpp_bin_float_100; // 333 bits: enough for products of four numbers

template <typename T>
real exact(double_length<T> x) {
    return static_cast<real>(x.hi) + static_cast<real>(x.lo);
}

template <typename T>
class random_numbers {
public:
    T single() {
        return std::ldexp(std::uniform_real_distribution<T>(T(-1), T(1))(random_),
                          static_cast<int>(random_() % 21) - 10);
    }
    double_length<T> twice() {
        const T hi = single();
        return normalised(hi,
                          hi * std::numeric_limits<T>::epsilon() * std::uniform_real_distribution<T>(-.5, .5)(random_));
    }

private:
    std::mt19937_64 random_{1};
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a product of two numbers has no error", "", code_types) {
    random_numbers<TestType> random;
    for (int i = 0; i < 1000; ++i) {
        const auto a = random.single(), b = random.single();
        const auto product = two_product(a, b);
        CHECK(product.hi == a * b);
        CHECK(exact(product) == static_cast<real>(a) * static_cast<real>(b));
    }
}

TEMPLATE_LIST_TEST_CASE("products and quotients are good to twice the precision", "", code_types) {
    random_numbers<TestType> random;
    const real u = static_cast<real>(std::numeric_limits<TestType>::epsilon()) / 2;
    for (int i = 0; i < 1000; ++i) {
        const auto a = random.twice(), b = random.twice();
        const auto x = random.single();
        const auto within = [&](double_length<TestType> result, const real &expected, int units) {
            return abs(exact(result) - expected) <= units * u * u * abs(expected);
        };
        CHECK(within(a * b, exact(a) * exact(b), 7));
        CHECK(within(a * x, exact(a) * static_cast<real>(x), 3));
        CHECK(within(a / x, exact(a) / static_cast<real>(x), 3));
        CHECK(exact(halved(a)) * 2 == exact(a));
        CHECK(rounded(a) == a.hi);
    }
}
