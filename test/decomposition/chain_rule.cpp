// SPDX-License-Identifier: MPL-2.0
// Variational equations by the chain rule are those along intermediate results.
#include "decomposition/chain_rule.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <brook/expression/user_function.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>

#include "decomposition/decompose.hpp"
#include "decomposition/vary.hpp"
#include "math/operations.hpp"
#include "test/support/catch.hpp"
#include "test/support/reference_jet.hpp"

using namespace brook;
using detail::multi_indices;
using detail::ode_system;
using detail::varied;

namespace {

// Two state variables and many parameters: terms p_k tanh(p_k x + p_(k+1) y), alternately for both, and what else is
// given.
ode_system of_many_parameters(std::uint32_t n, const expression &more, std::vector<expression> events = {},
                              std::uint32_t order = 1) {
    const auto [x, y] = make_vars("x", "y");
    std::vector<std::vector<expression>> terms(2, {more});
    for (std::uint32_t k = 0; k + 1 < n; ++k)
        terms[k % 2].push_back(par[k] * tanh(par[k] * x + par[k + 1] * y));
    std::vector<varied> args{{varied::kind::time, 0}, {varied::kind::state, 1}};
    for (std::uint32_t k = 0; k < n; ++k)
        args.push_back({varied::kind::parameter, n - 1 - k});
    return ode_system({{x, sum(terms[0])}, {y, sum(terms[1])}}, false, std::move(events), {args, order});
}

detail::program without_variations(const ode_system &system) { return decompose(ode_system(system.equations())); }

detail::program along(const ode_system &system) {
    const auto &[args, order] = system.variations();
    return vary(without_variations(system), args, multi_indices(static_cast<std::uint32_t>(args.size()), order),
                detail::fp_type::f80);
}

bool is_chosen(const ode_system &system) {
    return chain_rule_is_cheaper(without_variations(system), system.variations());
}

void require_same_jets(const ode_system &system, std::uint32_t n_pars) {
    const auto p = decompose(system, detail::fp_type::f80), q = along(system);
    verify(p);
    REQUIRE(p.n_states == q.n_states);
    REQUIRE(p.n_values() < q.n_values());
    std::mt19937 gen(5);
    const auto numbers = [&](std::size_t n) {
        std::vector<long double> x(n);
        for (auto &value : x)
            value = std::uniform_real_distribution<long double>(-1, 1)(gen);
        return x;
    };
    const auto state = numbers(p.n_states), pars = numbers(n_pars);
    const detail::reference_jet<long double> mine(p, 6, true, state, pars, .3L), theirs(q, 6, true, state, pars, .3L);
    for (std::uint32_t i = 0; i < p.n_states; ++i)
        for (std::uint32_t k = 0; k <= 6; ++k)
            REQUIRE(std::abs(mine[i][k] - theirs[i][k]) <= 1e-13L * (1 + std::abs(theirs[i][k])) * std::pow(4.L, k));
}

} // namespace

TEST_CASE("both ways to variational equations have the same coefficients", "[chain_rule]") {
    const auto [x, y] = make_vars("x", "y");
    for (const auto &more :
         {expression(0.), cos(brook::time) * par[3], x * y * par[1] / (2. + par[0]), pow(1.5 + x, par[2] + y),
          select(gt(x, 7.), sqrt(x - 7.) * par[5], relu(y) * par[6]), par[4] * par[4]}) {
        const auto system = of_many_parameters(60, more);
        REQUIRE(is_chosen(system));
        require_same_jets(system, 60);
    }
}

TEST_CASE("the chain rule is left to systems of many arguments", "[chain_rule]") {
    CHECK(!is_chosen(of_many_parameters(6, expression(0.))));
    CHECK(!is_chosen(of_many_parameters(60, expression(0.), {}, 2)));
    // As many state variables as arguments.
    std::vector<ode_system::equation> equations;
    std::vector<varied> args;
    for (std::uint32_t i = 0; i < 40; ++i) {
        equations.emplace_back(expression("x" + std::to_string(i)),
                               sin(expression("x" + std::to_string((i + 1) % 40))));
        args.push_back({varied::kind::state, i});
    }
    CHECK(!is_chosen(ode_system(equations, false, {}, {args, 1})));
}

TEST_CASE("events know the derivatives of both ways", "[chain_rule]") {
    const auto event = "∂[(1, 1)]x"_var - expression("x");
    const auto p = decompose(of_many_parameters(60, expression(0.), {event}), detail::fp_type::f64);
    REQUIRE(p.outputs.size() == 1);
    REQUIRE(p.n_states == 2 * 63);
}

TEST_CASE("functions without a symbolic derivative are varied by their recurrence", "[chain_rule]") {
    const user_function f({.name = "test_no_gradient", .taylor = &detail::exp_operation});
    const auto system = of_many_parameters(60, f("x"_var));
    REQUIRE(is_chosen(system));
    CHECK(by_chain_rule(system).empty());
    CHECK(decompose(system, detail::fp_type::f80).n_values() == along(system).n_values());
}
