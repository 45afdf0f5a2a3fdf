// SPDX-License-Identifier: MPL-2.0
// Decomposition: what is fused and shared, and that neither names nor sharing in memory matter.
// covers: decompose, program, program_builder, shared_graph
#include <cmath>
#include <limits>
#include <random>

#include <brook/expression/expression.hpp>
#include <brook/math/constant.hpp>
#include <brook/math/functions.hpp>

#include "decomposition/decompose.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"
#include "test/support/reference_jet.hpp"

using namespace brook;
using detail::decompose;
using detail::ode_system;

namespace {

std::size_t count(const detail::program &p, const detail::operation &op) {
    std::size_t n = 0;
    for (const auto &d : p.definitions)
        n += d.op == &op;
    return n;
}

// One equation x' = rhs(x, y, z), with y' = z' = x.
detail::program program_of(const expression &rhs) {
    const auto [x, y, z] = make_vars("x", "y", "z");
    auto p = decompose(ode_system({prime(x) = rhs, prime(y) = x, prime(z) = x}));
    verify(p);
    return p;
}

} // namespace

TEST_CASE("sums become linear forms, flattened", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto p = program_of(x + 2. * y - (z - 3. * x) + 4.);
    REQUIRE(p.definitions.size() == 1);
    const auto &d = p.definitions[0];
    CHECK(d.op == &detail::linear_operation);
    CHECK(d.args.size() == 3); // x once
    CHECK(d.constants.size() == 4);
}

TEST_CASE("shared sums are computed once", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto s = x + y;
    const auto p = program_of(sin(s) + (s + z));
    CHECK(count(p, detail::linear_operation) == 2);
    CHECK(count(p, detail::sine_cosine_operation) == 1);
}

TEST_CASE("a difference and the one the other way round have one square", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto distance = pow(x - y, 2.) + pow(z - x, 2.);
    for (const auto &opposite : {pow(y - x, 2.) + pow(x - z, 2.), pow(-1. * x + y, 2.) + pow(-1. * z + x, 2.),
                                 pow(-y + x, 2.) + pow(-x + z, 2.)}) {
        const auto p = program_of(sqrt(distance) + exp(opposite));
        CHECK(count(p, detail::sum_of_squares_operation) == 1);
        CHECK(count(p, detail::linear_operation) == 3);
    }
    CHECK(count(program_of(sqrt((x - y) * (x - y)) + exp((y - x) * (y - x))), detail::sum_of_squares_operation) == 1);
    // Coefficients are rounded, and sums are no differences.
    for (const auto &other : {pow(2. * y - 2. * x, 2.), pow(y + x, 2.), pow(y - x + 1., 2.), pow(y - x + z, 2.)})
        CHECK(count(program_of(sqrt(pow(2. * x - 2. * y, 2.)) + exp(other) + sin(pow(x - y, 2.))),
                    detail::sum_of_squares_operation) == 3);
}

TEST_CASE("exponents are what they are in their own type", "[decomposition]") {
    const auto x = "x"_var, y = "y"_var;
    const long double two = 2 * (1 + std::numeric_limits<long double>::epsilon());
    CHECK(count(program_of(pow(x, two)), detail::power_operation) == 1);
    CHECK(count(program_of(pow(x, two) + pow(y, two)), detail::sum_of_squares_operation) == 0);
    CHECK(count(program_of(pow(x, 2.L) + pow(y, 2.f)), detail::sum_of_squares_operation) == 1);
}

TEST_CASE("sums of squares and of products are fused", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto squares = program_of(x * x + y * y + pow(z, 2.));
    REQUIRE(squares.definitions.size() == 1);
    CHECK(squares.definitions[0].op == &detail::sum_of_squares_operation);
    CHECK(squares.definitions[0].args.size() == 3);
    const auto products = program_of(x * y + sin(y) * z + cos(z) * sin(x));
    CHECK(count(products, detail::sum_of_products_operation) == 1);
    CHECK(products.definitions.back().args.size() == 6);
}

TEST_CASE("products are fused with all others of their coefficient", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    std::vector<expression> terms;
    for (int i = 0; i < 40; ++i) {
        // In turn 2, 3, -2 and 5; the last is a square.
        const double coefficient[] = {2., 3., -2., 5.};
        const auto s = sin(x + double(i));
        terms.push_back(coefficient[i % 4] * (i % 4 == 3 ? s * s : s * cos(y + double(i))));
    }
    const auto p = program_of(sum(terms));
    CHECK(count(p, detail::sum_of_products_operation) == 3);
    CHECK(count(p, detail::sum_of_squares_operation) == 1);
    const auto &form = p.source(p.derivatives[0]);
    REQUIRE(form.op == &detail::linear_operation);
    REQUIRE(form.args.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        const double in_order_of_appearance[] = {2., 3., -2., 5.};
        CHECK(detail::identical(form.constants[i], number(in_order_of_appearance[i])));
        CHECK(p.source(form.args[i]).args.size() == (i == 3 ? 10 : 20));
    }
}

TEST_CASE("products that differ in their coefficient alone share their core", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto p = decompose(ode_system({prime(x) = 3. * (x * y) + z, prime(y) = -5. * x * y + z, prime(z) = x}));
    CHECK(count(p, detail::sum_of_products_operation) == 1);
    CHECK(count(p, detail::linear_operation) == 2);
}

TEST_CASE("a product that appears twice in a sum counts twice", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    // The derivative of x^2 + y^2 in the direction (y, z), as the product rule writes it.
    const auto u = sin(z);
    const auto p = program_of((x * y + x * y) + (u * z + u * z));
    CHECK(count(p, detail::sum_of_products_operation) == 1);
    REQUIRE(p.definitions.size() == 3);
    CHECK(p.definitions[1].args.size() == 4);
    CHECK(detail::identical(p.definitions[2].constants[0], number(2.)));
    const auto difference = program_of(x * y - x * y + y * z);
    const detail::reference_jet<double> jet(difference, 2, true, {.5, .25, 3.}, {}, 0.);
    CHECK(jet[0][1] == .75);
    // What others use as well has a value of its own.
    CHECK(count(program_of(sin(x * y) + (x * y + x * y)), detail::sum_of_products_operation) == 1);
}

TEST_CASE("sine and cosine of one argument are one operation", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto p = program_of(sin(x * y) * cos(x * y));
    CHECK(count(p, detail::sine_cosine_operation) == 1);
    CHECK(p.definitions.size() == 3);
}

TEST_CASE("sine and cosine of a solution of Kepler's equation are results of it", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    for (const auto &[a, op] : {std::pair(kepE(x, y), &detail::kepE_operation),
                                {kepF(x, y, z), &detail::kepF_operation},
                                {kepDE(x, y, z), &detail::kepDE_operation}}) {
        const auto p = program_of(sin(a) + x * cos(a) + a);
        CHECK(count(p, *op) == 1);
        CHECK(count(p, detail::sine_cosine_operation) == 0);
        // Of another result, and of another angle, they are not.
        CHECK(count(program_of(sin(cos(a))), detail::sine_cosine_operation) == 1);
        CHECK(count(program_of(sin(2. * a)), detail::sine_cosine_operation) == 1);
    }
}

TEST_CASE("divisions and powers are recognised", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    CHECK(count(program_of(x / y), detail::quotient_operation) == 1);
    CHECK(count(program_of(pow(x, -1.5)), detail::power_operation) == 1);
    CHECK(count(program_of(1. / x), detail::power_operation) == 1);
    const auto cube = program_of(pow(x, 3.));
    CHECK(count(cube, detail::power_operation) == 0);
    CHECK(cube.definitions.size() == 2);
    const auto general = program_of(pow(x, y));
    CHECK(count(general, detail::general_power_operation) == 1);
    CHECK(count(general, detail::log_operation) == 1);
    const auto of_two = program_of(pow(2., x));
    CHECK(count(of_two, detail::general_power_operation) == 1);
    CHECK(of_two.derivatives[0] + 1 == of_two.n_values());
    CHECK(program_of(pow(x, par[0] + 1.)).definitions.back().op == &detail::parametric_power_operation);
    CHECK(count(program_of(pow(x, pi)), detail::power_operation) == 1);
}

TEST_CASE("natural powers are products that share their squares", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    for (const double n : {2., 3., 4., 5., 16., 17., 100.}) {
        const auto p = program_of(pow(x, n));
        CHECK(count(p, detail::power_operation) == 0);
        CHECK(p.definitions.size() <= 2 * std::log2(n));
    }
    const auto both = program_of(pow(x, 16.) * y + z * pow(x, 24.));
    CHECK(count(both, detail::sum_of_squares_operation) == 4);
    // Neighbours of a natural number are none.
    CHECK(count(program_of(pow(x, std::nextafter(2., 3.))), detail::power_operation) == 1);
    CHECK(count(program_of(pow(x, std::nextafter(2.L, 3.L)) + y), detail::power_operation) == 1);
    CHECK(count(program_of(pow(x, std::nextafter(3.L, 4.L))), detail::power_operation) == 1);
    CHECK(count(program_of(pow(x, 0x1p40)), detail::power_operation) == 1);
    CHECK(count(program_of(pow(x, std::numeric_limits<double>::infinity())), detail::power_operation) == 1);
}

TEST_CASE("hyperbolic sine and cosine of one argument are one operation", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto p = program_of(sinh(x * y) + 2. * cosh(x * y));
    CHECK(count(p, detail::sinh_cosh_operation) == 1);
    CHECK(p.definitions.size() == 3);
}

TEST_CASE("what depends on parameters alone is constant", "[decomposition]") {
    const auto [x, y, z] = make_vars("x", "y", "z");
    const auto p = program_of(2. * par[0] * par[1] * x + sin(par[0]) * y);
    std::size_t changing = 0;
    for (const auto &d : p.definitions)
        changing += !d.constant;
    CHECK(changing == 1);
}

TEST_CASE("names, and sharing in memory, do not change the program", "[decomposition]") {
    const auto make = [](const char *a, const char *b, bool shared) {
        const auto [x, y] = make_vars(a, b);
        const auto r = [&] { return x * x + y * y; };
        const auto once = r();
        const auto use = [&] { return shared ? once : r(); };
        return decompose(ode_system({prime(x) = y * pow(use(), -1.5) + exp(use()), prime(y) = -x * pow(use(), -1.5)}));
    };
    const auto p = make("x", "y", true);
    for (const auto &q : {make("x", "y", false), make("zz", "a", true), make("b", "c", false)}) {
        REQUIRE(p.definitions.size() == q.definitions.size());
        CHECK(p.derivatives == q.derivatives);
        for (std::size_t i = 0; i < p.definitions.size(); ++i) {
            CHECK(p.definitions[i].op == q.definitions[i].op);
            CHECK(p.definitions[i].args == q.definitions[i].args);
        }
    }
}

TEST_CASE("a malformed program is named", "[decomposition]") {
    auto p = program_of(sin(expression("x")));
    p.definitions[0].args[0] = 99;
    CHECK_THROWS_AS(verify(p), std::logic_error);
}

TEST_CASE("sums have whole terms, and operations the constants of their rows", "[decomposition]") {
    using namespace brook::detail;
    const auto well_formed = [](const operation &op, std::vector<value_id> args, std::size_t n_constants) {
        program p;
        p.n_states = 3;
        p.derivatives = {0, 1, 2};
        p.add({&op, std::move(args), {}, std::vector(n_constants, number(1.)), 0, false});
        try {
            verify(p);
        } catch (const std::logic_error &) {
            return false;
        }
        return true;
    };
    CHECK(well_formed(sum_of_products_operation, {0, 1, 1, 2}, 0));
    CHECK_FALSE(well_formed(sum_of_products_operation, {0, 1, 2}, 0));
    CHECK_FALSE(well_formed(sum_of_products_operation, {}, 0));
    CHECK_FALSE(well_formed(sum_of_products_operation, {0, 1}, 1));
    CHECK_FALSE(well_formed(sum_of_squares_operation, {}, 0));
    for (std::size_t n = 0; n < 5; ++n) {
        CHECK(well_formed(linear_operation, {0, 1}, n) == (n == 2 || n == 3));
        CHECK(well_formed(number_operation, {}, n) == (n == 1));
        CHECK(well_formed(parameter_operation, {}, n) == (n == 1));
        CHECK(well_formed(time_operation, {}, n) == (n <= 1));
        CHECK(well_formed(exp_operation, {0}, n) == (n == 0));
    }
}
