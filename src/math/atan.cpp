// SPDX-License-Identifier: MPL-2.0
// The inverse tangent: a = atan(b), with 1 + b^2.
#include "math/arctangent_recurrence.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const operation atan_operation = make_operation<arctangent_recurrence<false>>({
    .name = "atan",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            return std::vector{atan(o.args[0]), 1. + pow(o.args[0], 2.)};
        },
});

constinit const function_rule atan_rule{
    .name = "atan",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::atan(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{pow(1. + f.args()[0] * f.args()[0], -1.)}; },
    .taylor = &atan_operation,
    .parity = -1,
};
const rule_registrar atan_registrar(atan_rule);

} // namespace detail

expression atan(expression x) { return call(detail::atan_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
