// SPDX-License-Identifier: MPL-2.0
// The natural logarithm: a = log(b).
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// n b[0] a[n] = n b[n] - sum_{j=1..n-1} j a[j] b[n-j]
struct log_recurrence {
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0];
        e.set(e.result(0), e.call("log", b));
        e.keep(0, e.literal(1.) / b);
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto a = e.result(0), b = e.arg(0), d = e.derived(0); // d[j] = j a[j]
        const auto [s] = e.template convolve_in_halves<1>(
            1, n - 1, [&](auto j, auto &acc) { acc[0] = e.fma(b[j], d[n - j], acc[0]); });
        const auto an = e.scaled(s, -(e.inverse(n) * e.kept(0)), b[n], e.kept(0));
        e.set(a, an);
        e.set(d, e.real(n) * an);
    }
};

} // namespace

constinit const operation log_operation = make_operation<log_recurrence>({
    .name = "log",
    .text = [](const applied_operation &o) { return std::vector{log(o.args[0])}; },
});

constinit const function_rule log_rule{
    .name = "log",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::log(v); }); },
    .gradient = [](const func &f) { return std::vector<expression>{pow(f.args()[0], -1.)}; },
    .taylor = &log_operation,
    .has_edge = true,
};
const rule_registrar log_registrar(log_rule);

} // namespace detail

expression log(expression x) { return call(detail::log_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
