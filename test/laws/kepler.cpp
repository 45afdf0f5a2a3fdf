// SPDX-License-Identifier: MPL-2.0
// Solutions of Kepler's equation over the whole range, and where it is hard: next to parabolas, to zero, and to whole
// revolutions. What does not depend on the place of evaluation is shown by the laws of all functions.
// covers: number/kepler
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include <fmt/format.h>

#include "number/kepler.hpp"
#include "test/laws/kepler_reference.hpp"
#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"

using namespace brook::test;
using namespace brook::detail::kepler;

namespace {

template <typename T>
class numbers {
public:
    T uniform(double from, double to) {
        return static_cast<T>(std::uniform_real_distribution<long double>(from, to)(random_));
    }
    /// Of any size between powers of two, with either sign.
    T of_any_size(int from, int to) {
        return std::ldexp(uniform(.5, 1), static_cast<int>(uniform(from, to))) * (random_() % 2 == 0 ? 1 : -1);
    }
    /// Many are next to 0 or 1.
    T eccentricity() {
        const int digits = std::numeric_limits<T>::digits;
        switch (random_() % 3) {
        case 0:
            return uniform(0, .9999);
        case 1:
            return 1 - std::abs(of_any_size(1 - digits, -1));
        default:
            return std::abs(of_any_size(-70, 0));
        }
    }
    /// Next to zero, next to whole revolutions, in the first, and of all sizes.
    T mean_anomaly() {
        switch (random_() % 4) {
        case 0:
            return of_any_size(
                -150 < std::numeric_limits<T>::min_exponent ? std::numeric_limits<T>::min_exponent : -150, 3);
        case 1:
            return static_cast<T>(std::floor(uniform(-1e6, 1e6)) * 6.28318530717958647692528676655900577L);
        case 2:
            return uniform(-3.2, 3.2);
        default:
            return of_any_size(0, 70);
        }
    }

private:
    std::mt19937_64 random_{3};
};

template <typename T>
void check(T value, const real &exact, const std::string &where) {
    const double error = value == 0 && exact == 0 ? 0 : ulps_between(value, exact);
    if (!(error <= 3))
        FAIL_CHECK(where << " is " << fmt::format("{}", value) << ", off by " << error << " units in the last place");
}

} // namespace

TEMPLATE_TEST_CASE("eccentric anomalies have all digits", "[kepler]", float, double, long double) {
    numbers<TestType> random;
    for (int i = 0; i < 3000; ++i) {
        const auto e = random.eccentricity(), m = random.mean_anomaly();
        check(kepE(e, m), exact_kepE(e, m), fmt::format("kepE({}, {})", e, m));
    }
}

TEMPLATE_TEST_CASE("eccentric longitudes and differences have all digits", "[kepler]", float, double, long double) {
    numbers<TestType> random;
    for (int i = 0; i < 3000; ++i) {
        const auto e = random.eccentricity(), w = random.uniform(-3.2, 3.2), m = random.mean_anomaly();
        const TestType h = e * std::sin(w), k = e * std::cos(w);
        if (!(real(h) * h + real(k) * k < 1))
            continue;
        check(kepF(h, k, m), exact_kepF(h, k, m), fmt::format("kepF({}, {}, {})", h, k, m));
        check(kepDE(h, k, m), exact_kepDE(h, k, m), fmt::format("kepDE({}, {}, {})", h, k, m));
        // At the pericentre, and where the result is next to zero.
        const TestType near = w + random.of_any_size(-50, -1), small = h * (1 + random.of_any_size(-50, -1));
        check(kepF(h, k, near), exact_kepF(h, k, near), fmt::format("kepF({}, {}, {})", h, k, near));
        if (small != 0)
            check(kepF(h, k, small), exact_kepF(h, k, small), fmt::format("kepF({}, {}, {})", h, k, small));
    }
}

// The slope at the pericentre is 10^-15, and that of its inverse 10^15.
TEST_CASE("a millionth of a revolution from the pericentre of an orbit that is nearly a parabola", "[kepler]") {
    for (const double e : {1 - 1e-15, 1 - 1e-10, 1 - 0x1p-53}) {
        for (int i = -200; i <= 200; ++i) {
            const double m = std::copysign(std::exp2(-.7 * std::abs(i)), i);
            check(kepE(e, m), exact_kepE(e, m), fmt::format("kepE({}, {})", e, m));
            for (int turns : {1, -3, 100000})
                check(kepE(e, m + 2 * M_PI * turns), exact_kepE(e, m + 2 * M_PI * turns),
                      fmt::format("kepE({}, {})", e, m + 2 * M_PI * turns));
            const double h = .6 * e, k = .8 * e, lam = h * 1.0724 + m; // atan2(.6, .8) = .6435
            check(kepF(h, k, lam), exact_kepF(h, k, lam), fmt::format("kepF({}, {}, {})", h, k, lam));
        }
    }
}

TEMPLATE_TEST_CASE("the three forms agree bit for bit where they are one", "[kepler]", float, double, long double) {
    numbers<TestType> random;
    for (int i = 0; i < 1000; ++i) {
        const auto e = random.eccentricity(), m = random.mean_anomaly();
        const auto x = kepE(e, m);
        CHECK(same_bits(kepE(e, -m), -x));
        CHECK(same_bits(kepF(TestType(0), e, m), x));
        CHECK(same_bits(kepDE(TestType(0), e, m), x));
    }
}

TEMPLATE_TEST_CASE("where there is no ellipse there is no anomaly", "[kepler]", float, double, long double) {
    using T = TestType;
    using limits = std::numeric_limits<T>;
    const T nan = limits::quiet_NaN(), inf = limits::infinity(), below_one = 1 - limits::epsilon() / 2;
    for (const T e : {T(-.1L), T(1), T(1.5), -limits::denorm_min(), inf, -inf, nan})
        CHECK(std::isnan(kepE(e, T(.5))));
    for (const T e : {T(0), T(.5), below_one}) {
        CHECK(std::isnan(kepE(e, nan)));
        CHECK(kepE(e, inf) == inf);
        CHECK(kepE(e, -inf) == -inf);
        CHECK(kepE(e, limits::max()) == limits::max());
        CHECK(same_bits(kepE(e, T(-0.)), T(-0.)));
    }
    // 0.6 and 0.8 are rounded, and so that the sum of their squares is 1 exactly only if they were not.
    const T h = T(.6L), k = T(.8L);
    const bool inside = real(h) * h + real(k) * k < 1;
    CHECK(std::isnan(kepF(h, k, T(1))) == !inside);
    CHECK(std::isnan(kepDE(h, k, T(1))) == !inside);
    const T tiny = std::ldexp(T(1), -limits::digits);
    for (const T s : {T(0), tiny}) { // (1 - epsilon / 2)^2 + tiny^2 is less than 1
        CHECK_FALSE(std::isnan(kepF(s, below_one, T(1))));
        CHECK_FALSE(std::isnan(kepDE(s, below_one, T(1))));
    }
    for (const auto &[a, b] : {std::pair(T(1), T(0)),
                               {T(0), T(-1)},
                               {limits::max(), T(0)},
                               {T(0), -inf},
                               {nan, T(0)},
                               {T(0), nan},
                               {T(.8L), T(.7L)},
                               {limits::max(), limits::max()}}) {
        CHECK(std::isnan(kepF(a, b, T(1))));
        CHECK(std::isnan(kepDE(a, b, T(1))));
    }
}

TEST_CASE("eccentric anomalies rise with the mean anomaly", "[kepler]") {
    for (const float e : {.2f, .9f, .99999f}) {
        float before = kepE(e, -.01f);
        for (float m = -.01f; m < .01f; m = m + .01f / 3000) {
            const auto x = kepE(e, m);
            CHECK(x >= before);
            before = x;
        }
    }
}
