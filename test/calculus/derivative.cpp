// SPDX-License-Identifier: MPL-2.0
// Derivatives of functions of several pieces: those of the piece that is chosen, of any order, whatever the others are.
#include <cmath>
#include <string>
#include <vector>

#include <brook/brook.hpp>

#include "test/calculus/piecewise_cases.hpp"
#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"

using namespace brook;

namespace {

const auto vars = make_vars("x", "y");
const auto &[x, y] = vars;

double value_of(const expression &ex, double at_x, double at_y) {
    return test::evaluate(ex, test::surroundings<double>{{{"x", at_x}, {"y", at_y}}, {}, 0});
}

} // namespace

TEST_CASE("derivatives are those of the chosen piece, up to the third order", "[derivative]") {
    for (const auto &c : test::piecewise_cases()) {
        for (const auto *order : {"x", "y", "xx", "xy", "yy", "xxx", "xxy"}) {
            auto got = c.function, expected = c.here;
            for (const char *p = order; *p != 0; ++p) {
                got = diff(got, std::string(1, *p));
                expected = diff(expected, std::string(1, *p));
            }
            INFO(c.function << " at " << c.x << ", " << c.y << ", " << order << ": " << got);
            CHECK(value_of(got, c.x, c.y) == Catch::Approx(value_of(expected, c.x, c.y)));
        }
    }
}

TEST_CASE("compiled derivatives are those of the chosen piece", "[derivative]") {
    for (const auto &c : test::piecewise_cases()) {
        const auto first = diff(c.function, x), second = diff(first, x);
        const auto here = diff(c.here, x), there = diff(here, x);
        const cfunc<double> f({first, second, here, there}, {x, y});
        std::vector<double> out(4);
        f(out, std::vector{c.x, c.y});
        INFO(c.function << " at " << c.x << ", " << c.y);
        CHECK(out[0] == Catch::Approx(out[2]));
        CHECK(out[1] == Catch::Approx(out[3]));
    }
}

TEST_CASE("variational equations of a piecewise system have the series of the chosen piece", "[derivative]") {
    const auto v = "v"_var;
    const auto coefficients = [&](const expression &rhs) {
        const auto slope = diff(rhs, x);
        taylor_adaptive<double> ta({prime(x) = rhs, prime(v) = slope * v}, {.25, 1.});
        ta.step(true);
        return ta.get_tc();
    };
    const auto pieces = coefficients(1. + select(gt(2. + x, 1.), cos(x), acos(2. + x)) + sqrt(relu(x - 5.)));
    CHECK(std::all_of(pieces.begin(), pieces.end(), [](double c) { return std::isfinite(c); }));
    CHECK(pieces == coefficients(1. + cos(x)));
}

TEST_CASE("forms of piecewise derivatives", "[derivative]") {
    const auto c = gt(x, y);
    CHECK(diff(select(c, x, y), x) == select(c, 1., 0.));
    CHECK(diff(select(c, y, x * x), x) == select(c, 0., x + x));
    CHECK(diff(select(c, x + y, x), x) == 1_dbl);
    CHECK(diff(select(c, 1., 2.), x) == 0_dbl);
    CHECK(diff(y * select(c, x, 3.), x) == select(c, y, 0.));
    CHECK(diff(sin(select(c, x, 3.)), x) == select(c, cos(select(c, x, 3.)), 0.));
    CHECK(diff(2. * select(c, x, 3.) + select(c, x, 4.), x) == select(c, 3., 0.));
    CHECK(diff(relu(x), x) == relup(x));
    CHECK(diff(relu(2. * x), x) == 2. * relup(2. * x));
    CHECK(diff(3. * relu(x), x) == 3. * relup(x));
    CHECK(diff(relu(x, .25), x) == relup(x, .25));
    CHECK(diff(relu(x * x, .25), x) == relup(x * x, .25) * (x + x));
    CHECK(diff(relu(x * x), x) == select(lte(x * x, 0.), 0., x + x));
    CHECK(diff(relup(x), x) == 0_dbl);
}

TEST_CASE("many pieces have derivatives of a size that grows like theirs", "[derivative]") {
    expression table = 0_dbl, tower = x;
    for (int i = 0; i < 2000; ++i) {
        table = select(lt(x, double(i)), double(i) * x, table);
        tower = sin(select(gt(tower, 0.), tower, 0.));
    }
    CHECK(get_n_nodes(diff(table, x)) < 20'000);
    CHECK(value_of(diff(tower, x), -1, 0) == 0);
    CHECK(value_of(diff(tower, x), .5, 0) > 0);
}
