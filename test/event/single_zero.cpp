// SPDX-License-Identifier: MPL-2.0
// Polynomials that rise or fall all through a step, compared with exact arithmetic and with the search for all zeros.
#include "event/single_zero.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "event/isolation.hpp"
#include "event/refine.hpp"
#include "event/scaled_polynomial.hpp"
#include "support/flush_subnormals.hpp"
#include "test/event/exact_polynomial.hpp"
#include "test/event/random_polynomial.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook::detail;
using namespace event_test;

namespace {

using brook::test::code_types;

template <typename T>
using outcome = typename single_zero<T>::outcome;

template <typename T>
std::uint32_t order_of(const std::vector<T> &c) {
    return static_cast<std::uint32_t>(c.size() - 1);
}

template <typename T>
outcome<T> find(single_zero<T> &search, const polynomial<T> &p) {
    return search.find(p.c.data(), 1, order_of(p.c), p.h);
}

template <typename T>
polynomial<T> mirrored(polynomial<T> p) {
    for (std::size_t k = 1; k < p.c.size(); k += 2)
        p.c[k] = -p.c[k];
    p.h = -p.h;
    return p;
}

// In exact arithmetic, for a step forward.
template <typename T>
void check_outcome(const polynomial<T> &p, outcome<T> found, T time) {
    const auto exact = exact_coefficients(p.c);
    const sturm chain(exact);
    const auto zero = dyadic_of(T(0)), end = dyadic_of(p.h);
    const int signs = sign_at(exact, zero) * sign_at(exact, end);
    if (found == outcome<T>::none) {
        CHECK(signs == 1);
        CHECK(chain.zeros(zero, end) == 0);
        return;
    }
    CHECK(signs == -1);
    CHECK(chain.zeros(zero, end) == 1);
    CHECK(time > 0);
    CHECK(time < p.h);
    const auto before = dyadic_of(std::nextafter(time, T(0))), after = dyadic_of(std::nextafter(time, p.h));
    CHECK(sign_at(exact, before) * sign_at(exact, after) <= 0);
}

// The other way to the only zero: the two neighbours between which it is, or one place twice.
template <typename T>
struct long_search {
    scaled_polynomial<T> q;
    isolator<T, double_length<T>> isolate;
    std::vector<isolating_interval<T>> found;

    std::array<T, 2> only_zero(const polynomial<T> &p) {
        REQUIRE(q.assign(p.c.data(), 1, order_of(p.c), p.h) == scaled_polynomial<T>::content::usual);
        REQUIRE(isolate.find(q.coefficients(), q.degree(), q.sign_at_zero(), found) == isolation::complete);
        REQUIRE(found.size() == 1);
        CHECK(found[0].sign_before == (p.c[0] > 0 ? 1 : -1));
        const auto value = [&](T y) { return q.value(y); };
        const T a = found[0].begin.hi * q.mantissa(), b = found[0].end.hi * q.mantissa();
        const auto z = narrowed<T>({a, b, value(a), value(b)}, value);
        return {q.time(z.a), q.time(z.b)};
    }
};

} // namespace

TEMPLATE_LIST_TEST_CASE("a single zero is where exact arithmetic has it", "", code_types) {
    random_polynomials random(31);
    single_zero<TestType> search;
    std::array<int, 3> outcomes{}, of_one_way{};
    for (int i = 0; i < 3500; ++i) {
        const auto k = static_cast<kind>(i % kinds);
        const auto p = random.make<TestType>(k);
        const auto found = find(search, p);
        const auto time = search.time();
        const auto n = static_cast<std::size_t>(found);
        ++outcomes[n];
        of_one_way[n] += k == kind::one_way;
        // Steps backward are mirror images, bit for bit.
        const auto other = mirrored(p);
        CHECK(find(search, other) == found);
        if (found == outcome<TestType>::undecided)
            continue;
        if (found == outcome<TestType>::one)
            CHECK(search.time() == -time);
        check_outcome(p.h > 0 ? p : other, found, std::abs(time));
    }
    CHECK(outcomes[1] > 20);
    CHECK(outcomes[2] > 400);
    CHECK(of_one_way[0] < 150); // one of 12 goes away from the axis, and slopes of others differ by too much
    CHECK(of_one_way[2] > 300);
}

TEMPLATE_LIST_TEST_CASE("the search for all zeros finds the same one", "", code_types) {
    random_polynomials random(32);
    single_zero<TestType> search;
    long_search<TestType> other;
    int n = 0;
    for (int i = 0; i < 2100; ++i) {
        const auto p = random.make<TestType>(static_cast<kind>(i % kinds));
        if (find(search, p) != outcome<TestType>::one)
            continue;
        ++n;
        const TestType time = search.time();
        const auto [a, b] = other.only_zero(p);
        CHECK(std::abs(time) >= std::abs(std::nextafter(std::abs(a) < std::abs(b) ? a : b, TestType(0))));
        CHECK(std::abs(time) <= std::abs(std::nextafter(std::abs(a) < std::abs(b) ? b : a, p.h)));
    }
    CHECK(n > 200);
}

TEMPLATE_LIST_TEST_CASE("what is not clear is left to others", "", code_types) {
    using T = TestType;
    single_zero<T> search;
    const auto undecided = [&](std::vector<T> c, T h) {
        return find(search, polynomial<T>{std::move(c), h}) == outcome<T>::undecided;
    };
    const T eps = std::numeric_limits<T>::epsilon();
    // Zeros at the ends, and too close to the second.
    CHECK(undecided({0, 1}, 1));
    CHECK(undecided({-0., -1}, 1));
    CHECK(undecided({-1, 1}, 1));
    CHECK(undecided({-1 + eps, 1}, 1));
    CHECK(!undecided({-1 + 64 * eps, 1}, 1));
    // Both ways, flat at the end, and a triple zero.
    CHECK(undecided({T(-.5), T(-.2), 1}, 1));
    CHECK(undecided({T(-.5), 2, -1}, 1));
    CHECK(undecided({T(-.125), T(.75), T(-1.5), 1}, 1));
    CHECK(undecided({3}, 1));
    CHECK(undecided({-1, 0, 0}, 1));
    constexpr T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    for (const T odd : {inf, -inf, nan}) {
        CHECK(undecided({-1, odd}, 1));
        CHECK(undecided({-1, 2, 0, odd}, -1));
        CHECK(undecided({odd, 1}, 1));
        CHECK(undecided({-1, 2}, odd));
    }
    // Powers that are lost at both ends.
    const int most = std::numeric_limits<T>::max_exponent;
    for (const int e : {most / 2 + 1, -most / 2}) {
        const T h = std::ldexp(T(1), e);
        CHECK(undecided({-1, 2 / h, 0}, h));
        CHECK(!undecided({-1, 2 / h}, h));
    }
    CHECK(undecided({-1, 2}, 0));
    // Away from the axis.
    CHECK(undecided({1, 2}, 1));
}

TEMPLATE_LIST_TEST_CASE("orders and strides of all sizes", "", code_types) {
    using T = TestType;
    single_zero<T> search;
    for (const std::uint32_t order : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 9u, 30u, 12u})
        for (const std::size_t stride : {1u, 3u}) {
            // (x + x^2 / 4 + x^3 / 16 + ...) - 1/2, at the zero of x / (1 - x / 4) = 1/2, without the last terms.
            std::vector<T> c((order + 1) * stride, T(100));
            c[0] = T(-.5);
            for (std::uint32_t k = 1; k <= order; ++k)
                c[k * stride] = std::ldexp(T(1), 2 - 2 * static_cast<int>(k));
            REQUIRE(search.find(c.data(), stride, order, 1) == outcome<T>::one);
            const T rest = std::pow(T(1) / 9, static_cast<T>(order));
            CHECK(std::abs(search.time() - T(4) / 9) < T(.5) * rest + 2 * std::numeric_limits<T>::epsilon());
        }
}

TEMPLATE_LIST_TEST_CASE("the time of a single zero scales with its unit", "", code_types) {
    using T = TestType;
    const auto scaled = [](polynomial<T> p, int size, int step) {
        for (std::size_t k = 0; k < p.c.size(); ++k)
            p.c[k] = std::ldexp(p.c[k], size - static_cast<int>(k) * step);
        p.h = std::ldexp(p.h, step);
        return p;
    };
    random_polynomials random(33);
    single_zero<T> search;
    int n = 0;
    for (int i = 0; i < 200; ++i) {
        auto p = random.make<T>(kind::one_way);
        p = scaled(p, -std::ilogb(p.c[1] * p.h), -std::ilogb(p.h));
        if (find(search, p) != outcome<T>::one)
            continue;
        ++n;
        const T time = search.time();
        const int step = random.below(3) - 1;
        REQUIRE(find(search, scaled(p, random.below(9) - 4, step)) == outcome<T>::one);
        CHECK(search.time() == std::ldexp(time, step));
    }
    CHECK(n > 80);
}

TEMPLATE_LIST_TEST_CASE("no single zero is lost or misplaced with subnormal numbers", "", code_types) {
    if constexpr (std::numeric_limits<TestType>::max_exponent <= 1024) { // others are never flushed to zero
        random_polynomials random(34);
        single_zero<TestType> search;
        int n = 0;
        for (int i = 0; i < 3000; ++i) {
            auto p = random.make_extreme<TestType>();
            for (const bool flushes : {false, true}) {
                auto found = outcome<TestType>::undecided;
                if (flushes) {
                    const flush_subnormals guard;
                    found = find(search, p);
                } else
                    found = find(search, p);
                if (found == outcome<TestType>::undecided)
                    continue;
                ++n;
                check_outcome(p.h > 0 ? p : mirrored(p), found, std::abs(search.time()));
            }
        }
        CHECK(n > 40);
    }
}
