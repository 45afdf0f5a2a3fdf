// SPDX-License-Identifier: MPL-2.0
// Gravity fields in spherical harmonics: closed forms, direct sums of Legendre functions, poles, orbits.
#include <brook/model/sh_gravity.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/model/fixed_centres.hpp>

#include "test/support/catch.hpp"
#include "test/support/mechanics.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

using triple = std::array<double, 3>;

const std::array<expression, 3> xyz{expression("x"), expression("y"), expression("z")};

std::size_t index_of(std::size_t n, std::size_t m) { return n * (n + 1) + 2 * m; }

// C_00 = 1, and others that become small as those of planets do.
std::vector<double> coefficients(std::size_t degree, unsigned seed = 7) {
    auto c = test::random_numbers((degree + 1) * (degree + 2), seed);
    c[0] = 1;
    for (std::size_t n = 1; n <= degree; ++n)
        for (std::size_t i = index_of(n, 0); i < index_of(n + 1, 0); ++i)
            c[i] *= 0.1 / double(n * n);
    return c;
}

double at(const expression &ex, const triple &r) {
    return test::evaluate(ex, test::surroundings<double>{{{"x", r[0]}, {"y", r[1]}, {"z", r[2]}}, {}});
}

triple at(const std::array<expression, 3> &a, const triple &r) { return {at(a[0], r), at(a[1], r), at(a[2], r)}; }

// The sum as it is defined, with Legendre functions from std::assoc_legendre (without the factor (-1)^m).
double direct_sum(const std::vector<double> &c, std::size_t degree, std::size_t order, double mu, double a,
                  const triple &at) {
    const long double x = at[0], y = at[1], z = at[2], r = std::sqrt(x * x + y * y + z * z), lambda = std::atan2(y, x);
    long double U = 0;
    for (std::size_t n = 0; n <= degree; ++n)
        for (std::size_t m = 0; m <= std::min(n, order); ++m) {
            long double norm = (m == 0 ? 1 : 2) * (2 * n + 1.L);
            for (std::size_t k = n - m + 1; k <= n + m; ++k)
                norm /= k;
            const auto P = std::sqrt(norm) * std::assoc_legendre(unsigned(n), unsigned(m), z / r);
            const auto *cs = &c[index_of(n, m)];
            U += std::pow(a / r, static_cast<long double>(n)) * P *
                 (cs[0] * std::cos(m * lambda) + cs[1] * std::sin(m * lambda));
        }
    return double(mu / r * U);
}

triple random_place(unsigned seed) {
    const auto x = test::random_numbers(3, seed);
    const double r = std::hypot(x[0], x[1], x[2]), stretch = (1.1 + std::abs(x[0])) / r;
    return {stretch * x[0], stretch * x[1], stretch * x[2]};
}

auto pot(const std::vector<double> &c, double mu = 1, double a = 1) {
    return model::sh_gravity_pot(xyz, kw::mu = mu, kw::a = a, kw::sh_coefficients = c);
}
auto acc(const std::vector<double> &c, double mu = 1, double a = 1) {
    return model::sh_gravity_acc(xyz, kw::mu = mu, kw::a = a, kw::sh_coefficients = c);
}

} // namespace

TEST_CASE("a field of degree 0 is a point, and J2 has its closed form", "[sh_gravity]") {
    const double mu = 3.986004415e14, a = 6378136.3, J2 = 1.08263e-3;
    for (unsigned seed = 0; seed < 10; ++seed) {
        const auto unit = random_place(seed);
        const triple r{a * unit[0], a * unit[1], a * unit[2]};
        const double d = std::hypot(r[0], r[1], r[2]), s = r[2] / d, q = J2 * (a / d) * (a / d);
        REQUIRE(at(pot({1., 0.}, mu, a), r) == Approx(mu / d).epsilon(1e-14));
        const auto point = at(acc({1., 0.}, mu, a), r);
        const std::vector<double> flat{1., 0., 0., 0., 0., 0., -J2 / std::sqrt(5.), 0., 0., 0., 0., 0.};
        REQUIRE(at(pot(flat, mu, a), r) == Approx(mu / d * (1 - q * (1.5 * s * s - 0.5))).epsilon(1e-14));
        const auto oblate = at(acc(flat, mu, a), r);
        for (std::size_t c = 0; c < 3; ++c) {
            const double g = -mu / (d * d * d) * r[c];
            REQUIRE(point[c] == Approx(g).epsilon(1e-14));
            REQUIRE(oblate[c] == Approx(g * (1 + q * (c == 2 ? 4.5 - 7.5 * s * s : 1.5 - 7.5 * s * s))).epsilon(1e-13));
        }
    }
}

TEST_CASE("potentials are sums of Legendre functions", "[sh_gravity]") {
    const auto c = coefficients(30);
    for (unsigned seed = 0; seed < 10; ++seed) {
        const auto r = random_place(seed);
        REQUIRE(at(pot(c, 2., 1.05), r) == Approx(direct_sum(c, 30, 30, 2., 1.05, r)).epsilon(1e-13));
        const auto cut = model::sh_gravity_pot(xyz, kw::mu = 1., kw::a = 1., kw::sh_coefficients = c,
                                               kw::max_degree = 12, kw::max_order = 5);
        REQUIRE(at(cut, r) == Approx(direct_sum(c, 12, 5, 1, 1, r)).epsilon(1e-13));
    }
}

TEST_CASE("accelerations are gradients of potentials", "[sh_gravity]") {
    const auto c = coefficients(8);
    const auto a = acc(c, 2., 0.9);
    const auto zonal = model::sh_gravity_acc(xyz, kw::mu = 2., kw::a = 0.9, kw::sh_coefficients = c, kw::max_order = 0);
    const auto few = model::sh_gravity_acc(xyz, kw::mu = 2., kw::a = 0.9, kw::sh_coefficients = c, kw::max_degree = 5,
                                           kw::max_order = 2);
    const auto U = pot(c, 2., 0.9);
    const auto U_zonal =
        model::sh_gravity_pot(xyz, kw::mu = 2., kw::a = 0.9, kw::sh_coefficients = c, kw::max_order = 0);
    const auto U_few = model::sh_gravity_pot(xyz, kw::mu = 2., kw::a = 0.9, kw::sh_coefficients = c, kw::max_degree = 5,
                                             kw::max_order = 2);
    for (unsigned seed = 0; seed < 10; ++seed)
        for (std::size_t i = 0; i < 3; ++i) {
            const auto r = random_place(seed);
            REQUIRE(std::abs(at(a[i], r) - at(diff(U, xyz[i]), r)) < 1e-13);
            REQUIRE(std::abs(at(zonal[i], r) - at(diff(U_zonal, xyz[i]), r)) < 1e-13);
            REQUIRE(std::abs(at(few[i], r) - at(diff(U_few, xyz[i]), r)) < 1e-13);
        }
}

TEST_CASE("poles are places like others", "[sh_gravity]") {
    const auto c = coefficients(20);
    const auto a = acc(c);
    for (const double z : {1.25, -1.25}) {
        const auto pole = at(a, {0., 0., z}), beside = at(a, {1e-9, -1e-9, z});
        for (std::size_t i = 0; i < 3; ++i) {
            REQUIRE(std::isfinite(pole[i]));
            REQUIRE(std::abs(pole[i] - beside[i]) < 1e-7);
        }
        REQUIRE(at(pot(c), {0., 0., z}) == Approx(direct_sum(c, 20, 0, 1, 1, {0., 0., z})).epsilon(1e-14));
        // Across the axis only the terms of order 1 pull.
        REQUIRE(pole[0] == Approx((at(pot(c), {1e-4, 0., z}) - at(pot(c), {-1e-4, 0., z})) / 2e-4).margin(1e-5));
    }
}

TEST_CASE("high degrees do not overflow, and stay precise", "[sh_gravity]") {
    const auto c = coefficients(120);
    for (const triple r : {triple{0.9, 0.3, 0.5}, triple{0.02, -0.01, 1.2}}) {
        const cfunc<double> f({pot(c)}, std::vector<expression>(xyz.begin(), xyz.end()));
        double U = 0;
        f(cfunc<double>::out_1d(&U, 1), r);
        REQUIRE(U == Approx(direct_sum(c, 120, 120, 1, 1, r)).epsilon(1e-12));
    }
}

TEST_CASE("coefficients and constants may be parameters", "[sh_gravity]") {
    const auto c = coefficients(3);
    std::vector<expression> symbols;
    std::vector<double> pars;
    for (std::size_t i = 0; i < c.size(); ++i) {
        symbols.push_back(par[i]);
        pars.push_back(c[i]);
    }
    pars.insert(pars.end(), {2., 0.75});
    const auto a =
        model::sh_gravity_acc(xyz, kw::mu = par[c.size()], kw::a = par[c.size() + 1], kw::sh_coefficients = symbols);
    const triple r{0.7, -0.8, 0.9};
    const test::surroundings<double> there{{{"x", r[0]}, {"y", r[1]}, {"z", r[2]}}, pars};
    const auto expected = at(acc(c, 2., 0.75), r);
    for (std::size_t i = 0; i < 3; ++i)
        REQUIRE(test::evaluate(a[i], there) == Approx(expected[i]).epsilon(1e-13));
}

TEST_CASE("the energy of an orbit around an irregular body that rotates is conserved", "[sh_gravity]") {
    const auto c = coefficients(6);
    auto system = model::rotating(kw::omega = {0., 0., 0.25});
    const auto a = acc(c);
    for (std::size_t i = 0; i < 3; ++i)
        system[3 + i].second += a[i];
    REQUIRE(test::drift(system, {1.5, 0., 0.3, 0.1, 0.5, 0.4},
                        model::rotating_energy(kw::omega = {0., 0., 0.25}) - pot(c), 100.) < 1e-13);
}

TEST_CASE("gravity fields that make no sense are refused", "[sh_gravity]") {
    const auto c = coefficients(4);
    const auto field = [&](auto... more) {
        return model::sh_gravity_acc(xyz, kw::mu = 1., kw::a = 1., kw::sh_coefficients = c, more...);
    };
    REQUIRE_THROWS_WITH(acc({1., 0., 0.}), ContainsSubstring("but got 3"));
    REQUIRE_THROWS_WITH(acc({}), ContainsSubstring("but got 0"));
    REQUIRE_THROWS_WITH(pot(c, -1.), ContainsSubstring("mu of sh_gravity_pot() must be positive and finite"));
    REQUIRE_THROWS_WITH(pot(c, 1., 0.), ContainsSubstring("The radius a of sh_gravity_pot() must be positive"));
    REQUIRE_THROWS_WITH(field(kw::max_degree = 5),
                        ContainsSubstring("must not be above 4, the degree of the coefficients, but it is 5"));
    REQUIRE_THROWS_WITH(field(kw::max_degree = 2, kw::max_order = 3),
                        ContainsSubstring("must not be above max_degree, which is 2, but it is 3"));
    REQUIRE_THROWS_AS(field(kw::max_degree = -1), std::invalid_argument);
    REQUIRE_THROWS_WITH(acc({1., 0., 0., 0., std::numeric_limits<double>::infinity(), 0.}),
                        ContainsSubstring("Number 4 of the coefficients of sh_gravity_acc() must be finite"));
}
