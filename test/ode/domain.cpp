// SPDX-License-Identifier: MPL-2.0
// Which right-hand sides have edges, and which jump.
#include "ode/domain.hpp"

#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/expression/operation.hpp>
#include <brook/expression/user_function.hpp>
#include <brook/math/constant.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>
#include <brook/ode/system.hpp>

#include "test/support/catch.hpp"

using namespace brook;
using detail::study_domain;

namespace {

// a = 2 b.
struct twice {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.literal(2) * e.arg(0)[0]);
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(2) * e.arg(0)[e.n()]);
    }
};
constinit const operation doubling = make_operation<twice>("twice");

detail::system_domain domain_of(const expression &f) { return study_domain(std::vector{f}); }

} // namespace

TEST_CASE("right-hand sides with edges are known") {
    const auto [x, y] = make_vars("x", "y");
    for (const auto &f : {sqrt(x), pow(x, 1.5), pow(x, -.5), pow(x, y), pow(2_dbl - y, x), log(x), asin(x), acos(x),
                          acosh(x), atanh(x), sqrt(20. - brook::time), sqrt(par[0]), log(x * y), sqrt(x * x - 1.),
                          sqrt(sin(x)), sqrt(pow(x, 3.)), 1. / sqrt(x * x + par[0]), kepE(x, y)}) {
        CHECK(domain_of(f).edged == std::vector{0u});
        // However deep it lies.
        CHECK(domain_of(cos(1. + par[0] * f)).edged == std::vector{0u});
    }
    for (const auto &f : {x, par[0], 2_dbl, pi * brook::time, sin(x) / y, pow(x, 3.), pow(x, -3.), atan2(x, y), tan(x),
                          sqrt(x * x + y * y), pow(pow(x, 2.) + pow(y, 2.) + 1e-3, -1.5), log(cosh(x)), sqrt(exp(x)),
                          pow(exp(x), y), log(2. * sigmoid(x)), sqrt(pow(x, -4.)), asinh(x), erf(x), relu(x)})
        CHECK(domain_of(f).edged.empty());
}

TEST_CASE("Kepler's equation has an edge where ellipses end") {
    const auto [x, y] = make_vars("x", "y");
    for (const auto &f : {kepE(x, .5), kepF(x, y, 1.), kepDE(.5, x, y)}) {
        CHECK(domain_of(f).edged == std::vector{0u});
        CHECK(domain_of(f).smooth);
    }
}

TEST_CASE("equations with edges are known by their numbers") {
    const auto [x, y] = make_vars("x", "y");
    const auto shared = sqrt(x - y);
    CHECK(study_domain(std::vector{x, shared, sin(y), y * shared, -x}).edged == std::vector{1u, 3u});
}

TEST_CASE("right-hand sides that jump are known") {
    const auto [x, y] = make_vars("x", "y");
    for (const auto &f : {sin(x) / exp(y), pow(x, .5), par[0] * pi, 2_dbl, y, tanh(x)})
        CHECK(domain_of(f).smooth);
    for (const auto &f : {select(x, y, 1.), lt(x, y), gt(x, y), lte(x, y), gte(x, 1.), eq(x, y), neq(x, y),
                          logical_and({x, y}), logical_or({x, y}), relu(x), relup(x), leaky_relu(.5)(x), atan2(x, y)})
        CHECK_FALSE(domain_of(sin(f) + 1.).smooth);
}

TEST_CASE("nothing is known of functions of users") {
    const auto x = make_vars("x");
    const auto f = domain_of(user_function({.name = "twice", .taylor = &doubling})(x));
    CHECK(f.edged == std::vector{0u});
    CHECK_FALSE(f.smooth);
    // Those that stand for others are looked into.
    const user_function sine({.name = "sine", .expand = [](const func &g) { return sin(g.args()[0]); }});
    const detail::ode_system system({prime(x) = sine(x)});
    const auto g = study_domain(system.right_hand_sides());
    CHECK(g.edged.empty());
    CHECK(g.smooth);
}
