// SPDX-License-Identifier: MPL-2.0
// The angle of a point: a = atan2(y, x), with c = x^2 + y^2.
#include "math/far_arguments.hpp"
#include "math/flat_pieces.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// c a' = x y' - y x'. The sum over j of j y[j] x[n-j] - j x[j] y[n-j] has each product of a y and an x twice, with the
// weights j and -(n - j):
//   n c[0] a[n] = sum_{j=0..n} (2j - n) y[j] x[n-j] - sum_{j=1..n-1} j a[j] c[n-j]
//   c[n] = sum_{j=0..n} (x[j] x[n-j] + y[j] y[n-j])
// At the origin the angle is not defined, and the coefficients are not finite unless the point stays there.
// The squares must neither overflow nor vanish.
struct atan2_recurrence {
    struct weight {
        template <typename T>
        T operator()(T, T n, T j) const {
            return j + j - n;
        }
    };

    // SLEEF divides by the larger coordinate with a reciprocal, and without fused operations it splits both into
    // halves. While subnormal numbers are flushed the first fails for the largest numbers, and the second for the
    // smallest, so both coordinates change their scale. A small y beside a large x has a scale of its own: there the
    // angle is y / x.
    template <typename E>
    static typename E::value angle(E &e, typename E::value y, typename E::value x) {
        if (!far_arguments::overflow_early(e))
            return e.call("atan2", y, x);
        const bool f32 = e.digits() <= 24;
        const auto lit = [&](double a, double b) { return e.literal(f32 ? a : b); };
        const auto height = far_arguments::magnitude(e, y), width = far_arguments::magnitude(e, x);
        const auto size = e.choose(e.compare(comparison::gt, height, width), height, width), one = e.literal(1.);
        const auto huge = e.compare(comparison::gt, size, lit(0x1p60, 0x1p800)),
                   tiny = e.compare(comparison::lt, size, lit(0x1p-60, 0x1p-800)),
                   flat = e.compare(comparison::lt, height, x * lit(0x1p-50, 0x1p-100));
        const auto scale = e.choose(huge, lit(0x1p-30, 0x1p-200), e.choose(tiny, lit(0x1p60, 0x1p200), one));
        const auto up = e.choose(flat, lit(0x1p30, 0x1p60), one), down = e.choose(flat, lit(0x1p-30, 0x1p-60), one);
        return e.call("atan2", y * (scale * up), x * scale) * down;
    }

    template <typename E>
    static void start(E &e) {
        const auto y = e.arg(0)[0], x = e.arg(1)[0];
        const auto c = e.fma(x, x, y * y), inverse = e.literal(1.) / c;
        e.set(e.result(0), angle(e, y, x));
        e.set(e.result(1), c);
        e.keep(0, inverse);
        e.keep(1, x * inverse);
        e.keep(2, -(y * inverse));
    }
    template <typename E>
    static void next(E &e) {
        const auto &w = weights::table_of<weight>("2j-n", number(0.));
        const auto n = e.n();
        const auto y = e.arg(0), x = e.arg(1), a = e.result(0), c = e.result(1), d = e.derived(0); // d[j] = -j a[j]
        const auto [s, q] = e.template convolve<2>(1, n - 1, [&](auto j, auto &acc) {
            acc[0] = e.fma(d[j], c[n - j], acc[0]);
            acc[0] = e.fma(e.weight(n, j, w) * y[j], x[n - j], acc[0]);
            acc[1] = e.fma(x[j], x[n - j], acc[1]);
            acc[1] = e.fma(y[j], y[n - j], acc[1]);
        });
        const auto steep = e.fma(y[n], e.kept(1), e.fma(x[n], e.kept(2), s * e.inverse(n) * e.kept(0)));
        const auto an = e.choose(x[n], steep, unless_flat(e, y[n], s, steep));
        e.set(a, an);
        e.set(c, e.fma(y[n], y[0] + y[0], e.fma(x[n], x[0] + x[0], q)));
        e.set(d, -(e.real(n) * an));
    }
};

} // namespace

constinit const operation atan2_operation = make_operation<atan2_recurrence>({
    .name = "atan2",
    .results = 2,
    .text =
        [](const applied_operation &o) {
            const auto &y = o.args[0], &x = o.args[1];
            return std::vector{atan2(y, x), pow(y, 2.) + pow(x, 2.)};
        },
});

constinit const function_rule atan2_rule{
    .name = "atan2",
    .arity = 2,
    .value = [](std::span<const number> x) { return map(x[0], x[1], [](auto a, auto b) { return fp::atan2(a, b); }); },
    // d atan2(y, x) = (x dy - y dx) / (x^2 + y^2)
    .gradient =
        [](const func &f) {
            const auto &y = f.args()[0], &x = f.args()[1];
            const auto c = x * x + y * y;
            return std::vector<expression>{x / c, -y / c};
        },
    .taylor = &atan2_operation,
    .may_jump = true,
};
const rule_registrar atan2_registrar(atan2_rule);

} // namespace detail

expression atan2(expression y, expression x) {
    return call(detail::atan2_rule, detail::arguments(std::move(y), std::move(x)));
}

BROOK_END_NAMESPACE
