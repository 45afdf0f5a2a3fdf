// SPDX-License-Identifier: MPL-2.0
// The logistic function: a = sigmoid(b) = 1 / (1 + exp(-b)), with its derivative p = a (1 - a), which is a function,
// too.
#include "math/operations.hpp"
#include "math/rules.hpp"
#include "math/saturation.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// a' = b' p with p = a - a^2:
//   n a[n] = sum_{j=1..n} j b[j] p[n-j],   p[n] = a[n] - sum_{j=0..n} a[j] a[n-j]
// The two terms with a[n] are taken together as (1 - 2 a[0]) a[n], which loses nothing where a[0] is close to 1. The
// math library has no logistic function; exp() does.
struct sigmoid_recurrence {
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0];
        const auto [near_one, near_zero] = saturation::logistic(e, b);
        const auto a = e.choose(e.compare(comparison::lt, b, e.literal(0.)), near_zero, near_one);
        e.set(e.result(0), a);
        e.set(e.result(1), near_one * near_zero);
        e.keep(0, e.literal(1.) - (a + a));
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto a = e.result(0), p = e.result(1), b = e.arg(0), d = e.derived(0); // d[j] = j b[j]
        const auto [s, q] = e.template convolve_in_halves<2>(1, n - 1, [&](auto j, auto &acc) {
            acc[0] = e.fma(d[j], p[n - j], acc[0]);
            acc[1] = e.fma(a[j], a[n - j], acc[1]);
        });
        const auto an = e.scaled(s, e.inverse(n), b[n], p[0]);
        e.set(a, an);
        e.set(p, e.fma(an, e.kept(0), -(q.down + q.up)));
        e.set(d, e.real(n) * b[n]);
    }
};

} // namespace

constinit const operation sigmoid_operation = make_operation<sigmoid_recurrence>({
    .name = "sigmoid",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            return std::vector{sigmoid(o.args[0]), sigmoidp(o.args[0])};
        },
});

constinit const function_rule sigmoid_rule{
    .name = "sigmoid",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return 1 / (1 + fp::exp(-v)); }); },
    .gradient = [](const func &f) { return std::vector<expression>{sigmoidp(f.args()[0])}; },
    .taylor = &sigmoid_operation,
    .nonnegative = true,
};

// The derivative of p = a (1 - a) is p (1 - 2 a), where 1 - 2 a = -tanh(b / 2).
constinit const function_rule sigmoidp_rule{
    .name = "sigmoidp",
    .value =
        [](std::span<const number> x) { return map(x[0], [](auto v) { return saturation::slope_of_sigmoid(v); }); },
    .gradient =
        [](const func &f) {
            return std::vector<expression>{prod({-1_dbl, tanh(.5 * f.args()[0]), expression(f)})};
        },
    .taylor = &sigmoid_operation,
    .taylor_result = 1,
};
const rule_registrar sigmoid_registrar(sigmoid_rule), sigmoidp_registrar(sigmoidp_rule);

} // namespace detail

expression sigmoid(expression x) { return call(detail::sigmoid_rule, detail::arguments(std::move(x))); }

expression sigmoidp(expression x) { return call(detail::sigmoidp_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
