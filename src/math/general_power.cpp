// SPDX-License-Identifier: MPL-2.0
// Powers with an exponent that changes in time: a = b^e, with the argument l = e log(b).
#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Order zero is that of the math library: more accurate than exp(l), and right for bases that are zero or negative. The
// rest is that of exp(l): n a[n] = sum_{j=1..n} j l[j] a[n-j].
struct general_power_recurrence {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.call("pow", e.arg(0)[0], e.arg(1)[0]));
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto a = e.result(0), l = e.arg(2), d = e.derived(0); // d[j] = j l[j]
        const auto [s] = e.template convolve_in_halves<1>(
            1, n - 1, [&](auto j, auto &acc) { acc[0] = e.fma(d[j], a[n - j], acc[0]); });
        e.set(d, e.real(n) * l[n]);
        e.set(a, e.scaled(s, e.inverse(n), l[n], a[0]));
    }
};

} // namespace

constinit const operation general_power_operation = make_operation<general_power_recurrence>({
    .name = "general_power",
    .text = [](const applied_operation &o) { return std::vector{pow(o.args[0], o.args[1])}; },
});

} // namespace detail
BROOK_END_NAMESPACE
