// SPDX-License-Identifier: MPL-2.0
// The hyperbolic tangent: a = tanh(b), with its square c.
#include "math/operations.hpp"
#include "math/rules.hpp"
#include "math/tangent_recurrence.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

constinit const operation tanh_operation = make_operation<tangent_recurrence<true>>("tanh", 2);

constinit const function_rule tanh_rule{
    .name = "tanh",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return std::tanh(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{1. - expression(f) * expression(f)}; },
    .taylor = &tanh_operation,
};
const rule_registrar tanh_registrar(tanh_rule);

} // namespace detail

expression tanh(expression x) { return call(detail::tanh_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
