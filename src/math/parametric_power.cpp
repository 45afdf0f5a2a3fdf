// SPDX-License-Identifier: MPL-2.0
// Powers with an exponent that is known when the code runs, and does not change in time: a = b^alpha.
#include "math/flat_pieces.hpp"
#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// n b[0] a[n] = sum_{j=0..n-1} (n alpha - j (alpha + 1)) b[n-j] a[j], as with a number as exponent. The exponents 0 and
// 1 hold at a zero of the base, too.
struct parametric_power_recurrence {
    struct weight {
        template <typename T>
        T operator()(T, T n, T j) const {
            return -j / n;
        }
    };

    // 1 and the base, exactly, for the exponents 0 and 1.
    template <typename E>
    static typename E::value simplest(E &e, typename E::value is_zero, typename E::value is_one,
                                      typename E::value of_zero, typename E::value of_one, typename E::value other) {
        return e.choose(is_zero, of_zero, e.choose(is_one, of_one, other));
    }

    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0], alpha = e.arg(1)[0], one = e.literal(1.);
        const auto is_zero = e.compare(comparison::eq, alpha, e.literal(0.)),
                   is_one = e.compare(comparison::eq, alpha, one);
        const auto a = simplest(e, is_zero, is_one, one, b, e.call("pow", b, alpha));
        const auto inverse = one / b;
        e.set(e.result(0), a);
        e.keep(0, inverse);
        e.keep(1, a * alpha * inverse);
        e.keep(2, alpha);
        e.keep(3, alpha + one);
        e.keep(4, is_zero);
        e.keep(5, is_one);
    }
    template <typename E>
    static void next(E &e) {
        const auto &w = weights::table_of<weight>("-j/n", number(0.));
        const auto n = e.n();
        const auto a = e.result(0), b = e.arg(0);
        const auto [s] = e.template convolve<1>(1, n - 1, [&](auto j, auto &acc) {
            acc[0] = e.fma(e.fma(e.weight(n, j, w), e.kept(3), e.kept(2)) * b[n - j], a[j], acc[0]);
        });
        const auto an = unless_flat(e, b[n], s, e.fma(b[n], e.kept(1), s * e.kept(0)));
        e.set(a, simplest(e, e.kept(4), e.kept(5), e.literal(0.), b[n], an));
    }
};

} // namespace

constinit const operation parametric_power_operation = make_operation<parametric_power_recurrence>({
    .name = "parametric_power",
    .needs_constant_last = true,
    .text = [](const applied_operation &o) { return std::vector{pow(o.args[0], o.args[1])}; },
});

} // namespace detail
BROOK_END_NAMESPACE
