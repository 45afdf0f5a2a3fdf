// SPDX-License-Identifier: MPL-2.0
// Derivatives at arguments of every size, and close to the ends of domains: the symbolic ones, whose formula another
// law compares with differences, and those that jets compute.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <brook/cfunc/cfunc.hpp>

#include "test/laws/case_system.hpp"
#include "test/laws/every_size.hpp"
#include "test/laws/exact.hpp"
#include "test/support/catch.hpp"
#include "test/support/jets.hpp"
#include "test/support/types.hpp"

using namespace brook;
using namespace brook::test;

namespace {

// Where asin, acos, acosh and atanh begin or end, and around: the distance shrinks to one unit in the last place.
template <typename T>
std::vector<T> arguments() {
    auto x = arguments_of_every_size<T>(std::numeric_limits<T>::max_exponent > 2000 ? 81 : 5);
    for (int k = 1; k < std::numeric_limits<T>::digits; ++k)
        for (const T by : {std::ldexp(T(1), -k), std::ldexp(T(-1), -k)})
            x.insert(x.end(), {1 + by, -1 + by});
    return x;
}

// A handful of roundings; the exponential of the error function amplifies that of the square of its argument.
double roundings(const function_case &c, const real &x) {
    return c.rule == "erf" && abs(x) < 30 ? 8 + static_cast<double>(x * x) : 8;
}

// Far out, what squares its argument takes a derivative for zero.
template <typename T>
bool is_lost(T derivative, T x) {
    return derivative == 0 && std::isinf(x * x);
}

bool of_one_variable(const function_case &c) {
    return c.args.size() == 1 || (c.args.size() == 2 && c.args[1].is_number);
}

expression call_of(const function_case &c, const expression &x) {
    return expression(
        func(rule_of(c), c.args.size() == 1 ? std::vector{x} : std::vector{x, expression(c.args[1].low)}));
}

} // namespace

TEMPLATE_LIST_TEST_CASE("derivatives are right wherever functions have them", "[registry]", code_types) {
    using T = TestType;
    const auto x = arguments<T>();
    for (const auto &c : registered_cases()) {
        if (!of_one_variable(c))
            continue;
        const expression v("x");
        const auto derivative = std::get<func>(call_of(c, v).value()).gradient()[0];
        const cfunc<T> f({derivative}, {v});
        std::vector<T> out(x.size());
        f(typename cfunc<T>::out_2d(out.data(), 1, x.size()), typename cfunc<T>::in_2d(x.data(), 1, x.size()));
        std::string wrong;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto exact = exact_value(derivative, {{{"x", real(x[i])}}, {}, 0});
            const bool lost = c.rule == "asinh" && is_lost(out[i], x[i]);
            if (!lost && !is_right(out[i], exact, roundings(c, real(x[i]))))
                wrong += fmt::format(" f'({}) = {}", x[i], out[i]);
        }
        INFO(name_of(c) << ", digits " << std::numeric_limits<T>::digits << ": " << derivative
                        << wrong.substr(0, 1000));
        CHECK(wrong.empty());
    }
}

TEMPLATE_LIST_TEST_CASE("jets have the derivatives wherever functions do", "[registry]", code_types) {
    using T = TestType;
    for (const auto &c : registered_cases()) {
        if (!of_one_variable(c))
            continue;
        const case_system system(c, 0);
        const auto derivative = std::get<func>(call_of(c, expression("x")).value()).gradient()[0];
        std::string wrong;
        for (const T x : arguments<T>()) {
            const auto [state, pars] = system.state<T>([&] {
                return std::vector<T>{x, c.args.size() == 1 ? 0 : T(c.args[1].low)};
            });
            const auto jet = reference_coefficients<T>(system.program(), 2, true, state, pars, T(0));
            const surroundings<real> at{{{"x", real(x)}}, {}, 0};
            const auto exact = exact_value(derivative, at) * real(jet[1][1]) / 2;
            const bool lost = (c.rule == "asinh" || c.rule == "atan") && is_lost(jet[0][2], x);
            if (std::isfinite(jet[0][1]) && !lost && !is_right_flushed(jet[0][2], exact, 2 + roundings(c, real(x))))
                wrong += fmt::format(" f'({}) = {} instead of {}", x, jet[0][2], rounded<T>(exact));
        }
        INFO(name_of(c) << ", digits " << std::numeric_limits<T>::digits << wrong.substr(0, 1000));
        CHECK(wrong.empty());
    }
}
