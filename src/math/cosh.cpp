// SPDX-License-Identifier: MPL-2.0
// The hyperbolic cosine; its recurrence, together with its twin, stands in sine_recurrence.hpp.
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const function_rule cosh_rule{
    .name = "cosh",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::cosh(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{sinh(f.args()[0])}; },
    .taylor = &sinh_cosh_operation,
    .taylor_result = 1,
    .nonnegative = true,
    .parity = 1,
};
const rule_registrar cosh_registrar(cosh_rule);

} // namespace detail

expression cosh(expression x) { return call(detail::cosh_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
