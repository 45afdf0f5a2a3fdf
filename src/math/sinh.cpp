// SPDX-License-Identifier: MPL-2.0
// The hyperbolic sine; its recurrence, together with its twin, stands in sine_recurrence.hpp.
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const function_rule sinh_rule{
    .name = "sinh",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::sinh(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{cosh(f.args()[0])}; },
    .taylor = &sinh_cosh_operation,
    .taylor_result = 0,
    .parity = -1,
};
const rule_registrar sinh_registrar(sinh_rule);

} // namespace detail

expression sinh(expression x) { return call(detail::sinh_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
