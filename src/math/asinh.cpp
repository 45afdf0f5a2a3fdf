// SPDX-License-Identifier: MPL-2.0
// The inverse hyperbolic sine: a = asinh(b), with sqrt(1 + b^2).
#include "math/arcsine_recurrence.hpp"
#include "math/far_arguments.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// The square root does not vanish: asinh has a Taylor series everywhere.
struct asinh_recurrence : arcsine_recurrence<true> {
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0], far = far_arguments::is_far(e, b);
        const auto root = e.sqrt(e.fma(b, b, e.literal(1.)));
        start_with(e, far_arguments::inverse_hyperbolic(e, "asinh", b, far),
                   e.choose(far, far_arguments::magnitude(e, b), root));
    }
};

} // namespace

constinit const operation asinh_operation = make_operation<asinh_recurrence>({
    .name = "asinh",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            return std::vector{asinh(o.args[0]), sqrt(1. + pow(o.args[0], 2.))};
        },
});

constinit const function_rule asinh_rule{
    .name = "asinh",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::asinh(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{pow(1. + f.args()[0] * f.args()[0], -.5)}; },
    .taylor = &asinh_operation,
    .parity = -1,
};
const rule_registrar asinh_registrar(asinh_rule);

} // namespace detail

expression asinh(expression x) { return call(detail::asinh_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
