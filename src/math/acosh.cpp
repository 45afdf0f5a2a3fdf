// SPDX-License-Identifier: MPL-2.0
// The inverse hyperbolic cosine: a = acosh(b), with sqrt(b^2 - 1).
#include "math/arcsine_recurrence.hpp"
#include "math/far_arguments.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// In factors, b^2 - 1 keeps its accuracy where b is close to 1.
struct acosh_recurrence : arcsine_recurrence<true> {
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0], one = e.literal(1.), far = far_arguments::is_far(e, b);
        const auto root = e.sqrt((b - one) * (b + one));
        start_with(e, far_arguments::inverse_hyperbolic(e, "acosh", b, far), e.choose(far, b, root));
    }
};

} // namespace

constinit const operation acosh_operation = make_operation<acosh_recurrence>({
    .name = "acosh",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            return std::vector{acosh(o.args[0]), sqrt(pow(o.args[0], 2.) - 1.)};
        },
});

constinit const function_rule acosh_rule{
    .name = "acosh",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::acosh(v); }); },
    // Two powers: the product of the factors overflows where the function does not, and is positive below -1.
    .gradient =
        [](const func &f) { return std::vector<expression>{pow(f.args()[0] - 1., -.5) * pow(f.args()[0] + 1., -.5)}; },
    .taylor = &acosh_operation,
    .has_edge = true,
};
const rule_registrar acosh_registrar(acosh_rule);

} // namespace detail

expression acosh(expression x) { return call(detail::acosh_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
