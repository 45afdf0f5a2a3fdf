// SPDX-License-Identifier: MPL-2.0
// The sine; its recurrence, together with its twin, stands in sine_recurrence.hpp.
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const function_rule sin_rule{
    .name = "sin",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::sin(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{cos(f.args()[0])}; },
    .taylor = &sine_cosine_operation,
    .taylor_result = 0,
    .parity = -1,
};
const rule_registrar sin_registrar(sin_rule);

} // namespace detail

expression sin(expression x) { return call(detail::sin_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
