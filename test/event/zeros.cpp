// SPDX-License-Identifier: MPL-2.0
// Zeros of random polynomials, compared with Sturm's sequences of the rounded coefficients in exact arithmetic.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "event/zeros.hpp"
#include "test/event/exact_polynomial.hpp"
#include "test/event/random_polynomial.hpp"
#include "test/support/catch.hpp"
#include "test/support/types.hpp"

using namespace brook::detail;
using namespace event_test;

namespace {

using brook::test::code_types;

template <typename T>
std::vector<polynomial_zero<T>> zeros_of(zero_finder<T> &finder, const std::vector<T> &c, T h) {
    const auto zeros = finder.find(c.data(), 1, static_cast<std::uint32_t>(c.size() - 1), h);
    return {zeros.begin(), zeros.end()};
}

template <typename T>
std::vector<polynomial_zero<T>> zeros_of(const std::vector<T> &c, T h) {
    zero_finder<T> finder;
    return zeros_of(finder, c, h);
}

// t -> -t.
template <typename T>
std::vector<T> mirrored(std::vector<T> c) {
    for (std::size_t k = 1; k < c.size(); k += 2)
        c[k] = -c[k];
    return c;
}

// One polynomial of positive step in exact arithmetic.
template <typename T>
class judge {
public:
    judge(const std::vector<T> &c, T h) : c_(c), h_(h), p_(exact_coefficients(c)), chain_(p_) {}

    int sign(T t) const { return sign_at(p_, dyadic_of(t)); }
    int zeros(T a, T b) const { return chain_.zeros(dyadic_of(a), dyadic_of(b)); }

    // Whether the value is below the rounding errors of double length, so that neither its sign nor zeros can be known.
    bool open(T t) const {
        real value = 0, size = 0, power = 1, power_of_h = 1;
        for (const T x : c_) {
            value += power * static_cast<real>(x);
            size += abs(power_of_h * static_cast<real>(x));
            power *= static_cast<real>(t);
            power_of_h *= static_cast<real>(h_);
        }
        const real eps = std::numeric_limits<T>::epsilon();
        return abs(value) <=
               50 * static_cast<real>(c_.size()) * eps * eps * size + std::numeric_limits<T>::min() * size;
    }

    // No sign is lost between a and b, which have no zero reported between them: the signs at both are equal, the
    // function touches the axis, or does not leave it between zeros, or these are neighbours.
    bool nothing_between(T a, T b) const {
        if (!(a < b) || zeros(a, b) == 0)
            return true;
        ++passed_over;
        T first = b, last = a;
        for (T low = a; std::nextafter(low, first) < first;) {
            const T middle = low + (first - low) / 2;
            (zeros(a, middle) > 0 ? first : low) = middle;
        }
        const T after = std::nextafter(first, b);
        if (open(a) || sign(after) == sign(a))
            return nothing_between(after, b);
        for (T high = b; std::nextafter(last, high) < high;) {
            const T middle = last + (high - last) / 2;
            (zeros(middle, b) > 0 ? last : high) = middle;
        }
        bool fine = sign(a) == sign(b) || open(a) || open(b);
        for (int i = 0; i <= 16; ++i)
            fine = fine && (open(first + (last - first) * i / 16) || std::nextafter(first, last) >= last);
        return fine;
    }

    mutable int passed_over = 0;

private:
    std::vector<T> c_;
    T h_;
    coefficients p_;
    sturm chain_;
};

struct tally {
    int zeros = 0, passed_over = 0, open = 0, wrong = 0;
};

template <typename T>
void compare(const std::vector<polynomial_zero<T>> &found, const judge<T> &exact, T h, tally &t) {
    T from = 0;
    // A zero at 0 belongs to the step, one at h does not.
    bool right = exact.sign(T(0)) != 0 || (!found.empty() && found.front().time == 0);
    // The sign after the last zero, if it is known.
    int sign = exact.sign(T(0));
    for (const auto &zero : found) {
        const T before = zero.time > 0 ? std::nextafter(zero.time, T(0)) : T(0), after = std::nextafter(zero.time, h);
        right = right && zero.time >= 0 && zero.time < h && std::abs(zero.direction) == 1;
        right = right && (zero.time == 0 || sign == 0 || sign == -zero.direction);
        if (zero.time > 0)
            right = right && (from > before || exact.nothing_between(from, before));
        const bool is_zero = exact.sign(before) == 0 || exact.zeros(before, after) > 0;
        if (!is_zero)
            ++t.open;
        right = right && (is_zero || exact.open(zero.time));
        sign = zero.direction;
        from = after;
    }
    const T end = std::nextafter(h, T(0));
    right = right && exact.nothing_between(from, end);
    right = right && (sign == 0 || exact.sign(end) == sign || exact.open(end) || from >= end);
    t.zeros += static_cast<int>(found.size());
    t.passed_over += exact.passed_over;
    t.wrong += !right;
}

} // namespace

TEMPLATE_LIST_TEST_CASE("no zero is missed, and none invented", "", code_types) {
    random_polynomials random(7);
    std::array<tally, kinds> tallies;
    zero_finder<TestType> finder;
    const int count = std::is_same_v<TestType, double> ? 10'000 : 2'000;
    for (int i = 0; i < count; ++i) {
        const auto k = i % kinds;
        auto p = random.make<TestType>(static_cast<kind>(k));
        const auto found = zeros_of(finder, p.c, p.h);
        // Forward and backward are mirror images, bit for bit.
        const auto other = zeros_of(finder, mirrored(p.c), -p.h);
        bool same = found.size() == other.size();
        for (std::size_t z = 0; same && z < found.size(); ++z)
            same = found[z].time == -other[z].time && found[z].direction == -other[z].direction;
        if (!same)
            FAIL_CHECK("polynomial " << i << " is not mirrored");
        const auto forward = p.h > 0 ? p.c : mirrored(p.c);
        const auto wrong = tallies[k].wrong;
        compare(p.h > 0 ? found : other, judge<TestType>(forward, std::abs(p.h)), std::abs(p.h), tallies[k]);
        if (tallies[k].wrong != wrong)
            FAIL_CHECK("polynomial " << i << " of kind " << k);
    }
    for (int k = 0; k < kinds; ++k) {
        const auto &t = tallies[k];
        UNSCOPED_INFO("kind " << k << ": " << t.zeros << " zeros, " << t.open << " open, passed over at "
                              << t.passed_over << " places");
        CHECK(t.zeros > count / kinds / 8);
    }
    for (const auto k : {kind::separated, kind::clustered, kind::at_the_ends, kind::taylor, kind::one_way}) {
        const auto &t = tallies[static_cast<std::size_t>(k)];
        CHECK(t.passed_over + t.open == 0);
    }
    CHECK(tallies[static_cast<std::size_t>(kind::dyadic_places)].passed_over > 0);
    CHECK(finder.counts().gave_up == 0);
    CHECK(finder.counts().polynomials == 2u * count);
    UNSCOPED_INFO("excluded " << finder.counts().excluded << ", decided in T " << finder.counts().decided);
    CHECK(finder.counts().decided > finder.counts().polynomials / 5);
    CHECK(finder.counts().one_way > finder.counts().polynomials / 10);
}

TEMPLATE_LIST_TEST_CASE("a zero at the beginning belongs to the step, one at the end to the next", "", code_types) {
    using T = TestType;
    using list = std::vector<T>;
    const auto one = [](const list &c, T h, T time, int direction) {
        const auto zeros = zeros_of(c, h);
        REQUIRE(zeros.size() == 1);
        CHECK(zeros[0].time == time);
        CHECK(zeros[0].direction == direction);
    };
    one({0, 2}, 1, 0, 1);
    one({0, -2}, 1, 0, -1);
    one({0, 2}, -1, 0, 1);
    // A touch at 0: rising forward, and falling backward in time.
    one({0, 0, 1}, 1, 0, 1);
    one({0, 0, 1}, -1, 0, -1);
    one({0, 0, 0, -1}, -1, 0, -1);
    one({-0., 0, 0, -1, 0, 0}, 1, 0, -1);
    CHECK(zeros_of(list{-1, 1}, T(1)).empty());
    CHECK(zeros_of(list{1, 1}, T(-1)).empty());
    const T more = std::nextafter(T(1), T(2)), less = std::nextafter(T(1), T(0));
    one({-1, 1}, more, 1, 1);
    one({-less, 1}, 1, less, 1);
    // (t - 1/4) t (t - 1) in a step to 1.
    const auto two = zeros_of(list{0, T(.25), T(-1.25), 1}, T(1));
    REQUIRE(two.size() == 2);
    CHECK(two[0].time == 0);
    CHECK(two[0].direction == 1);
    CHECK(two[1].time == T(.25));
    CHECK(two[1].direction == -1);
}

TEMPLATE_LIST_TEST_CASE("touching is no crossing, and an odd order is one", "", code_types) {
    using T = TestType;
    using list = std::vector<T>;
    CHECK(zeros_of(list{T(.25), -1, 1}, T(1)).empty());
    CHECK(zeros_of(list{T(-.0625), T(.5), T(-1.5), 2, -1}, T(1)).empty());
    const auto triple = zeros_of(list{T(-.125), T(.75), T(-1.5), 1}, T(1));
    REQUIRE(triple.size() == 1);
    // A zero of order three is known to a third of the digits of double length.
    CHECK(std::abs(triple[0].time - T(.5)) < 4 * std::pow(std::numeric_limits<T>::epsilon(), T(2) / 3));
    CHECK(triple[0].direction == 1);
    // The last digit of a coefficient decides: the minimum is above or below the axis.
    const T quarter = T(.25);
    CHECK(zeros_of(list{std::nextafter(quarter, T(1)), -1, 1}, T(1)).empty());
    const auto pair = zeros_of(list{std::nextafter(quarter, T(0)), -1, 1}, T(1));
    REQUIRE(pair.size() == 2);
    CHECK(pair[0].direction == -1);
    CHECK(pair[1].direction == 1);
    CHECK(pair[0].time < T(.5));
    CHECK(pair[1].time > T(.5));
}

TEMPLATE_LIST_TEST_CASE("what has no zeros", "", code_types) {
    using T = TestType;
    using list = std::vector<T>;
    constexpr T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    zero_finder<T> finder;
    CHECK(zeros_of(finder, list{0, 0, 0}, T(1)).empty());
    CHECK(zeros_of(finder, list{3}, T(1)).empty());
    CHECK(zeros_of(finder, list{0}, T(1)).empty());
    CHECK(finder.counts().gave_up == 0);
    CHECK(finder.counts().excluded == 1);
    CHECK(zeros_of(finder, list{1, -2, nan}, T(1)).empty());
    CHECK(zeros_of(finder, list{inf, -2}, T(1)).empty());
    CHECK(zeros_of(finder, list{nan, -2}, T(1)).empty());
    CHECK(finder.counts().gave_up == 3);
    CHECK(finder.counts().polynomials == 6);
    for (const T h : {T(0), inf, -inf, nan})
        CHECK(zeros_of(finder, list{1, -2}, h).empty());
    CHECK(finder.counts().polynomials == 6);
}

TEMPLATE_LIST_TEST_CASE("units do not matter", "", code_types) {
    using T = TestType;
    const int most = std::numeric_limits<T>::max_exponent - 8;
    // (t / h - 3/8) (t / h - 5/8) (t / h + 1), with coefficients and steps of all sizes.
    const std::vector<T> c{T(.234375), T(-.765625), 0, 1};
    for (const int size : {-most + 16, -30, 0, 30, most})
        for (const int step : {-most / 2, -20, 0, 20, most / 2}) {
            std::vector<T> scaled;
            bool fits = true;
            for (int k = 0; k < 4; ++k) {
                scaled.push_back(std::ldexp(c[k], size - k * step));
                fits = fits && std::ldexp(scaled[k], k * step - size) == c[k] && std::isfinite(scaled[k]);
            }
            if (!fits)
                continue;
            const auto zeros = zeros_of(scaled, std::ldexp(T(1), step));
            REQUIRE(zeros.size() == 2);
            CHECK(zeros[0].time == std::ldexp(T(.375), step));
            CHECK(zeros[1].time == std::ldexp(T(.625), step));
            CHECK(zeros[0].direction == -1);
        }
}

TEMPLATE_LIST_TEST_CASE("a stride picks one trajectory of several", "", code_types) {
    random_polynomials random(3);
    for (int i = 0; i < 60; ++i) {
        const auto p = random.make<TestType>(static_cast<kind>(i % kinds));
        std::vector<TestType> wide(3 * p.c.size(), TestType(1));
        for (std::size_t k = 0; k < p.c.size(); ++k)
            wide[3 * k + 1] = p.c[k];
        zero_finder<TestType> finder;
        const auto zeros = finder.find(wide.data() + 1, 3, static_cast<std::uint32_t>(p.c.size() - 1), p.h);
        const auto expected = zeros_of(p.c, p.h);
        CHECK(std::equal(zeros.begin(), zeros.end(), expected.begin(), expected.end(),
                         [](auto a, auto b) { return a.time == b.time && a.direction == b.direction; }));
    }
}
