// SPDX-License-Identifier: MPL-2.0
// The tangent: a = tan(b), with its derivative p = 1 + a^2.
#include "math/operations.hpp"
#include "math/rules.hpp"
#include "math/tangent_recurrence.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const operation tan_operation = make_operation<tangent_recurrence<false>>({
    .name = "tan",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            return std::vector{tan(o.args[0]), 1. + pow(tan(o.args[0]), 2.)};
        },
});

constinit const function_rule tan_rule{
    .name = "tan",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::tan(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{1. + expression(f) * expression(f)}; },
    .taylor = &tan_operation,
    .parity = -1,
};
const rule_registrar tan_registrar(tan_rule);

} // namespace detail

expression tan(expression x) { return call(detail::tan_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
