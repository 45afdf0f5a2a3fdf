// SPDX-License-Identifier: MPL-2.0
// The difference of two eccentric anomalies: x with x + s0 (1 - cos x) - c0 sin x = dm. Its recurrence stands in
// kepler_recurrence.hpp.
#include "expression/builders.hpp"
#include "math/kepler_recurrence.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const operation kepDE_operation = make_operation<kepler_recurrence<kepler_form::difference>>({
    .name = "kepDE",
    .results = 3,
    .sine = 1,
    .text =
        [](const applied_operation &o) {
            const auto x = kepDE(o.args[0], o.args[1], o.args[2]);
            return std::vector{x, sin(x), cos(x)};
        },
});

constinit const function_rule kepDE_rule{
    .name = "kepDE",
    .arity = 3,
    .value = [](std::span<const number> x) { return kepler_value("kepDE", x); },
    // dx = ((cos x - 1) ds0 + sin x dc0 + ddm) / (1 + s0 sin x - c0 cos x)
    .gradient =
        [](const func &f) {
            const expression x(f);
            const auto s = sin(x), c = cos(x), slope = 1. + f.args()[0] * s - f.args()[1] * c;
            return std::vector{(c - 1.) / slope, s / slope, 1. / slope};
        },
    .taylor = &kepDE_operation,
    .has_edge = true,
};
const rule_registrar kepDE_registrar(kepDE_rule);
const builder_registrar kepDE_builder(kepDE_rule,
                                      [](const auto &, auto args) { return kepDE(args[0], args[1], args[2]); });

} // namespace detail

expression kepDE(expression s0, expression c0, expression dm) {
    if (detail::is_zero_number(s0) && detail::is_zero_number(c0) && detail::as_number(dm) == nullptr)
        return dm;
    return call(detail::kepDE_rule, {std::move(s0), std::move(c0), std::move(dm)});
}

BROOK_END_NAMESPACE
