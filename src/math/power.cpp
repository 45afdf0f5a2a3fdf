// SPDX-License-Identifier: MPL-2.0
// Powers and square roots. Their recurrences: constant_power.cpp, parametric_power.cpp and general_power.cpp.
#include <ostream>

#include <brook/number/fp_functions.hpp>

#include "expression/builders.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

bool needs_parentheses(const expression &base) {
    if (const number *x = as_number(base))
        return is_negative(*x);
    const func *f = as_func(base);
    return is_negation(base) || (f != nullptr && f->rule().name == pow_rule.name);
}

// A number keeps its type.
expression minus_one(const expression &exponent) {
    const number *e = as_number(exponent);
    return e != nullptr ? expression(map(*e, [](auto x) { return x - 1; })) : exponent - 1.;
}

} // namespace

constinit const function_rule pow_rule{
    .name = "pow",
    .arity = 2,
    .value = [](std::span<const number> x) { return map(x[0], x[1], [](auto b, auto e) { return fp::pow(b, e); }); },
    // d(b^e) = e b^(e-1) db + b^e log(b) de
    .gradient =
        [](const func &f) {
            const auto &b = f.args()[0], &e = f.args()[1];
            return std::vector<expression>{e * pow(b, minus_one(e)), expression(f) * log(b)};
        },
    .print =
        [](std::ostream &out, const func &f) {
            const auto &base = f.args()[0];
            if (needs_parentheses(base))
                out << '(' << base << ')';
            else
                out << base;
            out << "**" << f.args()[1];
        },
};
const rule_registrar pow_registrar(pow_rule);
const builder_registrar pow_builder(pow_rule, [](const auto &, auto args) { return pow(args[0], args[1]); });

} // namespace detail

expression pow(expression base, expression exponent) {
    const auto *e = detail::as_number(exponent);
    if (e != nullptr && detail::as_number(base) == nullptr) {
        if (is_zero(*e))
            return expression(1.);
        if (is_one(*e))
            return base;
    }
    return call(detail::pow_rule, detail::arguments(std::move(base), std::move(exponent)));
}

expression sqrt(expression x) { return pow(std::move(x), .5); }

BROOK_END_NAMESPACE
