// SPDX-License-Identifier: MPL-2.0
// The view of a program means what the equations mean.
#include <cmath>

#include <brook/expression/user_function.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>

#include "decomposition/decompose.hpp"
#include "decomposition/view.hpp"
#include "test/support/catch.hpp"
#include "test/support/evaluate.hpp"

using namespace brook;

TEST_CASE("values computed from the view are those of the equations", "[decomposition]") {
    const auto [x, y] = make_vars("x", "y");
    const detail::ode_system system({prime(x) = sin(x * y) + 2. * x / (1. + y * y) - exp(y) * cos(x * y) + tan(x) + 3.,
                                     prime(y) = select(logical_or({gt(x, y), eq(x, 2.)}), relu(x - y, .5), relup(y)) +
                                                x * x + y * y + log(x) * tanh(y) + pow(x, -1.5) + x * y - y * exp(x) +
                                                asin(x) * acos(y) - atan(x) * atan2(y, x) + sinh(y) * cosh(y) +
                                                asinh(x) * acosh(1. + y) - atanh(x) + erf(y) * sigmoid(x)});
    const auto p = decompose(system);
    const auto dc = detail::view(p, system.variables());
    REQUIRE(dc.size() == p.n_values() + 2);
    CHECK(dc[0].first == x);
    CHECK(dc[1].first == y);

    test::surroundings<long double> known{{{"u_0", .7L}, {"u_1", .3L}}, {}, 0};
    for (std::size_t i = 2; i < p.n_values(); ++i)
        known.variables["u_" + std::to_string(i)] = test::evaluate(dc[i].first, known);
    const test::surroundings<long double> state{{{"x", .7L}, {"y", .3L}}, {}, 0};
    for (std::size_t e = 0; e < 2; ++e) {
        const auto direct = test::evaluate(system.equations()[e].second, state);
        const auto viewed = test::evaluate(dc[p.n_values() + e].first, known);
        // Some forty operations in long double, arranged otherwise.
        CHECK(std::abs(direct - viewed) < 1e-16L * std::abs(direct));
    }
}

namespace {

struct twice_and_thrice {
    template <typename E>
    static void start(E &e) {
        next(e);
    }
    template <typename E>
    static void next(E &e) {
        const auto b = e.arg(0)[e.n()];
        e.set(e.result(0), b + b);
        e.set(e.result(1), b + b + b);
    }
};
constinit const operation silent = make_operation<twice_and_thrice>("silent", 2);
constinit const operation telling = make_operation<twice_and_thrice>({
    .name = "telling",
    .results = 2,
    .text =
        [](const auto &o) {
            return std::vector{2. * o.args[0], 3. * o.args[0]};
        },
});
const user_function twice({.name = "twice of a test", .taylor = &silent});

} // namespace

TEST_CASE("a result of a user's operation is a function, or what its text says, or has a name", "[decomposition]") {
    detail::program p;
    p.n_states = 1;
    p.add({&silent, {0}, {}, {}, 0, false});
    p.add({&telling, {0}, {}, {}, 0, false});
    const auto dc = detail::view(p, {"x"});
    const expression u("u_0");
    REQUIRE(dc.size() == 5);
    CHECK(dc[1].first == twice(u));
    CHECK(dc[2].first == expression("silent_1"));
    CHECK(dc[3].first == 2. * u);
    CHECK(dc[4].first == 3. * u);
}
