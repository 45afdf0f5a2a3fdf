// SPDX-License-Identifier: MPL-2.0
// The error function: a = erf(b), with c = exp(-b^2).

#include <brook/number/fp_functions.hpp>

#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// a' = 2 / sqrt(pi) c b' and c' = -s' c with s = b^2, so that
//   n a[n] = 2 / sqrt(pi) sum_{j=1..n} j b[j] c[n-j],   n c[n] = - sum_{j=1..n} j s[j] c[n-j]
struct erf_recurrence {
    // 2 / sqrt(pi), rounded to the type of the integration: for every order, because a literal is a double.
    struct scale {
        template <typename T>
        T operator()(T, T, T) const {
            return 2 * fp::inv_sqrtpi<T>;
        }
    };

    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0];
        e.set(e.result(0), e.call("erf", b));
        e.set(e.result(1), e.call("exp", -(b * b)));
        e.keep(0, b + b);
    }
    template <typename E>
    static void next(E &e) {
        const auto &w = weights::table_of<scale>("2/sqrt(pi)", number(0.), true);
        const auto n = e.n();
        const auto a = e.result(0), c = e.result(1), b = e.arg(0);
        const auto d = e.derived(0), ds = e.derived(1); // j b[j], j s[j]
        const auto [p, q, r] = e.template convolve_in_halves<3>(1, n - 1, [&](auto j, auto &acc) {
            acc[0] = e.fma(d[j], c[n - j], acc[0]);
            acc[1] = e.fma(ds[j], c[n - j], acc[1]);
            acc[2] = e.fma(b[j], b[n - j], acc[2]);
        });
        const auto sn = e.fma(b[n], e.kept(0), r.down + r.up);
        e.set(a, e.scaled(p, e.inverse(n), b[n], c[0]) * e.weight(n, n, w));
        e.set(c, -e.scaled(q, e.inverse(n), sn, c[0]));
        e.set(d, e.real(n) * b[n]);
        e.set(ds, e.real(n) * sn);
    }
};

} // namespace

constinit const operation erf_operation = make_operation<erf_recurrence>({
    .name = "erf",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            return std::vector{erf(o.args[0]), exp(-pow(o.args[0], 2.))};
        },
});

constinit const function_rule erf_rule{
    .name = "erf",
    .value = [](std::span<const number> x) { return map(x[0], [](auto v) { return fp::erf(v); }); },
    .gradient =
        [](const func &f) {
            return std::vector<expression>{expression(2 * fp::inv_sqrtpi<longest_fp>) *
                                           exp(-(f.args()[0] * f.args()[0]))};
        },
    .taylor = &erf_operation,
    .parity = -1,
};
const rule_registrar erf_registrar(erf_rule);

} // namespace detail

expression erf(expression x) { return call(detail::erf_rule, detail::arguments(std::move(x))); }

BROOK_END_NAMESPACE
