// SPDX-License-Identifier: MPL-2.0
// Tables of polynomials: what they accept, which piece an argument belongs to, values and derivatives.
// covers: polynomial_content
#include <brook/math/polynomial_table.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <brook/calculus/diff.hpp>
#include <brook/math/functions.hpp>

#include "math/polynomial_content.hpp"
#include "test/support/catch.hpp"
#include "test/support/same_bits.hpp"
#include "test/support/types.hpp"

using namespace brook;
using test::same_bits;

namespace {

using coefficients = std::vector<std::vector<double>>;
constexpr double infinity = std::numeric_limits<double>::infinity(),
                 no_number = std::numeric_limits<double>::quiet_NaN();

polynomial_table random_table(std::size_t pieces, std::size_t degree, polynomial_basis basis, bool uniform,
                              beyond_breaks beyond = beyond_breaks::nan) {
    std::mt19937 random(static_cast<unsigned>(100 * pieces + degree));
    std::uniform_real_distribution<double> number(-1, 1);
    std::vector<double> breaks{-1.5};
    coefficients all;
    for (std::size_t i = 0; i < pieces; ++i) {
        breaks.push_back(breaks.back() + (uniform ? .375 : .25 + std::abs(number(random))));
        all.emplace_back();
        for (std::size_t j = 0; j <= degree; ++j)
            all.back().push_back(number(random) / static_cast<double>(j + 1));
    }
    return {breaks, all, basis, beyond};
}

// The polynomial of a piece, wherever x is, and the sum of the magnitudes of its terms.
std::pair<long double, long double> reference(const polynomial_table &t, std::size_t piece, long double x) {
    const long double a = t.breaks()[piece], b = t.breaks()[piece + 1];
    const long double u = t.basis() == polynomial_basis::power ? x - a : 2 * (x - a) / (b - a) - 1;
    long double power = 1, before = 0, sum = 0, size = 0;
    for (const double c : t.coefficients(piece)) {
        sum += c * power;
        size += std::abs(c * power);
        if (t.basis() == polynomial_basis::power)
            power *= u;
        else // T_1 = u T_0
            before = std::exchange(power, before == 0 && power == 1 ? u : 2 * u * power - before);
    }
    return {sum, size};
}

std::size_t piece_of(const polynomial_table &t, double x) {
    std::size_t i = 0;
    while (i + 1 < t.size() && x >= t.breaks()[i + 1])
        ++i;
    return i;
}

std::string text(const expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

} // namespace

TEST_CASE("a table says what is wrong with its data", "[polynomial_table]") {
    using Catch::Matchers::ContainsSubstring;
    const auto fails = [](std::vector<double> breaks, coefficients c, const std::string &why) {
        CHECK_THROWS_WITH(polynomial_table(breaks, c), ContainsSubstring(why));
        CHECK_THROWS_AS(piecewise_polynomial("x"_var, breaks, c), std::invalid_argument);
    };
    fails({}, {}, "two breaks or more, but 0");
    fails({1}, {}, "two breaks or more, but 1");
    fails({1, 1}, {{0}}, "ascending, but break 1 is 1, and the one before is 1");
    fails({1, 2, 1.5}, {{0}, {0}}, "ascending, but break 2");
    fails({1, no_number}, {{0}}, "finite, but break 1 is nan");
    fails({-infinity, 1}, {{0}}, "finite, but break 0 is -inf");
    fails({0, 1, 2}, {{0}}, "of 2 pieces, but got those of 1");
    fails({0, 1}, {{}}, "piece 0 has none");
    fails({0, 1, 2}, {{0, 1}, {0}}, "piece 0 has 2, and piece 1 has 1");
    fails({0, 1, 2}, {{0, 1}, {0, infinity}}, "coefficient 1 of piece 1 is inf");
}

TEST_CASE("a table shows its data, and copies share them", "[polynomial_table]") {
    const polynomial_table t({0, 1, 3}, {{1, 2}, {3, 4}}, polynomial_basis::chebyshev, beyond_breaks::extrapolate);
    CHECK(t.breaks() == std::vector<double>{0, 1, 3});
    CHECK(t.size() == 2);
    CHECK(t.degree() == 1);
    CHECK(t.basis() == polynomial_basis::chebyshev);
    CHECK(t.beyond() == beyond_breaks::extrapolate);
    CHECK(t.coefficients(1)[0] == 3);
    CHECK_THROWS_AS(t.coefficients(2), std::out_of_range);
    polynomial_table copy = t, other({0, 1}, {{7}});
    CHECK(&copy.breaks() == &t.breaks());
    other = copy;
    CHECK(&other.breaks() == &t.breaks());
    CHECK(other == t);
    other = *&other;
    CHECK(other(2.) == t(2.));
}

TEST_CASE("equality and hashes of functions cover all data", "[polynomial_table]") {
    const auto x = "x"_var;
    const auto with = [&](std::vector<double> breaks, coefficients c, auto... more) {
        return piecewise_polynomial(x, std::move(breaks), std::move(c), more...);
    };
    const auto f = with({0, 1, 2}, {{1, 2}, {3, 4}});
    CHECK(f == with({0, 1, 2}, {{1, 2}, {3, 4}}));
    CHECK(std::hash<expression>()(f) == std::hash<expression>()(with({0, 1, 2}, {{1, 2}, {3, 4}})));
    for (const auto &other :
         {with({0, 1, 2.5}, {{1, 2}, {3, 4}}), with({0, 1, 2}, {{1, 2}, {3, 5}}), with({0, 2}, {{1, 2, 3, 4}}),
          with({0, 1, 2}, {{1, 2}, {3, 4}}, polynomial_basis::chebyshev),
          with({0, 1, 2}, {{1, 2}, {3, 4}}, polynomial_basis::power, beyond_breaks::extrapolate)}) {
        CHECK(f != other);
        CHECK(polynomial_table({0, 1, 2}, {{1, 2}, {3, 4}}) != polynomial_table({0, 1, 2}, {{1, 2}, {3, 5}}));
    }
    CHECK(piecewise_polynomial("y"_var, {0, 1, 2}, {{1, 2}, {3, 4}}) != f);
    CHECK(subs(f, {{"x", "y"_var}}) == piecewise_polynomial("y"_var, {0, 1, 2}, {{1, 2}, {3, 4}}));
    CHECK(text(f) == "piecewise_polynomial(x, 2 pieces of degree 1)");
}

TEMPLATE_LIST_TEST_CASE("values of many pieces and degrees, at, between and beyond breaks", "[polynomial_table]",
                        test::code_types) {
    using T = TestType;
    const auto eps = static_cast<long double>(std::numeric_limits<T>::epsilon());
    for (const auto basis : {polynomial_basis::power, polynomial_basis::chebyshev})
        for (const bool uniform : {false, true})
            for (const std::size_t pieces : {1, 2, 7, 40})
                for (const std::size_t degree : {0, 1, 2, 3, 8, 15}) {
                    const auto strict = random_table(pieces, degree, basis, uniform);
                    const auto lenient = random_table(pieces, degree, basis, uniform, beyond_breaks::extrapolate);
                    CAPTURE(pieces, degree, uniform, int(basis));
                    const auto check = [&](T x, std::size_t piece) {
                        const auto [value, size] = reference(strict, piece, static_cast<long double>(x));
                        // Breaks are rounded to T as well.
                        const auto bound = (50 + 200 * static_cast<long double>(degree * degree)) * eps * (1 + size);
                        CHECK(std::abs(static_cast<long double>(strict(x)) - value) <= bound);
                        CHECK(same_bits(strict(x), lenient(x)));
                    };
                    for (std::size_t i = 0; i < pieces; ++i) {
                        const double a = strict.breaks()[i], b = strict.breaks()[i + 1];
                        check(T(a), i);
                        for (const double s : {.125, .5, .75})
                            check(T(a + s * (b - a)), i);
                    }
                    check(T(strict.breaks().back()), pieces - 1);
                    for (const T x : {T(strict.breaks().front()) - T(.125), T(strict.breaks().back()) + T(.125),
                                      -std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN()})
                        CHECK(std::isnan(strict(x)));
                    CHECK(std::isnan(lenient(std::numeric_limits<T>::quiet_NaN())));
                    for (const T x : {T(strict.breaks().front()) - T(.125), T(strict.breaks().back()) + T(.125)}) {
                        const auto [value, size] =
                            reference(strict, piece_of(strict, double(x)), static_cast<long double>(x));
                        const auto bound = (50 + 200 * static_cast<long double>(degree * degree)) * eps * (1 + size);
                        CHECK(std::abs(static_cast<long double>(lenient(x)) - value) <= 10 * bound);
                    }
                }
}

TEST_CASE("derivatives are tables of the same breaks", "[polynomial_table]") {
    for (const auto basis : {polynomial_basis::power, polynomial_basis::chebyshev})
        for (const std::size_t degree : {1, 2, 3, 8, 15}) {
            const auto t = random_table(5, degree, basis, false);
            const auto &d = t.derivative();
            CAPTURE(degree, int(basis));
            CHECK(d.breaks() == t.breaks());
            CHECK(d.degree() == degree - 1);
            CHECK(d.basis() == basis);
            for (std::size_t i = 0; i < t.size(); ++i)
                for (const long double s : {.25L, .5L, .875L}) {
                    const auto x = t.breaks()[i] + s * (t.breaks()[i + 1] - t.breaks()[i]);
                    const long double h = 1e-5L;
                    const auto at = [&](long double y) { return reference(t, i, y).first; };
                    // Of fourth order.
                    const auto slope = (8 * (at(x + h) - at(x - h)) - (at(x + 2 * h) - at(x - 2 * h))) / (12 * h);
                    CHECK(std::abs(reference(d, i, x).first - slope) <
                          1e-11L * static_cast<long double>(1 + degree * degree * degree * degree));
                }
        }
    const polynomial_table steps({0, 1, 2}, {{3}, {4}});
    CHECK(steps.derivative().degree() == 0);
    CHECK(steps.derivative()(1.5) == 0);
    CHECK_THROWS_AS(polynomial_table({0, 1}, {{0, 0, 1e308}}).derivative(), std::invalid_argument);
}

TEST_CASE("the symbolic derivative has the table of the derivative", "[polynomial_table]") {
    const auto x = "x"_var;
    const polynomial_table t({0, 1, 2}, {{1, 2, 3}, {4, 5, 6}});
    CHECK(diff(piecewise_polynomial(x, t), "x") == piecewise_polynomial(x, t.derivative()));
    CHECK(diff(piecewise_polynomial(sin(x), t), "x") == piecewise_polynomial(sin(x), t.derivative()) * cos(x));
    CHECK(diff(piecewise_polynomial(x, {0, 1}, {{5}}), "x") == expression(0.));
    CHECK(diff(piecewise_polynomial(x, t), "y") == expression(0.));
    // The functions of one table have the derivative of one table.
    const auto f = diff(piecewise_polynomial(x, t), "x"), g = diff(piecewise_polynomial(2. * x, t), "x");
    CHECK(detail::content_of(std::get<func>(f.value()).rule()) == &detail::polynomial_access::content(t.derivative()));
    CHECK(text(g).find("1 pieces") == std::string::npos);
}

TEMPLATE_LIST_TEST_CASE("the piece ahead is found as near to a break as numbers are", "[polynomial_table]",
                        test::code_types) {
    using T = TestType;
    for (const bool uniform : {false, true}) {
        const auto strict = random_table(6, 2, polynomial_basis::power, uniform);
        const auto lenient = random_table(6, 2, polynomial_basis::power, uniform, beyond_breaks::extrapolate);
        const auto row = [](const polynomial_table &t, T x, T ahead) {
            const auto &content = detail::polynomial_access::content(t);
            const auto place = content.rows<T>().place_of(x, ahead);
            CHECK(place % content.row_size() == 0);
            return place / content.row_size();
        };
        const T tiny = std::numeric_limits<T>::min(), some = T(1) / 64;
        for (std::size_t i = 0; i <= 6; ++i) {
            const T at = static_cast<T>(strict.breaks()[i]);
            for (const T x : {at, std::nextafter(at, T(-100)), std::nextafter(at, T(100))})
                for (const T ahead : {tiny, some}) {
                    CHECK(row(strict, x, ahead) == i); // the row of NaNs is the last one
                    CHECK(row(lenient, x, ahead) == (i < 6 ? i : 5));
                    CHECK(row(strict, x, -ahead) == (i > 0 ? i - 1 : 6));
                    CHECK(row(lenient, x, -ahead) == (i > 0 ? i - 1 : 0));
                }
            CHECK(row(strict, at, T(0)) == (i < 6 ? i : 5));
            if (i == 6)
                continue;
            const T middle = (at + static_cast<T>(strict.breaks()[i + 1])) / 2;
            for (const T ahead : {-some, -tiny, T(0), tiny, some})
                CHECK(row(strict, middle, ahead) == i);
        }
    }
}

TEST_CASE("a type must be able to hold a table", "[polynomial_table]") {
    const polynomial_table near_breaks({2451545, 2451545.0625}, {{1, 2}}), large({0, 1}, {{1e300}});
    CHECK(near_breaks(2451545.) == 1);
    CHECK_THROWS_AS(near_breaks(2451545.f), std::invalid_argument);
    CHECK(large(.5) == 1e300);
    CHECK_THROWS_AS(large(.5f), std::invalid_argument);
}

TEST_CASE("functions keep their table alive", "[polynomial_table]") {
    std::vector<expression> all;
    for (int i = 0; i < 100; ++i)
        all.push_back(piecewise_polynomial("x"_var, {0, 1. + i}, {{1. + i, 2}}));
    all.push_back(diff(all[3] * all[4], "x"));
    auto nested = "x"_var;
    for (int i = 0; i < 50000; ++i) // is destroyed without recursion
        nested = piecewise_polynomial(std::move(nested), {0, 1}, {{1. + i, 2}});
    for (int i = 0; i < 100; ++i)
        CHECK(detail::content_of(std::get<func>(all[std::size_t(i)].value()).rule())->coefficients[0] == 1. + i);
}
