// SPDX-License-Identifier: MPL-2.0
// Geodetic coordinates: forth and back, known points, and what is refused.
#include <brook/model/geodetic.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "test/support/catch.hpp"
#include "test/support/mechanics.hpp"

using namespace brook;
using Catch::Matchers::ContainsSubstring;

namespace {

using triple = std::array<double, 3>;

const std::vector<expression> inputs{expression("a"), expression("b"), expression("c")};

cfunc<double> compiled(const std::array<expression, 3> &f) {
    return cfunc<double>(std::vector<expression>(f.begin(), f.end()), inputs);
}

triple at(const cfunc<double> &f, const triple &x) {
    triple y{};
    f(y, x);
    return y;
}

const cfunc<double> &to_cart() {
    static const auto f = compiled(model::geo2cart({inputs[0], inputs[1], inputs[2]}));
    return f;
}

} // namespace

TEST_CASE("geodetic coordinates come back", "[geodetic]") {
    const auto to_geo = compiled(model::cart2geo({inputs[0], inputs[1], inputs[2]}));
    const double h = GENERATE(-5.4e6, -1e4, 0., 1., 4e5, 3.6e7, 4e8, 1e12);
    for (int i = -18; i <= 18; ++i) {
        for (const double lambda : {-3., -1.5, 0., 0.25, 2.5}) {
            const double phi = i * std::numbers::pi / 36;
            const auto back = at(to_geo, at(to_cart(), {h, phi, lambda}));
            const double size = std::abs(h) + 6378137;
            REQUIRE(std::abs(back[0] - h) < 1e-15 * size);
            REQUIRE(std::abs(back[1] - phi) < 1e-15);
            if (std::abs(i) < 18)
                REQUIRE(std::abs(back[2] - lambda) < 1e-14);
        }
    }
}

TEST_CASE("one iteration is good near the Earth, and more are better for flat ellipsoids", "[geodetic]") {
    for (const double phi : {0.1, 0.8, 1.5}) {
        const auto one = compiled(model::cart2geo({inputs[0], inputs[1], inputs[2]}, kw::n_iters = 1));
        REQUIRE(std::abs(at(one, at(to_cart(), {8e5, phi, 0.5}))[1] - phi) < 1e-9);
        const auto flat = compiled(model::geo2cart({inputs[0], inputs[1], inputs[2]}, kw::ecc2 = 0.5, kw::R_eq = 2.));
        const auto x = at(flat, {0.1, phi, 0.5});
        const auto few = compiled(
            model::cart2geo({inputs[0], inputs[1], inputs[2]}, kw::ecc2 = 0.5, kw::R_eq = 2., kw::n_iters = 2));
        const auto many = compiled(
            model::cart2geo({inputs[0], inputs[1], inputs[2]}, kw::ecc2 = 0.5, kw::R_eq = 2., kw::n_iters = 12));
        REQUIRE(std::abs(at(few, x)[1] - phi) < 1e-2);
        REQUIRE(std::abs(at(many, x)[1] - phi) < 1e-14);
        REQUIRE(std::abs(at(many, x)[0] - 0.1) < 1e-14);
    }
}

TEST_CASE("known points of the ellipsoid", "[geodetic]") {
    const double f = 1 / 298.257223563, R = 6378137;
    const auto require_near = [](const triple &a, const triple &b) {
        for (std::size_t c = 0; c < 3; ++c)
            REQUIRE(std::abs(a[c] - b[c]) < 2e-9);
    };
    require_near(at(to_cart(), {0., 0., 0.}), {R, 0., 0.});
    require_near(at(to_cart(), {100., 0., std::numbers::pi / 2}), {0., R + 100, 0.});
    require_near(at(to_cart(), {100., -std::numbers::pi / 2, 0.}), {0., 0., -R * (1 - f) - 100});
    const auto to_geo = compiled(model::cart2geo({inputs[0], inputs[1], inputs[2]}));
    const auto pole = at(to_geo, {0., 0., 7e6});
    REQUIRE(pole[0] == Approx(7e6 - R * (1 - f)).epsilon(1e-14));
    REQUIRE(pole[1] == Approx(std::numbers::pi / 2).epsilon(1e-15));
}

TEST_CASE("on a sphere, geodetic coordinates are those of the sphere", "[geodetic]") {
    const auto sphere =
        compiled(model::cart2geo({inputs[0], inputs[1], inputs[2]}, kw::ecc2 = 0., kw::R_eq = 1., kw::n_iters = 1));
    const auto y = at(sphere, {1., 2., -2.});
    REQUIRE(y[0] == Approx(2.).epsilon(1e-15));
    REQUIRE(y[1] == Approx(std::asin(-2. / 3)).epsilon(1e-15));
    REQUIRE(y[2] == Approx(std::atan2(2., 1.)).epsilon(1e-15));
}

TEST_CASE("the constants of an ellipsoid may be parameters", "[geodetic]") {
    const auto f = compiled(model::cart2geo({inputs[0], inputs[1], inputs[2]}, kw::ecc2 = par[0], kw::R_eq = par[1]));
    const auto g = compiled(model::geo2cart({inputs[0], inputs[1], inputs[2]}, kw::ecc2 = par[0], kw::R_eq = par[1]));
    const std::vector<double> pars{0.01, 3.};
    const triple geodetic{0.5, -0.7, 1.2};
    triple x{}, back{};
    g(x, geodetic, kw::pars = pars);
    f(back, x, kw::pars = pars);
    for (std::size_t c = 0; c < 3; ++c)
        REQUIRE(back[c] == Approx(geodetic[c]).epsilon(1e-14));
}

TEST_CASE("ellipsoids that make no sense are refused", "[geodetic]") {
    const std::array<expression, 3> x{inputs[0], inputs[1], inputs[2]};
    REQUIRE_THROWS_WITH(model::cart2geo(x, kw::ecc2 = 1.),
                        ContainsSubstring("ecc2 of cart2geo() must be at least 0 and below 1, but it is 1.0"));
    REQUIRE_THROWS_AS(model::geo2cart(x, kw::ecc2 = -0.1), std::invalid_argument);
    REQUIRE_THROWS_WITH(model::geo2cart(x, kw::R_eq = 0.), ContainsSubstring("R_eq of geo2cart() must be positive"));
    REQUIRE_THROWS_WITH(model::cart2geo(x, kw::n_iters = 0), ContainsSubstring("at least one iteration"));
    REQUIRE_THROWS_AS(model::cart2geo(x, kw::n_iters = -1), std::invalid_argument);
}
