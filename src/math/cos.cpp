// SPDX-License-Identifier: MPL-2.0
// The cosine; its recurrence, together with its twin, stands in sine_recurrence.hpp.
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const function_rule cos_rule{
    .name = "cos",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::cos(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{-sin(f.args()[0])}; },
    .taylor = &sine_cosine_operation,
    .taylor_result = 1,
    .parity = 1,
};
const rule_registrar cos_registrar(cos_rule);

} // namespace detail

expression cos(expression x) { return call(detail::cos_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
