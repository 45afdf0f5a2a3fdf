// SPDX-License-Identifier: MPL-2.0
// Rectifiers and their derivatives. Systems of equations have comparisons and choices instead.
#include <cmath>
#include <ostream>

#include <brook/math/piecewise.hpp>

#include "math/rules.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

double checked(double slope) {
    if (!std::isfinite(slope) || slope < 0)
        throw_invalid_argument("The slope of a leaky rectifier must be finite and not negative, but it is {}", slope);
    return slope;
}

// Slope zero makes even the infinite zero.
expression scaled(const expression &x, const expression &slope) {
    return is_number_zero(slope) ? expression(0.) : slope * x;
}

// A NaN is not below zero, and stays one.
expression from_zero_down(const expression &x, expression low, expression above) {
    return select(lte(x, 0.), std::move(low), std::move(above));
}

// Without a slope, `name(x)`.
void print_rectifier(std::ostream &out, const func &f) {
    const auto &x = f.args()[0], &slope = f.args()[1];
    if (is_number_zero(slope))
        out << f.rule().name << '(' << x << ')';
    else
        out << "leaky_" << f.rule().name << '(' << x << ", " << slope << ')';
}

} // namespace

constinit const function_rule relu_rule{
    .name = "relu",
    .arity = 2,
    .value =
        [](std::span<const number> x) {
            return map(x[0], [&](auto v) {
                const auto slope = number_as<decltype(v)>(x[1]);
                return v <= 0 ? (slope == 0 ? 0 : slope * v) : v;
            });
        },
    // The derivative by the slope is x from zero down.
    .gradient =
        [](const func &f) {
            const auto &x = f.args()[0], &slope = f.args()[1];
            return std::vector<expression>{call(relup_rule, {x, slope}), from_zero_down(x, x, expression(0.))};
        },
    .print = print_rectifier,
    .expand = [](const func &f) { return from_zero_down(f.args()[0], scaled(f.args()[0], f.args()[1]), f.args()[0]); },
    .may_jump = true,
};

constinit const function_rule relup_rule{
    .name = "relup",
    .arity = 2,
    .value =
        [](std::span<const number> x) {
            return map(x[0], [&](auto v) { return v <= 0 ? number_as<decltype(v)>(x[1]) : 1; });
        },
    .gradient =
        [](const func &f) {
            return std::vector<expression>{expression(0.), lte(f.args()[0], 0.)};
        },
    .print = print_rectifier,
    .expand = [](const func &f) { return from_zero_down(f.args()[0], f.args()[1], expression(1.)); },
    .may_jump = true,
};
const rule_registrar relu_registrar(relu_rule), relup_registrar(relup_rule);

} // namespace detail

expression relu(expression x, double slope) {
    return call(detail::relu_rule, detail::arguments(std::move(x), expression(detail::checked(slope))));
}

expression relup(expression x, double slope) {
    return call(detail::relup_rule, detail::arguments(std::move(x), expression(detail::checked(slope))));
}

leaky_relu::leaky_relu(double slope) : slope_(detail::checked(slope)) {}
expression leaky_relu::operator()(expression x) const { return relu(std::move(x), slope_); }

leaky_relup::leaky_relup(double slope) : slope_(detail::checked(slope)) {}
expression leaky_relup::operator()(expression x) const { return relup(std::move(x), slope_); }

BROOK_END_NAMESPACE
