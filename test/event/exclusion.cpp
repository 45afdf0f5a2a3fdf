// SPDX-License-Identifier: MPL-2.0
// Polynomials that are excluded have no zeros, in lanes as alone.
// covers: exclusion_bounds
#include <cmath>
#include <limits>
#include <vector>

#include "event/exclusion.hpp"
#include "support/flush_subnormals.hpp"
#include "test/event/exact_polynomial.hpp"
#include "test/event/random_polynomial.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook::detail;
using namespace event_test;

namespace {

using brook::test::code_types;

constexpr std::uint32_t order = 20;

// Coefficients of an order beside each other, and a step for each polynomial.
template <typename T>
struct rows {
    std::size_t count;
    std::vector<T> c, h;

    rows(std::size_t n, std::uint64_t seed) : count(n), c((order + 1) * n), h(n) {
        random_polynomials random(seed);
        for (std::size_t j = 0; j < n; ++j) {
            const auto p = random.make<T>(static_cast<kind>(random.below(kinds)));
            for (std::size_t k = 0; k < p.c.size(); ++k)
                c[k * n + j] = p.c[k];
            h[j] = p.h;
        }
    }
    std::vector<T> polynomial(std::size_t j) const {
        std::vector<T> one;
        for (std::uint32_t k = 0; k <= order; ++k)
            one.push_back(c[k * count + j]);
        return one;
    }
};

template <typename T, std::uint32_t W>
std::vector<T> bounds(const rows<T> &r) {
    std::vector<T> result(r.count);
    for (std::size_t j = 0; j < r.count; j += W) {
        typename lane_vector<T, W>::type bound[1], h[1];
        lane_vector<T, W>::load(h[0], r.h.data() + j);
        exclusion<T, W, 1>{{r.c.data() + j}, r.count, order}.bounds(bound, h);
        lane_vector<T, W>::store(result.data() + j, bound[0]);
    }
    return result;
}

template <typename T>
std::vector<exclusion_status> statuses(const rows<T> &r, bool one_h = false) {
    std::vector<exclusion_status> result(r.count, static_cast<exclusion_status>(7));
    exclude_zeros<T>({r.c.data(), r.count, order, r.h.data(), one_h, result.data()}, r.count);
    return result;
}

template <typename T>
exclusion_status expected_status(const T *c, std::size_t stride, T h) {
    if (!excludes_zeros(c, stride, order, h))
        return exclusion_status::open;
    return c[0] > 0 ? exclusion_status::positive : exclusion_status::negative;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("what is excluded has no zero", "", code_types) {
    const rows<TestType> r(600, 1);
    const auto result = statuses(r);
    int positive = 0, negative = 0;
    for (std::size_t j = 0; j < r.count; ++j) {
        const auto c = r.polynomial(j);
        CHECK(result[j] == expected_status(c.data(), 1, r.h[j]));
        if (result[j] == exclusion_status::open)
            continue;
        const bool above = result[j] == exclusion_status::positive;
        (above ? positive : negative) += 1;
        const auto p = exact_coefficients(c);
        const auto zero = dyadic_of(TestType(0)), end = dyadic_of(r.h[j]);
        CHECK(sign_at(p, zero) == (above ? 1 : -1));
        CHECK(sign_at(p, end) == (above ? 1 : -1));
        CHECK((r.h[j] > 0 ? sturm(p).zeros(zero, end) : sturm(p).zeros(end, zero)) == 0);
    }
    CHECK(positive > 10);
    CHECK(negative > 10);
}

TEMPLATE_LIST_TEST_CASE("lanes have the bits of a single polynomial", "", code_types) {
    const rows<TestType> r(64, 2);
    const auto one = bounds<TestType, 1>(r);
    if constexpr (exclusion_width < TestType >> 1) {
        CHECK(one == bounds<TestType, 2>(r));
        CHECK(one == bounds<TestType, 4>(r));
        CHECK(one == bounds<TestType, 8>(r));
    }
    // Rests of all lengths.
    for (std::size_t n = 0; n < 40; ++n) {
        const rows<TestType> part(n, n);
        const auto result = statuses(part);
        for (std::size_t j = 0; j < n; ++j)
            CHECK(result[j] == expected_status(part.c.data() + j, n, part.h[j]));
        if (n == 0)
            continue;
        const auto shared = statuses(part, true);
        for (std::size_t j = 0; j < n; ++j)
            CHECK(shared[j] == expected_status(part.c.data() + j, n, part.h[0]));
    }
}

TEMPLATE_LIST_TEST_CASE("zeros at the very ends are not excluded, and those beside them are", "", code_types) {
    using T = TestType;
    const auto excludes = [](std::vector<T> c, T h) {
        return excludes_zeros(c.data(), 1, static_cast<std::uint32_t>(c.size() - 1), h);
    };
    const T eps = std::numeric_limits<T>::epsilon();
    CHECK(!excludes({0, 1}, 1));
    CHECK(!excludes({0, 0}, 1));
    CHECK(!excludes({1, -1}, 1));
    CHECK(!excludes({-1, -1}, -1));
    CHECK(!excludes({1, -1}, 1 - eps));
    CHECK(excludes({1, -1}, 1 - 32 * eps));
    // Away from the axis, however fast.
    CHECK(excludes({1, 1000}, 1));
    CHECK(excludes({-1, 1000}, -1));
    CHECK(excludes({1, 1000, -1, 0, 1000}, 1));
    CHECK(!excludes({1, -1000}, 1));
    CHECK(excludes({5}, 1));
    constexpr T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    for (const T odd : {inf, -inf, nan}) {
        CHECK(!excludes({1, odd}, 1));
        CHECK(!excludes({1, 0, odd}, -1));
        CHECK(!excludes({odd, 1}, 1));
        CHECK(!excludes({1, T(.1)}, odd));
    }
}

TEMPLATE_LIST_TEST_CASE("bounds are below all values, and well below those at the ends", "", code_types) {
    random_polynomials random(4);
    int n = 0;
    for (int i = 0; i < 600; ++i) {
        const auto p = random.make<TestType>(static_cast<kind>(i % kinds));
        const auto p_order = static_cast<std::uint32_t>(p.c.size() - 1);
        const TestType h[1] = {p.h};
        TestType bound[1], mirrored_bound[1];
        exclusion<TestType, 1, 1>{{p.c.data()}, 1, p_order}.bounds(bound, h);
        const auto value = [&](const real &t) {
            real sum = 0;
            for (std::size_t k = p.c.size(); k-- > 0;)
                sum = sum * t + static_cast<real>(p.c[k]);
            return sum;
        };
        real size = 0, power = 1;
        for (const auto x : p.c) {
            size += abs(power * static_cast<real>(x));
            power *= static_cast<real>(p.h);
        }
        for (int j = 0; j <= 16; ++j)
            CHECK(static_cast<real>(bound[0]) <= abs(value(static_cast<real>(p.h) * j / 16)));
        const real doubt = (2 * p_order + 4) * std::numeric_limits<TestType>::epsilon() * size;
        if (bound[0] > 0) {
            CHECK(abs(static_cast<real>(p.c[0])) > doubt);
            CHECK(abs(value(static_cast<real>(p.h))) > doubt);
        }
        n += bound[0] > 0;
        auto c = p.c;
        for (std::size_t k = 1; k < c.size(); k += 2)
            c[k] = -c[k];
        const TestType minus_h[1] = {-p.h};
        exclusion<TestType, 1, 1>{{c.data()}, 1, p_order}.bounds(mirrored_bound, minus_h);
        CHECK(bound[0] == mirrored_bound[0]);
    }
    CHECK(n > 40);
}

TEMPLATE_LIST_TEST_CASE("nothing is excluded by losing subnormal numbers", "", code_types) {
    if constexpr (std::numeric_limits<TestType>::max_exponent <= 1024) { // others are never flushed to zero
        random_polynomials random(9);
        int with_zero = 0, n = 0;
        for (int i = 0; i < 3000; ++i) {
            const auto p = random.make_extreme<TestType>();
            const auto p_order = static_cast<std::uint32_t>(p.c.size() - 1);
            bool excluded = excludes_zeros(p.c.data(), 1, p_order, p.h);
            {
                const flush_subnormals guard;
                excluded = excludes_zeros(p.c.data(), 1, p_order, p.h) || excluded;
            }
            n += excluded;
            const auto exact = exact_coefficients(p.c);
            const bool has_zero =
                sign_at(exact, dyadic_of(TestType(0))) * sign_at(exact, dyadic_of(p.h)) <= 0; // it goes one way
            with_zero += has_zero;
            if (excluded && has_zero)
                FAIL_CHECK("polynomial " << i << " has a zero");
        }
        CHECK(with_zero > 400);
        CHECK(n > 100);
    }
}

TEMPLATE_LIST_TEST_CASE("most events that are far away are excluded", "", code_types) {
    // Polynomials as of steps, which fall by a factor of e^2 from order to order, at a distance of 1.
    random_polynomials random(5);
    int n = 0;
    for (int i = 0; i < 1000; ++i) {
        std::vector<TestType> c;
        for (std::uint32_t k = 0; k <= order; ++k)
            c.push_back(static_cast<TestType>((k == 0 ? 1 : random.uniform(-3, 3)) * std::exp(-2. * k)));
        n += excludes_zeros(c.data(), 1, order, TestType(1));
    }
    CHECK(n == 1000);
}
