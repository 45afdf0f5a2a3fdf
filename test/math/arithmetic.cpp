// SPDX-License-Identifier: MPL-2.0
// Folding and text of sums, products and powers; operators.
// covers: sum, product, power
#include <limits>
#include <sstream>

#include <brook/brook.hpp>

#include "test/support/catch.hpp"

using namespace brook;

namespace {

std::string text_of(const expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

const std::vector<expression> &args_of(const expression &ex) { return std::get<func>(ex.value()).args(); }

const auto vars = make_vars("x", "y", "z");
const auto &[x, y, z] = vars;

bool same(const expression &a, const expression &b) { return detail::structural_hash(a) == detail::structural_hash(b); }

} // namespace

TEST_CASE("identities that hold by construction", "[math]") {
    CHECK(x + 1. == 1. + x);
    CHECK(x - expression(-1.) == x + 1.);
    CHECK(x - -1. == x + 1.);
    CHECK(x / -1. == -x);
    CHECK(x * -1. == -1. * x);
    CHECK((x - y) * -1. == -(x - y));
    CHECK(0. * x == 0_dbl);
    CHECK(0. + (x + y) == x + y);
    CHECK((x + y) - 1. == x + y + -1.);
    CHECK(+x == x);
    CHECK(-(2_flt) == expression(-2.f));
    CHECK(x - y == x + (-y));
    CHECK(x / y == x * pow(y, -1.));
    CHECK(1. * x == x);
    CHECK(x * 1.f == x);
    CHECK(sqrt(x) == pow(x, .5));
}

TEST_CASE("sums fold their numbers", "[math]") {
    CHECK(sum({}) == 0_dbl);
    CHECK(sum({x}) == x);
    CHECK(same(sum({0_flt}), 0_flt));
    CHECK(sum({x, 0_dbl}) == x);
    CHECK(sum({x, 1_dbl, y, 2_dbl}) == sum({3_dbl, x, y}));
    CHECK(same(sum({1_flt, 2_dbl}), 3_dbl));
    CHECK(same(sum({x, 1_flt, 2_ldbl}), sum({3_ldbl, x})));
    CHECK(sum({x, 1_dbl, y, -1_dbl}) == x + y);
    CHECK(args_of(sum({x, x + y})).size() == 2);
    CHECK(sum({x, x}) != 2. * x);
}

TEST_CASE("products fold their numbers", "[math]") {
    CHECK(prod({}) == 1_dbl);
    CHECK(prod({x}) == x);
    CHECK(same(prod({1_flt}), 1_flt));
    CHECK(prod({x, 2_dbl, y, 3_dbl}) == prod({6_dbl, x, y}));
    CHECK(same(prod({x, 0_flt}), 0_flt));
    CHECK(same(prod({x, 0_flt, y, 1_ldbl}), 0_ldbl));
    CHECK(prod({x, 2_dbl, y, .5_dbl}) == x * y);
    CHECK(args_of(x * x) == std::vector{x, x});
    const expression infinity(std::numeric_limits<double>::infinity());
    CHECK(prod({x, 0_dbl, infinity}) == expression(std::numeric_limits<double>::quiet_NaN()) * x);
}

TEST_CASE("quotients and powers", "[math]") {
    CHECK(same(1_flt / 3_dbl, expression(1.f / 3.)));
    CHECK(same(x / 2_flt, prod({.5_dbl, x})));
    CHECK(pow(x, 0.) == 1_dbl);
    CHECK(same(pow(x, 0.f), 1_dbl));
    CHECK(pow(x, 1.) == x);
    CHECK(same(pow(2_flt, 0_flt), 1_flt));
    CHECK(same(pow(2_flt, 1_dbl), 2_dbl));
    CHECK(same(pow(2_flt, 0_ldbl), 1_ldbl));
    CHECK(same(pow(x, 1.f), x));
    CHECK(same(pow(2_flt, 3_flt), 8_flt));
    CHECK(same(pow(2_flt, 3_dbl), 8_dbl));
    CHECK(args_of(pow(x, y)) == std::vector{x, y});
    CHECK(args_of(pow(x, 2.)) == std::vector{x, 2_dbl});
    CHECK(args_of(pow(2.f, x)) == std::vector{2_flt, x});
}

TEST_CASE("compound assignment promotes", "[math]") {
    auto e = 2_dbl;
    e *= 3_ldbl;
    CHECK(same(e, 6_ldbl));
    e = x;
    e += 1.;
    e -= y;
    e *= 2.f;
    e /= z;
    CHECK(e == (x + 1. - y) * 2.f / z);
    e = x;
    e += e;
    CHECK(e == x + x);
}

TEST_CASE("text of sums, products and powers", "[math]") {
    CHECK(text_of(sum({x, y, -z})) == "(x + y - z)");
    CHECK(text_of(x + y - z) == "((x + y) - z)");
    CHECK(text_of(sum({-x, y, -2_dbl})) == "(y - 2.0 - x)");
    CHECK(text_of(sum({-x, -y})) == "(-x - y)");
    CHECK(text_of(x - 2. * y) == "(x - (2.0 * y))");
    CHECK(text_of(x * y) == "(x * y)");
    CHECK(text_of(-x) == "-x");
    CHECK(text_of(-(x * y)) == "-(x * y)");
    CHECK(text_of(prod({-1_dbl, x, y})) == "-(x * y)");
    CHECK(text_of(x / y) == "(x / y)");
    CHECK(text_of(x * z / y) == "((x * z) / y)");
    CHECK(text_of(prod({x, z, pow(y, -2.), pow(x, -1.)})) == "((x * z) / (y**2.0 * x))");
    CHECK(text_of(2. / x) == "(2.0 / x)");
    CHECK(text_of(-1. / x) == "-(1.0 / x)");
    CHECK(text_of(pow(x, -1.)) == "x**-1.0");
    CHECK(text_of(pow(-x, 2.)) == "(-x)**2.0");
    CHECK(text_of(pow(pow(x, 2.), y)) == "(x**2.0)**y");
    CHECK(text_of(pow(x + y, 2.)) == "(x + y)**2.0");
    CHECK(text_of(pow(expression(-2.), x)) == "(-2.0)**x");
    CHECK(text_of(pow(x * y, 2.)) == "(x * y)**2.0");
    const auto sum = std::get<func>((x + y).value()), product = std::get<func>((x * y).value());
    CHECK(text_of(expression(func(sum.rule(), {}))) == "0.0");
    CHECK(text_of(expression(func(product.rule(), {}))) == "1.0");
    CHECK(text_of(expression(func(sum.rule(), {x}))) == "x");
    CHECK(text_of(expression(func(product.rule(), {x}))) == "x");
    CHECK(text_of(pow(expression(func(product.rule(), {})), 2.)) == "1.0**2.0");
}
