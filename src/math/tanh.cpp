// SPDX-License-Identifier: MPL-2.0
// The hyperbolic tangent: a = tanh(b), with its derivative p = 1 - a^2, which is a function, too.
#include "math/operations.hpp"
#include "math/rules.hpp"
#include "math/tangent_recurrence.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

constinit const operation tanh_operation = make_operation<tangent_recurrence<true>>({
    .name = "tanh",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            return std::vector{tanh(o.args[0]), tanhp(o.args[0])};
        },
});

constinit const function_rule tanh_rule{
    .name = "tanh",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::tanh(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{tanhp(f.args()[0])}; },
    .taylor = &tanh_operation,
    .parity = -1,
};

constinit const function_rule tanhp_rule{
    .name = "tanhp",
    .value =
        [](std::span<const number> x) {
            return map(x[0], [](auto v) { return 4 * saturation::slope_of_sigmoid(v + v); });
        },
    .gradient =
        [](const func &f) {
            return std::vector<expression>{prod({-2_dbl, tanh(f.args()[0]), expression(f)})};
        },
    .taylor = &tanh_operation,
    .taylor_result = 1,
};
const rule_registrar tanh_registrar(tanh_rule), tanhp_registrar(tanhp_rule);

} // namespace detail

expression tanh(expression x) { return call(detail::tanh_rule, detail::arguments(std::move(x))); }

expression tanhp(expression x) { return call(detail::tanhp_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
