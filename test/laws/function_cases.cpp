// SPDX-License-Identifier: MPL-2.0
// The table that a new function adds a line to.
#include "test/laws/function_cases.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "test/laws/kepler_reference.hpp"

namespace brook::test {

namespace {

template <auto Function>
real mpfr(const inputs &x) {
    real r;
    Function(r.backend().data(), x[0].backend().data(), MPFR_RNDN);
    return r;
}

template <auto Function>
real mpfr2(const inputs &x) {
    real r;
    Function(r.backend().data(), x[0].backend().data(), x[1].backend().data(), MPFR_RNDN);
    return r;
}

real sum_of(const inputs &x) {
    real s = x.size() == 0 ? real(0) : x[0];
    for (std::size_t i = 1; i < x.size(); ++i)
        s += x[i];
    return s;
}

real product_of(const inputs &x) {
    real p = x.size() == 0 ? real(1) : x[0];
    for (std::size_t i = 1; i < x.size(); ++i)
        p *= x[i];
    return p;
}

real difference(const inputs &x) { return x[0] - x[1]; }

real first(const inputs &x) { return x[0]; }

real select_of(const inputs &x) { return x[0] != 0 ? x[1] : x[2]; }

// Slope zero makes even the infinite zero.
real relu_of(const inputs &x) { return x[0] <= 0 ? (x[1] == 0 ? real(0) : real(x[1] * x[0])) : x[0]; }

real relup_of(const inputs &x) { return x[0] <= 0 ? x[1] : real(1); }

// Vanishes if one of the arguments does.
real smallest(const inputs &x) {
    real s = abs(x[0]);
    for (const auto &y : x.args)
        s = std::min(s, abs(y));
    return s;
}

template <bool All>
real logical(const inputs &x) {
    for (const auto &y : x.args)
        if ((y != 0) != All)
            return !All;
    return All;
}

// Half-integers up to 16 take a square root, which keeps the sign of -0 and has no value at -infinity.
real power_by_root(const inputs &x) {
    const real size = abs(x[1]), whole = floor(size);
    const real p = (whole == 0 ? real(1) : pow(x[0], whole)) * mpfr<mpfr_sqrt>(x);
    return x[1] < 0 ? 1 / p : p;
}

constexpr interval only(double x) { return {x, x, true}; }

std::vector<function_case> make_cases() {
    const interval any{-2, 2}, positive{.3, 3}, negative{-3, -.3};
    const auto power = mpfr2<mpfr_pow>;
    return {
        // rule, arguments, value, units in the last place (folded, compiled), and what is special
        {"sum", {positive, positive, positive}, sum_of, 1.5, 1.5},
        {"sum", {positive}, sum_of, 0, 0},
        {"sum", {only(2.75), positive, positive}, sum_of, 1.5, 1.5},
        {"prod", {any, any}, product_of, .5, .5},
        // Three roundings of half a unit each, which count up to twice where the mantissa is large.
        {"prod", {positive, negative, positive, any}, product_of, 3, 3},
        {"prod", {any}, product_of, 0, 0},
        {"prod", {only(-1), any}, product_of, 0, 0},
        {"prod", {only(-2.75), any, positive}, product_of, 1.5, 1.5},

        // Integers and half-integers up to 16 take multiplications: each adds one rounding to what is left of those
        // before. In long double glibc multiplies for integers, too.
        {"pow", {positive, any}, power, 3, 1},
        {"pow", {any, only(0)}, power, 0, 0},
        {"pow", {any, only(1)}, power, 0, 0},
        {"pow", {any, only(2)}, power, 3, .5},
        {"pow", {any, only(3)}, power, 3, 1.5},
        {"pow", {any, only(4)}, power, 3, 2.5},
        {"pow", {any, only(7)}, power, 3, 5.5},
        {"pow", {positive, only(16)}, power, 1, 14.5},
        {"pow", {{.5, 1.5}, only(17)}, power, 1, 15.5},
        {"pow", {positive, only(-1)}, power, 3, .5},
        {"pow", {negative, only(-2)}, power, 3, 1.5},
        {"pow", {negative, only(-3)}, power, 3, 2.5},
        {"pow", {positive, only(.5)}, power, 1, .5, {{1e-30, 1e30}, only(.5)}, power_by_root},
        {"pow", {positive, only(-.5)}, power, 1, 1.5, {{1e-30, 1e30}, only(-.5)}, power_by_root},
        {"pow", {positive, only(-1.5)}, power, 1, 2.5, {}, power_by_root},
        {"pow", {positive, only(3.5)}, power, 1, 3.5, {}, power_by_root},
        {"pow", {positive, only(2.75)}, power, 1, 1.5},
        {"pow", {{.5, 1.5}, only(-20.5)}, power, 1, 1.5},

        {"exp", {any}, mpfr<mpfr_exp>, 1, 1, {{-80, 80}}},
        {"log", {positive}, mpfr<mpfr_log>, 1, 1, {{1e-30, 1e30}}},
        {"sin", {{-3, 3}}, mpfr<mpfr_sin>, 1, 1, {{-1e6, 1e6}}},
        {"cos", {{-3, 3}}, mpfr<mpfr_cos>, 1, 1, {{-1e6, 1e6}}},
        {"tan", {{-1.2, 1.2}}, mpfr<mpfr_tan>, 1.5, 1, {{-1e6, 1e6}}},
        {"asin", {{-.8, .8}}, mpfr<mpfr_asin>, 1.5, 1, {{-1, 1}}},
        {"acos", {{-.8, .8}}, mpfr<mpfr_acos>, 1.5, 1, {{-1, 1}}},
        {"atan", {any}, mpfr<mpfr_atan>, 1, 1, {{-1e6, 1e6}}},
        {"atan2", {any, positive}, mpfr2<mpfr_atan2>, 1, 1},
        {"atan2", {positive, any}, mpfr2<mpfr_atan2>, 1, 1},
        {"atan2", {negative, negative}, mpfr2<mpfr_atan2>, 1, 1},
        {"sinh", {any}, mpfr<mpfr_sinh>, 3, 1, {{-80, 80}}},
        {"cosh", {any}, mpfr<mpfr_cosh>, 3, 1, {{-80, 80}}},
        {"tanh", {any}, mpfr<mpfr_tanh>, 3, 1.01, {{-30, 30}}},
        {"asinh", {any}, mpfr<mpfr_asinh>, 3, 1, {{-1e6, 1e6}}},
        {"acosh", {{1.3, 4}}, mpfr<mpfr_acosh>, 4, 1, {{1, 1e6}}},
        {"atanh", {{-.8, .8}}, mpfr<mpfr_atanh>, 4, 1.01, {{-1, 1}}},
        {"tanhp",
         {any},
         [](const inputs &x) {
             const real s = mpfr<mpfr_sech>(x);
             return real(s * s);
         },
         4,
         4,
         {{-30, 30}}},
        {"erf", {any}, mpfr<mpfr_erf>, 1.5, 1.5, {{-6, 6}}},
        {"sigmoid", {any}, [](const inputs &x) { return real(1 / (1 + exp(-x[0]))); }, 3, 3, {{-80, 80}}},

        {"sigmoidp",
         {any},
         [](const inputs &x) {
             const real t = exp(-abs(x[0]));
             return real(t / ((1 + t) * (1 + t)));
         },
         4,
         4,
         {{-80, 80}}},

        {"kepE",
         {{.05, .5}, any},
         [](const inputs &x) { return exact_kepE(x[0], x[1]); },
         3,
         3,
         {{0, .999999}, {-1e6, 1e6}}},
        {"kepF",
         {{-.3, .3}, {-.3, .3}, any},
         [](const inputs &x) { return exact_kepF(x[0], x[1], x[2]); },
         3,
         3,
         {{-.7, .7}, {-.7, .7}, {-1e6, 1e6}}},
        {"kepDE",
         {{-.3, .3}, {-.3, .3}, any},
         [](const inputs &x) { return exact_kepDE(x[0], x[1], x[2]); },
         3,
         3,
         {{-.7, .7}, {-.7, .7}, {-1e6, 1e6}}},

        {"time", {}, [](const inputs &x) { return x.time; }, 0, 0},

        {"eq", {any, any}, [](const inputs &x) { return real(x[0] == x[1]); }, 0, 0, {}, nullptr, difference},
        {"neq",
         {any, any},
         [](const inputs &x) { return real(x[0] < x[1] || x[0] > x[1]); },
         0,
         0,
         {},
         nullptr,
         difference},
        {"lt", {any, any}, [](const inputs &x) { return real(x[0] < x[1]); }, 0, 0, {}, nullptr, difference},
        {"gt", {any, any}, [](const inputs &x) { return real(x[0] > x[1]); }, 0, 0, {}, nullptr, difference},
        {"lte", {any, any}, [](const inputs &x) { return real(x[0] <= x[1]); }, 0, 0, {}, nullptr, difference},
        {"gte", {any, any}, [](const inputs &x) { return real(x[0] >= x[1]); }, 0, 0, {}, nullptr, difference},
        {"logical_and", {any, any, any}, logical<true>, 0, 0, {}, nullptr, smallest},
        {"logical_and", {any, only(0), any}, logical<true>, 0, 0, {}, nullptr, smallest},
        {"logical_or", {any, any}, logical<false>, 0, 0, {}, nullptr, smallest},
        {"logical_or", {only(0), only(0), any}, logical<false>, 0, 0, {}, nullptr, smallest},
        {"select", {any, any, any}, select_of, 0, 0, {}, nullptr, first},
        {"select", {only(0), any, any}, select_of, 0, 0, {}, nullptr, first},
        {"relu", {positive, only(.25)}, relu_of, 0, .5, {}, nullptr, first},
        {"relu", {negative, only(.25)}, relu_of, 0, .5, {}, nullptr, first},
        {"relu", {negative, only(0)}, relu_of, 0, .5, {}, nullptr, first},
        {"relup", {positive, only(.25)}, relup_of, 0, 0, {}, nullptr, first},
        {"relup", {negative, only(.25)}, relup_of, 0, 0, {}, nullptr, first},
    };
}

} // namespace

const std::vector<function_case> &function_cases() {
    static const auto cases = make_cases();
    return cases;
}

std::vector<function_case> registered_cases() {
    std::vector<function_case> result;
    for (const auto *rule : function_registry()) {
        for (const auto &c : function_cases())
            if (c.rule == rule->name)
                result.push_back(c);
    }
    return result;
}

const function_case &case_of(const function_rule &rule) {
    for (const auto &c : function_cases())
        if (c.rule == rule.name)
            return c;
    throw std::logic_error(
        fmt::format("the rule '{}' has no row in test/laws/function_cases.cpp; add one, such as {{\"{}\", "
                    "{{{{-2, 2}}}}, mpfr<mpfr_{}>, 1, 1}}: arguments, value, units in the last place",
                    rule.name, rule.name, rule.name));
}

const function_rule &rule_of(const function_case &c) {
    const auto rules = function_registry();
    return **std::find_if(rules.begin(), rules.end(), [&](const auto *r) { return r->name == c.rule; });
}

std::string name_of(const function_case &c) {
    std::string s(c.rule);
    for (const auto &a : c.args)
        s += a.is_number ? fmt::format(" {}", a.low) : fmt::format(" [{}, {}]", a.low, a.high);
    return s;
}

} // namespace brook::test
