// SPDX-License-Identifier: MPL-2.0
// Systems with tables: their canonical form is that of the shape of the tables, not of the data.
// covers: breaks_of
#include "ode/bind_tables.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/ode/breaks_of.hpp>
#include <brook/ode/system.hpp>

#include "ode/stored_system.hpp"
#include "test/support/catch.hpp"

using namespace brook;
using namespace brook::detail;

namespace {

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

polynomial_table table_of(std::size_t pieces, std::size_t degree, double c, auto... more) {
    std::vector<double> breaks{0};
    for (std::size_t i = 0; i < pieces; ++i)
        breaks.push_back(breaks.back() + c);
    return {breaks, std::vector<std::vector<double>>(pieces, std::vector<double>(degree + 1, c)), more...};
}

std::vector<std::byte> form_of(const expression &f) {
    const ode_system system({{x, f}, {y, x}});
    return {system.canonical_bytes().begin(), system.canonical_bytes().end()};
}

} // namespace

TEST_CASE("systems whose tables have one shape are one system to code", "[bind_tables]") {
    const auto f = [](const polynomial_table &t) { return sin(piecewise_polynomial(x * y, t)) * x; };
    const auto form = form_of(f(table_of(3, 4, 1)));
    CHECK(form == form_of(f(table_of(3, 4, 2))));
    CHECK(form == form_of(f(table_of(700, 4, .5))));
    CHECK(form == form_of(f(table_of(1, 4, 1, polynomial_basis::power, beyond_breaks::extrapolate))));
    CHECK(form != form_of(f(table_of(3, 5, 1))));
    CHECK(form != form_of(f(table_of(3, 4, 1, polynomial_basis::chebyshev))));
}

TEST_CASE("tables are the same if they share their data, and not if their numbers are equal", "[bind_tables]") {
    const auto one = table_of(2, 1, 1), twin = table_of(2, 1, 1), other = table_of(2, 1, 3);
    const auto tables_of = [](const expression &f) { return ode_system({{x, f}, {y, x}}).tables().size(); };
    const auto f = [](const polynomial_table &a, const polynomial_table &b) {
        return piecewise_polynomial(x, a) * piecewise_polynomial(y, b);
    };
    CHECK(tables_of(f(one, one)) == 1);
    CHECK(tables_of(f(one, twin)) == 2);
    CHECK(form_of(f(one, twin)) == form_of(f(one, other)));
    CHECK(form_of(f(one, one)) != form_of(f(one, other)));
    CHECK(tables_of(x) == 0);
}

TEST_CASE("only arguments that depend on the time alone ask where it goes", "[bind_tables]") {
    const auto t = table_of(2, 1, 1);
    const auto asks = [&](const expression &argument) {
        const ode_system system({{x, piecewise_polynomial(argument, t) + par[2]}, {y, x}});
        CHECK(system.n_pars() == 3);
        CHECK(system.hidden_pars().size() == std::size_t(system.reads_direction()));
        return system.reads_direction();
    };
    CHECK(asks(brook::time));
    CHECK(asks((brook::time - 5.) / 3.));
    CHECK(asks(par[0] * brook::time));
    CHECK(asks(sin(brook::time)));
    CHECK_FALSE(asks(x));
    CHECK_FALSE(asks(x * brook::time));
    CHECK_FALSE(asks(par[0]));
    CHECK_FALSE(asks(piecewise_polynomial(par[1], t)));
}

TEST_CASE("lifted constants leave room for where the time goes", "[bind_tables]") {
    const auto t = table_of(2, 1, 1);
    const ode_system system({{x, piecewise_polynomial((brook::time - 5.) / 3., t) * par[1] * 2.5}, {y, x}}, true);
    CHECK(system.n_pars() == 2);
    CHECK(system.hidden_pars().size() == 4);
    CHECK(system.reads_direction());
}

TEST_CASE("the stored form of a system with tables is read again", "[bind_tables]") {
    for (const auto &f : {piecewise_polynomial(brook::time, table_of(2, 3, 1)),
                          piecewise_polynomial(x, table_of(2, 3, 1, polynomial_basis::chebyshev)) * y}) {
        const auto form = form_of(f);
        const auto again = system_from(form);
        CHECK(std::ranges::equal(again.canonical_bytes(), form));
        CHECK(again.identified());
    }
}

TEST_CASE("breaks of expressions as times", "[breaks_of]") {
    const polynomial_table t({1, 2, 4}, {{1}, {2}}), u({0, 3}, {{1, 2}});
    CHECK(breaks_of(piecewise_polynomial(brook::time, t)) == std::vector<double>{1, 2, 4});
    CHECK(breaks_of(x + sin(piecewise_polynomial((brook::time - 10.) / 4., t))) == std::vector<double>{14, 18, 26});
    CHECK(breaks_of(piecewise_polynomial(-brook::time, t)) == std::vector<double>{-4, -2, -1});
    CHECK(breaks_of(std::vector<expression>{piecewise_polynomial(brook::time, t) * piecewise_polynomial(brook::time, u),
                                            x}) == std::vector<double>{0, 1, 2, 3, 4});
    CHECK(breaks_of<float>(piecewise_polynomial(brook::time / 4., t)) == std::vector<float>{4, 8, 16});
    for (const auto &argument : {x, x + brook::time, par[0] * brook::time, sin(brook::time), expression(par[0])})
        CHECK(breaks_of(piecewise_polynomial(argument, t)).empty());
    CHECK(breaks_of(x).empty());
    CHECK(breaks_of(std::vector<expression>()).empty());
}
