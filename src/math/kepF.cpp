// SPDX-License-Identifier: MPL-2.0
// The eccentric longitude of an ellipse: F with F + h cos F - k sin F = lam. Its recurrence stands in
// kepler_recurrence.hpp.
#include "expression/builders.hpp"
#include "math/kepler_recurrence.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const operation kepF_operation = make_operation<kepler_recurrence<kepler_form::longitude>>({
    .name = "kepF",
    .results = 3,
    .sine = 1,
    .text =
        [](const applied_operation &o) {
            const auto x = kepF(o.args[0], o.args[1], o.args[2]);
            return std::vector{x, sin(x), cos(x)};
        },
});

constinit const function_rule kepF_rule{
    .name = "kepF",
    .arity = 3,
    .value = [](std::span<const number> x) { return kepler_value("kepF", x); },
    // dF = (-cos F dh + sin F dk + dlam) / (1 - h sin F - k cos F)
    .gradient =
        [](const func &f) {
            const expression x(f);
            const auto s = sin(x), c = cos(x), slope = 1. - f.args()[0] * s - f.args()[1] * c;
            return std::vector{-c / slope, s / slope, 1. / slope};
        },
    .taylor = &kepF_operation,
    .has_edge = true,
};
const rule_registrar kepF_registrar(kepF_rule);
const builder_registrar kepF_builder(kepF_rule,
                                     [](const auto &, auto args) { return kepF(args[0], args[1], args[2]); });

} // namespace detail

expression kepF(expression h, expression k, expression lam) {
    if (detail::is_zero_number(h) && detail::is_zero_number(k) && detail::as_number(lam) == nullptr)
        return lam;
    return call(detail::kepF_rule, {std::move(h), std::move(k), std::move(lam)});
}

BROOK_END_NAMESPACE
