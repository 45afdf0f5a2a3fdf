// SPDX-License-Identifier: MPL-2.0
// What a guard keeps away leaves no trace in variational equations: wherever a function is infinite or a NaN, or its
// derivatives are, and another piece is chosen, derivatives of the solution are those of the other piece, up to order
// 3.
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <brook/integrator/taylor_adaptive.hpp>
#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>
#include <brook/ode/var_ode_sys.hpp>

#include "decomposition/decompose.hpp"
#include "decomposition/vary.hpp"
#include "test/laws/function_cases.hpp"
#include "test/support/catch.hpp"
#include "test/support/reference_jet.hpp"

using namespace brook;
using namespace brook::test;
using detail::multi_indices;
using detail::varied;

namespace {

using equations = var_ode_sys::equations_type;

constexpr std::uint32_t order = 3, jet_order = 3;

const std::vector<varied> args{{varied::kind::state, 0}, {varied::kind::parameter, 0}};

std::vector<std::vector<double>> jets(const equations &system, std::vector<double> state, double p) {
    const multi_indices indices(2, order);
    const auto program = vary(decompose(detail::ode_system(system)), args, indices, detail::fp_type::f64);
    while (state.size() < program.n_states)
        state.push_back(.25 + .125 * double(state.size() % 5));
    const detail::reference_jet<double> jet(program, jet_order, true, state, {p, .5}, .25);
    std::vector<std::vector<double>> all;
    for (std::uint32_t i = 0; i < program.n_states; ++i)
        all.push_back(jet[i]);
    return all;
}

// Of one argument; others are numbers, or a parameter.
expression call_of(const function_case &c, const expression &x) {
    std::vector<expression> all{x};
    for (std::size_t i = 1; i < c.args.size(); ++i)
        all.push_back(c.args[i].is_number ? expression(c.args[i].low) : par[0]);
    return expression(func(rule_of(c), all));
}

const double infinity = std::numeric_limits<double>::infinity();

} // namespace

TEST_CASE("pieces that are not chosen leave no trace, whatever their values", "[registry]") {
    const auto [x, y] = make_vars("x", "y");
    const auto chosen = sin(x * y) * par[0] + x * x;
    for (const auto &c : registered_cases()) {
        if (c.args.empty() || c.args[0].is_number || c.rule == "select")
            continue;
        const auto expected_system = equations{{x, chosen}, {y, .5 * x - par[0]}};
        for (const double at : {0., 1., -1., -2., 3., 1e308, -1e308, infinity}) {
            // The function is evaluated at `at` plus something that varies.
            const auto bad = call_of(c, std::isinf(at) ? x / (par[0] - .75) : at + (x - .5) * y);
            for (const auto &guarded : {select(gt(x, 0.), chosen, bad), select(lt(x, 0.), bad, chosen),
                                        select(logical_and({gt(x, 0.), lt(y, 9.)}), chosen, bad * bad + exp(bad))}) {
                INFO(guarded);
                const auto expected = jets(expected_system, {.5, 1.5}, .75),
                           got = jets({{x, guarded}, {y, .5 * x - par[0]}}, {.5, 1.5}, .75);
                REQUIRE(got.size() == expected.size());
                bool same = true;
                for (std::size_t i = 0; i < got.size(); ++i)
                    for (std::size_t n = 0; n <= jet_order; ++n)
                        same = same && std::abs(got[i][n] - expected[i][n]) <= 1e-13 * (1 + std::abs(expected[i][n]));
                CHECK(same);
            }
        }
    }
}

TEST_CASE("guarded systems are integrated with their derivatives", "[variational]") {
    const auto [x, v] = make_vars("x", "v");
    // A spring that is slack: below zero it pulls with a root and a logarithm, which it never reaches.
    const auto force = select(gt(x, par[1]), -par[0] * x, sqrt(x - 5.) + log(x - 7.) * pow(x - 5., -1.5));
    const auto guarded = var_ode_sys({{x, v}, {v, force}}, {x, v, par[0], brook::time}, order),
               plain = var_ode_sys({{x, v}, {v, -par[0] * x}}, {x, v, par[0], brook::time}, order);
    taylor_adaptive<double> a(guarded, std::vector{1., .5}, kw::pars = {1.5, -10.}),
        b(plain, std::vector{1., .5}, kw::pars = {1.5});
    for (auto *ta : {&a, &b})
        REQUIRE(ta->propagate_until(10.).outcome() == taylor_outcome::time_limit);
    REQUIRE(a.get_state().size() == b.get_state().size());
    for (std::size_t i = 0; i < a.get_state().size(); ++i)
        CHECK(std::abs(a.get_state()[i] - b.get_state()[i]) < 1e-12 * (1 + std::abs(b.get_state()[i])));
}
