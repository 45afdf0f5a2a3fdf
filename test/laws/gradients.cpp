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
std::vector<T> next_to_ends_of_domains() {
    std::vector<T> x;
    for (int k = 1; k < std::numeric_limits<T>::digits; ++k)
        for (const T by : {std::ldexp(T(1), -k), std::ldexp(T(-1), -k)})
            x.insert(x.end(), {1 + by, -1 + by});
    return x;
}

// From one saturation to the other, and where no power of an argument overflows. Not zero, where powers are singular.
template <typename T>
std::vector<T> moderate() {
    std::vector<T> x;
    for (int i = 1; i <= 640; ++i)
        x.insert(x.end(), {T(i) / 8, T(-i) / 8});
    return x;
}

template <typename T>
std::vector<T> joined(std::vector<T> a, const std::vector<T> &b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

// A handful of roundings; the exponential of the error function amplifies that of the square of its argument.
double roundings(const function_case &c, const real &x) {
    return c.rule == "erf" && abs(x) < 30 ? 8 + static_cast<double>(x * x) : 8;
}

// The derivative of sigmoidp has a zero, next to which it is right beside the one of sigmoid.
double roundings_in_jet(const function_case &c, const real &x) {
    return 2 + roundings(c, x) + (c.rule == "sigmoidp" ? 16 / static_cast<double>(abs(x)) : 0);
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
    constexpr std::size_t step = std::numeric_limits<T>::max_exponent > 2000 ? 81 : 5;
    const auto x = joined(arguments_of_every_size<T>(step), next_to_ends_of_domains<T>());
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
            // Far out the derivative of asinh, which squares its argument, counts as zero.
            const bool lost = c.rule == "asinh" && std::isinf(x[i] * x[i]) && out[i] == 0;
            if (!lost && !is_right(out[i], exact, roundings(c, real(x[i]))))
                wrong += fmt::format(" f'({}) = {}", x[i], out[i]);
        }
        INFO(name_of(c) << ", digits " << std::numeric_limits<T>::digits << ": " << derivative
                        << wrong.substr(0, 1000));
        CHECK(wrong.empty());
    }
}

TEMPLATE_LIST_TEST_CASE("jets have the derivatives of functions", "[registry]", code_types) {
    using T = TestType;
    for (const auto &c : registered_cases()) {
        if (!of_one_variable(c))
            continue;
        const case_system system(c, 0);
        const auto derivative = std::get<func>(call_of(c, expression("x")).value()).gradient()[0];
        std::string wrong;
        const real smallest = 1e4 * real(std::numeric_limits<T>::min()); // or zero on the way
        for (const T x : joined(moderate<T>(), next_to_ends_of_domains<T>())) {
            const auto [state, pars] = system.state<T>([&] {
                return std::vector<T>{x, c.args.size() == 1 ? 0 : T(c.args[1].low)};
            });
            const auto jet = reference_coefficients<T>(system.program(), 2, true, state, pars, T(0));
            const surroundings<real> at{{{"x", real(x)}}, {}, 0};
            const auto exact = exact_value(derivative, at) * real(jet[1][1]) / 2;
            const bool normal = abs(real(jet[0][1])) > smallest && abs(exact) > smallest && isfinite(exact);
            if (normal && !is_right(jet[0][2], exact, roundings_in_jet(c, real(x))))
                wrong += fmt::format(" f'({}) = {} instead of {}", x, jet[0][2], rounded<T>(exact));
        }
        INFO(name_of(c) << ", digits " << std::numeric_limits<T>::digits << wrong.substr(0, 1000));
        CHECK(wrong.empty());
    }
}
