// SPDX-License-Identifier: MPL-2.0
// Derivatives of all orders, forward and in reverse: what they are, and how large they become.
// covers: derivative_graph, local_derivatives
#include "calculus/tensors.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include <brook/brook.hpp>

#include "test/calculus/piecewise_cases.hpp"
#include "test/support/catch.hpp"
#include "test/support/distinct_functions.hpp"
#include "test/support/evaluate.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;
using detail::derivatives_up_to;
using detail::sweep_direction;
using test::distinct_functions;

namespace {

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

constexpr sweep_direction both[] = {sweep_direction::forward, sweep_direction::reverse};

double value_of(const expression &ex, const test::surroundings<double> &at) { return test::evaluate(ex, at); }

test::surroundings<double> point(double at_x, double at_y) { return {{{"x", at_x}, {"y", at_y}}, {}, 0}; }

std::vector<expression> numbered(const std::string &family, std::size_t n) {
    std::vector<expression> all;
    for (std::size_t i = 0; i < n; ++i)
        all.emplace_back(family + std::to_string(i));
    return all;
}

// Without the functions themselves.
std::vector<expression> gradient(const expression &f, const std::vector<expression> &args) {
    auto all = derivatives_up_to({f}, args, 1);
    all.erase(all.begin());
    return all;
}

// A network of `n` inputs, `n` hidden nodes and one output, whose weights are parameters.
expression network(std::size_t n) {
    std::uint32_t weight = 0;
    std::vector<expression> output;
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<expression> node{par[weight++]};
        for (std::size_t j = 0; j < n; ++j)
            node.push_back(par[weight++] * expression("x" + std::to_string(j)));
        output.push_back(par[weight++] * tanh(sum(node)));
    }
    return pow(sum(output) - "y"_var, 2.);
}

} // namespace

TEST_CASE("derivatives of any direction are those of the chosen piece", "[tensors]") {
    for (const auto &c : test::piecewise_cases()) {
        const auto expected = derivatives_up_to({c.here}, {x, y}, 3, sweep_direction::forward);
        for (const auto direction : both) {
            const auto got = derivatives_up_to({c.function}, {x, y}, 3, direction);
            REQUIRE(got.size() == expected.size());
            for (std::size_t i = 0; i < got.size(); ++i) {
                INFO(c.function << " at " << c.x << ", " << c.y << ", number " << i << ": " << got[i]);
                const auto at = point(c.x, c.y);
                CHECK(value_of(got[i], at) == Catch::Approx(value_of(expected[i], at)));
            }
        }
    }
}

TEST_CASE("what is not chosen leaves no trace in compiled derivatives of either direction", "[tensors]") {
    for (const auto &c : test::piecewise_cases()) {
        std::vector<double> expected(6);
        cfunc<double>(derivatives_up_to({c.here}, {x, y}, 2), {x, y})(expected, std::vector{c.x, c.y});
        for (const auto direction : both) {
            std::vector<double> got(6);
            cfunc<double>(derivatives_up_to({c.function}, {x, y}, 2, direction), {x, y})(got, std::vector{c.x, c.y});
            for (std::size_t i = 1; i < got.size(); ++i) {
                INFO(c.function << " at " << c.x << ", " << c.y << ", number " << i);
                CHECK(got[i] == Catch::Approx(expected[i]));
            }
        }
    }
}

TEST_CASE("tensors are nested derivatives where nothing is random", "[tensors]") {
    const std::vector<expression> f{sin(x * y) / (1. + x), exp(par[0] * x) * y, y, 2_flt, par[1] * par[1]};
    const std::vector<expression> args{y, par[0], x};
    const test::surroundings<double> at{{{"x", .7}, {"y", -.4}}, {1.3, .2}, 0};
    for (const auto direction : both) {
        const auto all = derivatives_up_to(f, args, 3, direction);
        REQUIRE(all.size() == f.size() * 20);
        std::size_t next = f.size();
        const auto check = [&](const expression &expected) {
            CHECK(value_of(all[next++], at) == Catch::Approx(value_of(expected, at)));
        };
        for (const auto &g : f)
            for (const auto &a : args)
                check(diff(g, a));
        for (const auto &g : f)
            for (std::size_t i = 0; i < 3; ++i)
                for (std::size_t j = i; j < 3; ++j)
                    check(diff(diff(g, args[i]), args[j]));
        for (const auto &g : f)
            for (std::size_t i = 0; i < 3; ++i)
                for (std::size_t j = i; j < 3; ++j)
                    for (std::size_t k = j; k < 3; ++k)
                        check(diff(diff(diff(g, args[i]), args[j]), args[k]));
        CHECK(next == all.size());
    }
}

TEST_CASE("the derivatives of numbers are zeros of their types, of others doubles", "[tensors]") {
    const auto all = derivatives_up_to({3_flt, 2_ldbl, 1_dbl, y, sin(par[0])}, {x}, 2);
    const std::vector<expression> zeros{0_flt, 0_ldbl, 0_dbl, 0_dbl, 0_dbl};
    for (std::size_t i = 0; i < 10; ++i)
        CHECK(all[5 + i] == zeros[i % 5]);
}

TEST_CASE("the gradient of a product of many factors is linear in their number", "[tensors]") {
    std::size_t counts[2];
    for (const std::size_t n : {1000, 2000}) {
        const auto factors = numbered("x", n);
        auto nested = factors[0];
        for (std::size_t i = 1; i < n; ++i)
            nested = nested * factors[i];
        test::surroundings<double> at;
        for (std::size_t i = 0; i < n; ++i)
            at.variables.emplace("x" + std::to_string(i), 1 + .001 * double(i % 7));
        for (const auto &f : {prod(factors), nested}) {
            const auto g = gradient(f, factors);
            REQUIRE(g.size() == n);
            CHECK(distinct_functions(g) <= 4 * n);
            for (std::size_t i = 0; i < n; i += 97)
                CHECK(value_of(g[i], at) == Catch::Approx(value_of(f, at) / at.variables.at("x" + std::to_string(i))));
        }
        counts[n / 1000 - 1] = distinct_functions(gradient(prod(factors), factors));
    }
    CHECK(counts[1] <= counts[0] * 2 + 10);
}

TEST_CASE("the gradient of a network is about as large as the network", "[tensors]") {
    const auto loss = network(100);
    const auto weights = get_params(loss);
    REQUIRE(weights.size() == 10'200);
    const auto g = gradient(loss, weights);
    CHECK(distinct_functions(g) <= 3 * distinct_functions({loss}));
    CHECK(distinct_functions({diff(loss, weights[5000])}) <= distinct_functions(g));
}

TEST_CASE("tensors share what their derivatives have in common", "[tensors]") {
    // Ten functions of one large one, and all their second derivatives by the five variables of that one.
    const auto v = numbered("v", 5);
    std::vector<expression> f;
    const auto inner = sin(v[0] * v[1]) * exp(v[2] * v[3] * v[4]) + v[0] / (1. + v[4] * v[4]);
    for (int i = 0; i < 10; ++i)
        f.push_back(pow(inner, double(i + 2)));
    std::vector<expression> apart;
    for (const auto &ex : f)
        for (const auto &d : derivatives_up_to({copy(ex)}, v, 2))
            apart.push_back(d);
    CHECK(3 * distinct_functions(derivatives_up_to(f, v, 2)) < 2 * distinct_functions(apart));
}

TEST_CASE("equal functions are differentiated once, in whatever objects", "[tensors]") {
    const auto f = sin(x * y) + x, again = sin(x * y) + x;
    for (const auto direction : both) {
        const auto all = derivatives_up_to({f, again}, {x, y}, 2, direction);
        const auto object = [&](std::size_t i) { return std::get<func>(all[i].value()).get_ptr(); };
        for (const std::size_t i : {2, 3}) // by x and y
            CHECK(object(i) == object(i + 2));
        for (const std::size_t i : {6, 7, 8})
            CHECK(object(i) == object(i + 3));
    }
}

TEST_CASE("derivatives of deep and heavily shared graphs have their place", "[tensors][deep]") {
    for (const auto direction : both) {
        const auto sums = derivatives_up_to({test::deep_chain(100'000, y)}, {x, y}, 1, direction);
        CHECK(sums[1] == 1_dbl);
        CHECK(value_of(sums[2], point(1, 1)) == 100'000);
        const auto twice = derivatives_up_to({test::doubled(60, x)}, {x}, 1, direction);
        CHECK(value_of(twice[1], point(1, 1)) == std::ldexp(1., 60));
        expression tower = x;
        for (int i = 0; i < 50'000; ++i)
            tower = sin(tower);
        CHECK(value_of(derivatives_up_to({tower}, {x}, 1, direction)[1], point(.5, 0)) > 0);
    }
}

TEST_CASE("many pieces have derivatives of a size that grows like theirs, in reverse too", "[tensors]") {
    expression table = 0_dbl, tower = x;
    for (int i = 0; i < 2000; ++i) {
        table = select(lt(x, double(i)), double(i) * x, table);
        tower = sin(select(gt(tower, 0.), tower, 0.));
    }
    for (const auto direction : both) {
        const auto slope = derivatives_up_to({table}, {x}, 1, direction)[1];
        CHECK(distinct_functions({slope}) < 20'000);
        CHECK(value_of(slope, point(1000.5, 0)) == 1999);
        const auto d = derivatives_up_to({tower}, {x}, 1, direction)[1];
        CHECK(value_of(d, point(-1, 0)) == 0);
        CHECK(value_of(d, point(.5, 0)) > 0);
    }
}

TEST_CASE("functions without a gradient are an error only if they matter to a tensor", "[tensors]") {
    static constinit const function_rule plain{.name = "plain"};
    const auto f = call(plain, {x}) * y;
    for (const auto direction : both) {
        CHECK_THROWS_AS(derivatives_up_to({f}, {x, y}, 1, direction), not_implemented_error);
        CHECK(derivatives_up_to({f}, {y}, 1, direction)[1] == call(plain, {x}));
        CHECK(derivatives_up_to({select(call(plain, {x}), y, x)}, {x, y}, 1, direction).size() == 3);
    }
}

TEST_CASE("the number of derivatives is a binomial coefficient, unless that is beyond all memory", "[tensors]") {
    CHECK(detail::number_of_derivatives(3, 6, 4) == 3 * 210);
    CHECK(detail::number_of_derivatives(1, 1, 1000) == 1001);
    CHECK(detail::number_of_derivatives(2, 1000, 1) == 2 * 1001);
    CHECK(detail::number_of_derivatives(7, 5, 0) == 7);
    CHECK_THROWS_AS(detail::number_of_derivatives(1, 100, 100), std::overflow_error);
    CHECK_THROWS_AS(derivatives_up_to({x}, numbered("x", 50), std::numeric_limits<std::uint32_t>::max()),
                    std::overflow_error);
}
