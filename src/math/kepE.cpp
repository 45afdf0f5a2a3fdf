// SPDX-License-Identifier: MPL-2.0
// The eccentric anomaly of an ellipse: E with E - e sin E = M. Its recurrence stands in kepler_recurrence.hpp.
#include "expression/builders.hpp"
#include "math/kepler_recurrence.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const operation kepE_operation = make_operation<kepler_recurrence<kepler_form::eccentricity>>({
    .name = "kepE",
    .results = 3,
    .sine = 1,
    .text =
        [](const applied_operation &o) {
            const auto x = kepE(o.args[0], o.args[1]);
            return std::vector{x, sin(x), cos(x)};
        },
});

constinit const function_rule kepE_rule{
    .name = "kepE",
    .arity = 2,
    .value =
        [](std::span<const number> x) {
            return map(x[0], x[1],
                       [](auto e, decltype(e) m) { return math_library::call<decltype(e)>("kepE", false, e, m); });
        },
    // dE = (sin E de + dM) / (1 - e cos E)
    .gradient =
        [](const func &f) {
            const expression x(f);
            const auto slope = 1. - f.args()[0] * cos(x);
            return std::vector{sin(x) / slope, 1. / slope};
        },
    .taylor = &kepE_operation,
    .has_edge = true,
};
const rule_registrar kepE_registrar(kepE_rule);
const builder_registrar kepE_builder(kepE_rule, [](const auto &, auto args) { return kepE(args[0], args[1]); });

} // namespace detail

expression kepE(expression e, expression mean_anomaly) {
    if (detail::is_zero_number(e) && detail::as_number(mean_anomaly) == nullptr)
        return mean_anomaly;
    return call(detail::kepE_rule, detail::arguments(std::move(e), std::move(mean_anomaly)));
}

BROOK_END_NAMESPACE
