// SPDX-License-Identifier: MPL-2.0
// The inverse cosine: a = acos(b), with sqrt(1 - b^2).
#include "math/arcsine_recurrence.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// In factors, 1 - b^2 keeps its accuracy where b is close to 1.
struct acos_recurrence : arcsine_recurrence<false, true> {
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0], one = e.literal(1.);
        start_with(e, e.call("acos", b), e.sqrt((one - b) * (one + b)));
    }
};

} // namespace

constinit const operation acos_operation = make_operation<acos_recurrence>({
    .name = "acos",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            return std::vector{acos(o.args[0]), sqrt(1. - pow(o.args[0], 2.))};
        },
});

constinit const function_rule acos_rule{
    .name = "acos",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::acos(v); }); },
    .gradient =
        [](const func &f) { return std::vector<expression>{-pow((1. - f.args()[0]) * (1. + f.args()[0]), -.5)}; },
    .taylor = &acos_operation,
    .has_edge = true,
};
const rule_registrar acos_registrar(acos_rule);

} // namespace detail

expression acos(expression x) { return call(detail::acos_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
