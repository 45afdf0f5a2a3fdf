// SPDX-License-Identifier: MPL-2.0
// Values, text, gradients and identity of comparisons, logic, choices and rectifiers.
// covers: relational, logical, select, relu
#include <limits>
#include <sstream>

#include <brook/brook.hpp>

#include "expression/canonical.hpp"
#include "test/support/catch.hpp"

using namespace brook;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

std::string text_of(const expression &ex) {
    std::ostringstream out;
    out << ex;
    return out.str();
}

const func &function(const expression &ex) { return std::get<func>(ex.value()); }

// The value of a function of numbers that is not folded.
double value_of(const expression &ex) {
    std::vector<number> args;
    for (const auto &a : function(ex).args())
        args.push_back(std::get<number>(a.value()));
    return detail::number_as<double>(function(ex).rule().value(args));
}

double folded(const expression &ex) { return detail::number_as<double>(std::get<number>(ex.value())); }

const auto vars = make_vars("x", "y", "z");
const auto &[x, y, z] = vars;

} // namespace

TEST_CASE("comparisons are ordered", "[piecewise]") {
    const auto check = [](double a, double b, std::array<int, 6> expected) {
        CAPTURE(a, b);
        const expression p(a), q(b);
        CHECK(value_of(eq(p, q)) == expected[0]);
        CHECK(value_of(neq(p, q)) == expected[1]);
        CHECK(value_of(lt(p, q)) == expected[2]);
        CHECK(value_of(gt(p, q)) == expected[3]);
        CHECK(value_of(lte(p, q)) == expected[4]);
        CHECK(value_of(gte(p, q)) == expected[5]);
    };
    check(1, 2, {0, 1, 1, 0, 1, 0});
    check(2, 1, {0, 1, 0, 1, 0, 1});
    check(1, 1, {1, 0, 0, 0, 1, 1});
    check(0., -0., {1, 0, 0, 0, 1, 1});
    check(infinity, infinity, {1, 0, 0, 0, 1, 1});
    check(-infinity, infinity, {0, 1, 1, 0, 1, 0});
    check(not_a_number, 1, {0, 0, 0, 0, 0, 0});
    check(1, not_a_number, {0, 0, 0, 0, 0, 0});
    check(not_a_number, not_a_number, {0, 0, 0, 0, 0, 0});
}

TEST_CASE("what is not zero is true", "[piecewise]") {
    for (const double truth : {1., -1., 1e-300, infinity, not_a_number}) {
        for (const double falsehood : {0., -0.}) {
            CAPTURE(truth, falsehood);
            const expression t(truth), f(falsehood);
            CHECK(value_of(logical_and({t, t, t})) == 1);
            CHECK(value_of(logical_and({t, f, t})) == 0);
            CHECK(value_of(logical_and({t, t, f})) == 0);
            CHECK(value_of(logical_or({f, f, f})) == 0);
            CHECK(value_of(logical_or({f, t, f})) == 1);
            CHECK(value_of(logical_or({f, f, t})) == 1);
            CHECK(value_of(select(t, expression(2.), expression(not_a_number))) == 2);
            CHECK(value_of(select(f, expression(not_a_number), expression(3.))) == 3);
        }
    }
}

TEST_CASE("comparisons, logic and choices are not folded", "[piecewise]") {
    for (const auto &ex :
         {eq(1_dbl, 2_dbl), neq(1_dbl, 2_dbl), lt(1_dbl, 2_dbl), gt(1_dbl, 2_dbl), lte(1_dbl, 2_dbl), gte(1_dbl, 2_dbl),
          logical_and({1_dbl, 0_dbl}), logical_or({1_dbl, 0_dbl}), select(1_dbl, 2_dbl, 3_dbl)})
        CHECK(std::holds_alternative<func>(ex.value()));
    CHECK(logical_and({}) == 1_dbl);
    CHECK(logical_or({}) == 0_dbl);
    CHECK(logical_and({x}) == x);
    CHECK(logical_or({2_flt}) == 2_flt);
}

TEST_CASE("plain numbers on either side", "[piecewise]") {
    CHECK(eq(x, 1.) == eq(x, 1_dbl));
    CHECK(neq(1.f, x) == neq(1_flt, x));
    CHECK(lt(x, 1.l) == lt(x, 1_ldbl));
    CHECK(gt(1., x) == gt(1_dbl, x));
    CHECK(lte(x, 1.) == lte(x, 1_dbl));
    CHECK(gte(1., x) == gte(1_dbl, x));
    CHECK(select(x, 1., 2.f) == select(x, 1_dbl, 2_flt));
    CHECK(select(1., x, 2.) == select(1_dbl, x, 2_dbl));
    CHECK(select(1., 2., x) == select(1_dbl, 2_dbl, x));
    CHECK(select(x, y, 2.) == select(x, y, 2_dbl));
    CHECK(select(1.l, x, y) == select(1_ldbl, x, y));
    CHECK(lt(x, y) != gt(y, x));
}

TEST_CASE("rectifiers fold in the type of their argument", "[piecewise]") {
    CHECK(relu(2_dbl) == 2_dbl);
    CHECK(relu(2_flt, .5) == 2_flt);
    CHECK(relu(expression(-2.f), .5) == expression(-1.f));
    CHECK(relu(expression(-2.l)) == 0_ldbl);
    CHECK(relu(expression(-infinity)) == 0_dbl);
    CHECK(relu(expression(-infinity), .5) == expression(-infinity));
    CHECK(relu(0_dbl, .5) == 0_dbl);
    CHECK(relu(expression(not_a_number)) == expression(not_a_number));
    CHECK(relup(2_flt, .5) == 1_flt);
    CHECK(relup(expression(-2.l), .5) == .5_ldbl);
    CHECK(relup(0_dbl, .5) == .5_dbl);
    CHECK(relup(expression(-2.)) == 0_dbl);
    CHECK(folded(relup(expression(not_a_number), .5)) == 1);
    CHECK(leaky_relu{.25}(x) == relu(x, .25));
    CHECK(leaky_relup{.25}(x) == relup(x, .25));
}

TEST_CASE("text of piecewise functions", "[piecewise]") {
    CHECK(text_of(eq(x, y)) == "(x == y)");
    CHECK(text_of(neq(x, y)) == "(x != y)");
    CHECK(text_of(lt(x, y)) == "(x < y)");
    CHECK(text_of(gt(x, y)) == "(x > y)");
    CHECK(text_of(lte(x, y)) == "(x <= y)");
    CHECK(text_of(gte(x, y)) == "(x >= y)");
    CHECK(text_of(logical_and({x, lt(y, z), z})) == "logical_and(x, (y < z), z)");
    CHECK(text_of(logical_or({x, y})) == "logical_or(x, y)");
    CHECK(text_of(select(x, y, z)) == "select(x, y, z)");
    CHECK(text_of(relu(x)) == "relu(x)");
    CHECK(text_of(relup(x)) == "relup(x)");
    CHECK(text_of(relu(x, .25)) == "leaky_relu(x, 0.25)");
    CHECK(text_of(relup(x, .25)) == "leaky_relup(x, 0.25)");
}

TEST_CASE("gradients of piecewise functions", "[piecewise]") {
    using gradient = std::vector<expression>;
    CHECK(function(lt(x, y)).gradient() == gradient(2, 0_dbl));
    CHECK(function(logical_or({x, y, z})).gradient() == gradient(3, 0_dbl));
    CHECK(function(select(x, y, z)).gradient() == gradient{0_dbl, select(x, 1., 0.), select(x, 0., 1.)});
    CHECK(diff(relu(x), x) == relup(x));
    CHECK(diff(relu(x * x, .25), x) == relup(x * x, .25) * (x + x));
    CHECK(diff(relup(x, .25), x) == 0_dbl);
    CHECK(diff(select(gt(x, y), x, y), x) == select(gt(x, y), 1., 0.));
}

TEST_CASE("the slope of a rectifier is part of its identity", "[piecewise]") {
    const auto half = relu(x, .5);
    CHECK(half == relu(x, .5));
    CHECK(half != relu(x));
    CHECK(half != relu(x, .25));
    CHECK(half != relup(x, .5));
    CHECK(detail::structural_hash(half) != detail::structural_hash(relu(x, .25)));
    const std::vector<std::string> names{"x"};
    const auto form = [&](const expression &ex) { return detail::canonicalise(std::span(&ex, 1), names).bytes; };
    CHECK(form(half) == form(relu(x, .5)));
    CHECK(form(half) != form(relu(x, .25)));
    CHECK(subs(half, {{"x", y}}) == relu(y, .5));
}
