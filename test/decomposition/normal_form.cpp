// SPDX-License-Identifier: MPL-2.0
// Spellings of one term become one; values and normal forms stay what they are.
// covers: normal_form, interned, scaled_terms
#include "decomposition/normal_form.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>

#include "decomposition/decompose.hpp"
#include "expression/structural_hash.hpp"
#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"
#include "test/support/random_expression.hpp"

using namespace brook;

namespace {

std::vector<expression> normal_form(const std::vector<expression> &exs) {
    return detail::normal_form(detail::flat_graph(exs), exs).value_or(exs);
}

bool are_identical(const expression &a, const expression &b) {
    return detail::structural_hash(a) == detail::structural_hash(b);
}

// All of them equal the first where they appear together with it.
void require_one(const std::vector<expression> &spellings) {
    const auto forms = normal_form(spellings);
    for (std::size_t i = 0; i < forms.size(); ++i) {
        INFO(spellings[i] << " became " << forms[i] << " and " << spellings[0] << " became " << forms[0]);
        REQUIRE(are_identical(forms[i], forms[0]));
    }
}

const auto vars = make_vars("x", "y", "z");
const auto &x = vars[0], &y = vars[1], &z = vars[2];

} // namespace

TEST_CASE("products are one, wherever their numbers and parameters stand", "[normal_form]") {
    require_one({2. * (x * y), (2. * x) * y, x * (2. * y), y * x * 2., x * y / .5, (.5 * x) * (4. * y)});
    require_one({par[0] * (x * y), x * (par[0] * y), y * par[0] * x});
    require_one({2. * par[0] * (x * y), x * (par[0] * y) * 2., (par[0] * 2.) * (y * x)});
    require_one({x / par[1] / 4., x / (4. * par[1]), .25 * (x / par[1])});
    const auto shared = par[0] * y; // by three products
    require_one({par[0] * (x * y) + par[0] * (z * y) + sin(par[0] * y), shared * x + shared * z + sin(shared)});
}

TEST_CASE("sums are one up to their sign, whatever the order of their terms", "[normal_form]") {
    require_one({x - y, -(y - x), -y + x, -1. * (y + -x)});
    require_one({pow(x - y, 2.), pow(y - x, 2.)});
    require_one({(x - y) * z, z * (x - y), -(z * (y - x)), -z * (y - x)});
    require_one({sin(x - y), -sin(y - x)});
    require_one({z * cos(x - y), cos(y - x) * z});
    require_one({1. / (x - y), -1. / (y - x)});
    require_one({x * y + y * x, 2. * x * y});
    require_one({exp(x + y + 1.), exp(1. + y + x), exp(1. + (x + y))});
}

TEST_CASE("powers of one base are one unless their exponent is an integer", "[normal_form]") {
    require_one({pow(x, 1.5), x * sqrt(x), sqrt(x) * x, pow(sqrt(x), 3.), sqrt(x) * sqrt(x) * sqrt(x)});
    require_one({pow(x, -1.5), 1. / (x * sqrt(x)), 1. / x / sqrt(x), pow(sqrt(x), -3.), 1. / pow(sqrt(x), 3.),
                 pow(1. / sqrt(x), 3.), 1. / pow(x, 1.5), pow(1. / x, 1.5)});
    require_one({y * pow(x, -1.5), y / (x * sqrt(x)), y / x / sqrt(x), y / pow(sqrt(x), 3.)});
    require_one({y / z * pow(x, -1.5), y / (x * z * sqrt(x)), y / x / sqrt(x) / z});
    // Where one has a value below zero and the other has none, nothing is the same.
    const auto forms =
        normal_form(std::vector{sqrt(x) * sqrt(x), pow(sqrt(x), 2.), sqrt(pow(x, 2.)), pow(pow(x, 2.), 1.5)});
    for (const auto &f : forms)
        CHECK(!are_identical(f, x));
    CHECK(!are_identical(forms[3], pow(x, 3.)));
}

TEST_CASE("numbers that would overflow or vanish together stay apart", "[normal_form]") {
    for (const auto &ex : {(1e-200 * x) * (1e-200 * y), (1e200 * x) * (1e200 * y), 1e-200 * sin(x) * (1e-200 * y)}) {
        const auto form = normal_form(std::vector{ex})[0];
        const test::surroundings<double> small{{{"x", 1e150}, {"y", 1e150}}, {}, 0.},
            large{{{"x", 1e-150}, {"y", 1e-150}}, {}, 0.};
        for (const auto &at : {small, large}) {
            const auto value = test::evaluate(ex, at), other = test::evaluate(form, at);
            INFO(ex << " " << form);
            CHECK((value == other || std::abs(value - other) < 1e-15 * std::abs(value)));
        }
    }
}

TEST_CASE("normal forms have the values of what they stand for, and are their own", "[normal_form]") {
    int compared = 0;
    for (std::uint32_t seed = 0; seed < 300; ++seed) {
        test::random_expressions random(seed);
        const auto exs = random.several(3, 12);
        const auto forms = normal_form(exs), again = normal_form(forms);
        const test::surroundings<long double> at{{{"x", .3L}, {"y", -.7L}, {"z", 1.1L}}, {.4L, -.2L}, .6L};
        for (std::size_t i = 0; i < exs.size(); ++i) {
            INFO("seed " << seed << ": " << exs[i] << " became " << forms[i] << " and then " << again[i]);
            REQUIRE(are_identical(forms[i], again[i]));
            const auto value = test::evaluate(exs[i], at), other = test::evaluate(forms[i], at);
            REQUIRE(std::isfinite(value) == std::isfinite(other));
            if (std::isfinite(value)) {
                ++compared;
                REQUIRE(std::abs(value - other) <= 1e-12L * (1 + std::abs(value)));
            }
        }
    }
    CHECK(compared > 300);
}

TEST_CASE("what has its normal form stays the same object", "[normal_form]") {
    const auto d = x - y, w = pow(d * d + z * z, -1.5), force = d * w;
    const std::vector<expression> exs{2. * force, -3. * force + sin(z), exp(par[0] * force), x, expression(1.)};
    CHECK(!detail::normal_form(detail::flat_graph(exs), exs));
    auto changed = exs;
    changed.push_back(y - x);
    const auto forms = detail::normal_form(detail::flat_graph(changed), changed);
    REQUIRE(forms);
    for (std::size_t i = 0; i < 3; ++i)
        CHECK(&std::get<func>((*forms)[i].value()).node() == &std::get<func>(exs[i].value()).node());
    CHECK(are_identical(forms->back(), -d));
}

TEST_CASE("normal forms of deep and of wide expressions take linear time", "[normal_form]") {
    auto deep = x, products = x;
    for (int i = 0; i < 100000; ++i) {
        deep = sin(deep) + y;
        products = products * products;
    }
    std::vector<expression> terms, factors;
    for (int i = 0; i < 100000; ++i) {
        terms.push_back(double(i + 1) * x * expression("v" + std::to_string(i % 1000)));
        factors.push_back(sin(double(i + 1) * x));
    }
    CHECK(normal_form(std::vector{deep, products, sum(terms), prod(factors)}).size() == 4);
}
