// SPDX-License-Identifier: MPL-2.0
// The inverse hyperbolic tangent: a = atanh(b), with 1 - b^2.
#include "math/arctangent_recurrence.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const operation atanh_operation = make_operation<arctangent_recurrence<true>>({
    .name = "atanh",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            return std::vector{atanh(o.args[0]), 1. - pow(o.args[0], 2.)};
        },
});

constinit const function_rule atanh_rule{
    .name = "atanh",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::atanh(v); }); },
    .gradient =
        [](const func &f) { return std::vector<expression>{pow((1. - f.args()[0]) * (1. + f.args()[0]), -1.)}; },
    .taylor = &atanh_operation,
    .has_edge = true,
    .parity = -1,
};
const rule_registrar atanh_registrar(atanh_rule);

} // namespace detail

expression atanh(expression x) { return call(detail::atanh_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
