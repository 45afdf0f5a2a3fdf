// SPDX-License-Identifier: MPL-2.0
// The hyperbolic tangent: a = tanh(b), with its square c.
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

// a' = b' (1 - c) with c = a^2:   n a[n] = n b[n] - sum_{j=1..n} j b[j] c[n-j],   c[n] = sum_{j=0..n} a[j] a[n-j]
struct tanh_recurrence {
    template <typename E>
    static void start(E &e) {
        const auto a = e.call("tanh", e.arg(0)[0]);
        e.set(e.result(0), a);
        e.set(e.result(1), a * a);
        e.keep(0, e.literal(1.) - a * a);
        e.keep(1, a + a);
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto a = e.result(0), c = e.result(1), b = e.arg(0), d = e.derived(0); // d[j] = j b[j]
        const auto [s, q] = e.template convolve<2>(1, n - 1, [&](auto j, auto &acc) {
            acc[0] = e.fma(d[j], c[n - j], acc[0]);
            acc[1] = e.fma(a[j], a[n - j], acc[1]);
        });
        const auto t = s * e.inverse(n);
        const auto an = e.fma(b[n], e.kept(0), -t);
        e.set(d, e.real(n) * b[n]);
        e.set(a, an);
        e.set(c, e.fma(e.kept(1), an, q));
    }
};

} // namespace

constinit const operation tanh_operation = make_operation<tanh_recurrence>("tanh", 2);

constinit const function_rule tanh_rule{
    .name = "tanh",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return std::tanh(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{1. - expression(f) * expression(f)}; },
    .taylor = &tanh_operation,
};
const rule_registrar tanh_registrar(tanh_rule);

} // namespace detail

expression tanh(expression x) { return call(detail::tanh_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
