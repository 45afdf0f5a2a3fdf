// SPDX-License-Identifier: MPL-2.0
// The exponents 0 and 1 give 1 and the base, with all their derivatives, at zeros of the base, too, wherever they come
// from.
// covers: parametric_power, general_power
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <brook/brook.hpp>

#include "math/rules.hpp"
#include "test/support/catch.hpp"
#include "test/support/types_with_code.hpp"

using namespace brook;
using namespace brook::test;

namespace {

const auto vars = make_vars("x", "y", "z");
const auto &[x, y, z] = vars;

// x to the power of n, with exponents that all have the value n. par[0] is n as well, par[1] is 7.
std::vector<expression> powers_of_x(double n) {
    const auto raw = [](expression exponent) { return expression(func(detail::pow_rule, {x, std::move(exponent)})); };
    static const user_function zero({.name = "exponent_zero", .expand = [](const func &) { return 0_dbl; }});
    const auto number = expression(n);
    return {raw(number),
            raw(expression(static_cast<float>(n))),
            raw(expression(static_cast<long double>(n))),
            raw(n == 0 ? -0_dbl : number),
            raw(sum({number})),
            subs(pow(x, y), {{"y", number}}),
            subs(pow(y, z), std::map<expression, expression>{{y, x}, {z, number}}),
            subs(pow(x, n == 0 ? sin(y) : cos(y)), {{"y", 0_dbl}}),
            pow(x, par[0]),
            pow(x, par[0] * 1.5 - .5 * par[0]),
            pow(x, select(gt(par[1], 2.5), par[0], 3.)),
            pow(x, expression(constant("n", [n](unsigned) { return std::to_string(n); }))),
            pow(x, n + zero(y))};
}

template <typename T>
std::vector<T> coefficients(const expression &ex, T at, T n, bool lifted) {
    taylor_adaptive<T> ta({prime(x) = 1. + 2.5 * y, prime(y) = 1.5 - y, prime(z) = ex}, {at, T(0), T(.25)},
                          kw::lift_constants = lifted);
    const T pars[] = {n, T(7)};
    std::copy_n(pars, ta.get_pars().size(), ta.get_pars_data());
    ta.step(true);
    const auto tc = ta.get_tc();
    return {tc.end() - (ta.get_order() + 1), tc.end()};
}

} // namespace

TEST_CASE("the exponents 0 and 1 in jets", "[powers]") {
    for_each_type_with_code([]<typename T>() {
        for (const T n : {T(0), T(1)}) {
            for (const auto &ex : powers_of_x(n)) {
                for (const T at : {T(0), T(-.75), T(.5)}) {
                    for (const bool lifted : {false, true}) {
                        INFO(ex << " at " << at << ", n = " << n << (lifted ? ", lifted" : ""));
                        const auto got = coefficients<T>(ex, at, n, lifted);
                        CHECK(got == coefficients<T>(n == 0 ? 1_dbl : x, at, n, lifted));
                    }
                }
            }
        }
    });
}

TEST_CASE("the exponents 0 and 1 in compiled functions, and where both change", "[powers]") {
    using limits = std::numeric_limits<double>;
    for (const double n : {0., 1.}) {
        auto functions = powers_of_x(n);
        functions.push_back(pow(x, z));
        const cfunc<double> f(functions, {x, y, z});
        for (const double at : {0., -0., -.75, .5, limits::infinity(), -limits::infinity(), limits::denorm_min()}) {
            std::vector<double> out(functions.size());
            f(out, std::vector{at, 0., n}, kw::pars = std::vector{n, 7.});
            for (std::size_t i = 0; i < out.size(); ++i) {
                INFO(functions[i] << " at " << at << ", n = " << n);
                CHECK(out[i] == (n == 0 ? 1 : at));
            }
        }
    }
}

TEST_CASE("a parameter as exponent is a number with all its powers", "[powers]") {
    for (const double n : {-3., -2., -1., -.5, .5, 1.5, 2., 3., 4.75}) {
        for (const double at : {-1.25, .5, 1.75}) {
            const auto got = coefficients<double>(pow(x, par[0]), at, n, false),
                       expected = coefficients<double>(pow(x, n), at, n, false);
            for (std::size_t i = 0; i < got.size(); ++i) {
                INFO("exponent " << n << " at " << at << ", order " << i);
                CHECK((std::isfinite(expected[i]) ? got[i] == Catch::Approx(expected[i]).epsilon(1e-12).margin(1e-12)
                                                  : !std::isfinite(got[i])));
            }
        }
    }
}
