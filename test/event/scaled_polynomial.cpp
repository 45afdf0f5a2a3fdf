// SPDX-License-Identifier: MPL-2.0
// Scaled polynomials: their coefficients and values, compared with those of 100 digits.
#include <cmath>
#include <limits>
#include <vector>

#include "event/scaled_polynomial.hpp"
#include "test/event/random_polynomial.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook::detail;
using namespace event_test;

namespace {

using brook::test::code_types;

template <typename T>
real exact(double_length<T> x) {
    return static_cast<real>(x.hi) + static_cast<real>(x.lo);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("coefficients are scaled with double length", "", code_types) {
    using T = TestType;
    random_polynomials random(4);
    const real u = static_cast<real>(std::numeric_limits<T>::epsilon()) / 2;
    scaled_polynomial<T> q;
    for (int i = 0; i < 120; ++i) {
        const auto p = random.make<T>(static_cast<kind>(i % kinds));
        const auto order = static_cast<std::uint32_t>(p.c.size() - 1);
        REQUIRE(q.assign(p.c.data(), 1, order, p.h) == scaled_polynomial<T>::content::usual);
        const auto m = q.order_of_zero();
        CHECK(q.sign_at_zero() == (q.rounded_coefficients()[0] > 0 ? 1 : -1));
        // All have one factor.
        real power = pow(static_cast<real>(p.h), m);
        const real factor = exact(q.coefficients()[0]) / (static_cast<real>(p.c[m]) * power);
        T largest = 0;
        for (std::uint32_t k = 0; k <= q.degree(); ++k) {
            const real expected = static_cast<real>(p.c[m + k]) * power * factor;
            CHECK(abs(exact(q.coefficients()[k]) - expected) <=
                  (3 * k + 6) * u * u * abs(expected) + std::numeric_limits<T>::min());
            CHECK(q.rounded_coefficients()[k] == q.coefficients()[k].hi);
            largest = std::max(largest, std::abs(q.rounded_coefficients()[k]));
            power *= static_cast<real>(p.h);
        }
        CHECK(largest >= T(.25));
        CHECK(largest <= 1);
        CHECK(q.time(q.mantissa()) == p.h);
    }
}

TEMPLATE_LIST_TEST_CASE("values have the sign that double length knows", "", code_types) {
    using T = TestType;
    random_polynomials random(6);
    const real eps = std::numeric_limits<T>::epsilon();
    scaled_polynomial<T> q;
    for (int i = 0; i < 300; ++i) {
        const auto p = random.make<T>(static_cast<kind>(i % kinds));
        q.assign(p.c.data(), 1, static_cast<std::uint32_t>(p.c.size() - 1), p.h);
        const T y = q.mantissa() * static_cast<T>(random.uniform(0, 1));
        real value = 0, size = 0;
        for (std::uint32_t k = q.degree() + 1; k-- > 0;) {
            value = value * static_cast<real>(y) / static_cast<real>(q.mantissa()) + exact(q.coefficients()[k]);
            size = size * static_cast<real>(y) / static_cast<real>(q.mantissa()) + abs(exact(q.coefficients()[k]));
        }
        const real error = 10 * (q.degree() + 1) * eps * eps * size;
        if (abs(value) > error)
            CHECK((q.value(y) > 0) == (value > 0));
        CHECK(abs(static_cast<real>(q.value(y)) - value) <= error + abs(value) / 2);
    }
}

TEMPLATE_LIST_TEST_CASE("zeros at the beginning and at the end of the list are left out", "", code_types) {
    using T = TestType;
    using content = typename scaled_polynomial<T>::content;
    scaled_polynomial<T> q;
    const std::vector<T> c{0, 0, 0, -2, 1, 0, 0};
    CHECK(q.assign(c.data(), 1, 6, T(1)) == content::usual);
    CHECK(q.order_of_zero() == 3);
    CHECK(q.degree() == 1);
    CHECK(q.sign_at_zero() == -1);
    CHECK(q.assign(c.data(), 1, 6, T(-1)) == content::usual);
    CHECK(q.sign_at_zero() == 1);
    CHECK(q.assign(c.data(), 1, 2, T(1)) == content::zero);
    const std::vector<T> odd{1, std::numeric_limits<T>::infinity()};
    CHECK(q.assign(odd.data(), 1, 1, T(1)) == content::not_finite);
}

TEMPLATE_LIST_TEST_CASE("powers of two lose nothing", "", code_types) {
    using T = TestType;
    const int most = std::numeric_limits<T>::max_exponent - 1, least = std::numeric_limits<T>::min_exponent;
    CHECK(times_power_of_two(T(1.5), most) == std::ldexp(T(1.5), most));
    CHECK(times_power_of_two(T(1.5), least) == std::ldexp(T(1.5), least));
    CHECK(times_power_of_two(std::ldexp(T(1.5), least), most - least) == std::ldexp(T(1.5), most));
    CHECK(times_power_of_two(std::ldexp(T(1.5), most), least - most) == std::ldexp(T(1.5), least));
    CHECK(times_power_of_two(std::numeric_limits<T>::denorm_min(), most) ==
          std::ldexp(std::numeric_limits<T>::denorm_min(), most));
    CHECK(times_power_of_two(T(0), most) == 0);
    CHECK(times_power_of_two(T(1), 2 * most) == std::numeric_limits<T>::infinity());
}
