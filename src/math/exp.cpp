// SPDX-License-Identifier: MPL-2.0
// The exponential: a = exp(b).
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// n a[n] = sum_{j=1..n} j b[j] a[n-j]
struct exp_recurrence {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.call("exp", e.arg(0)[0]));
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto a = e.result(0), b = e.arg(0), d = e.derived(0); // d[j] = j b[j]
        const auto [s] = e.template convolve_in_halves<1>(
            1, n - 1, [&](auto j, auto &acc) { acc[0] = e.fma(d[j], a[n - j], acc[0]); });
        e.set(d, e.real(n) * b[n]);
        e.set(a, e.scaled(s, e.inverse(n), b[n], a[0]));
    }
};

} // namespace

constinit const operation exp_operation = make_operation<exp_recurrence>({
    .name = "exp",
    .text = [](const applied_operation &o) { return std::vector{exp(o.args[0])}; },
});

constinit const function_rule exp_rule{
    .name = "exp",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::exp(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{expression(f)}; },
    .taylor = &exp_operation,
    .nonnegative = true,
};
const rule_registrar exp_registrar(exp_rule);

} // namespace detail

expression exp(expression x) { return call(detail::exp_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
