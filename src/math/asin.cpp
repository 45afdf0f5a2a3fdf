// SPDX-License-Identifier: MPL-2.0
// The inverse sine: a = asin(b), with sqrt(1 - b^2).
#include "math/arcsine_recurrence.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// In factors, 1 - b^2 keeps its accuracy where b is close to 1.
struct asin_recurrence : arcsine_recurrence<false> {
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0], one = e.literal(1.);
        start_with(e, e.call("asin", b), e.sqrt((one - b) * (one + b)));
    }
};

} // namespace

constinit const operation asin_operation = make_operation<asin_recurrence>({
    .name = "asin",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            return std::vector{asin(o.args[0]), sqrt(1. - pow(o.args[0], 2.))};
        },
});

constinit const function_rule asin_rule{
    .name = "asin",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::asin(v); }); },
    .gradient =
        [](const func &f) { return std::vector<expression>{pow((1. - f.args()[0]) * (1. + f.args()[0]), -.5)}; },
    .taylor = &asin_operation,
    .has_edge = true,
    .parity = -1,
};
const rule_registrar asin_registrar(asin_rule);

} // namespace detail

expression asin(expression x) { return call(detail::asin_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
