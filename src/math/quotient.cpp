// SPDX-License-Identifier: MPL-2.0
// Division: a = x / y.
#include "math/operations.hpp"

#include <optional>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// y[0] a[n] = x[n] - sum_{j=1..n} y[j] a[n-j]
struct quotient_recurrence {
    template <typename E>
    static void start(E &e) {
        const auto x = e.arg(0)[0], y = e.arg(1)[0];
        e.set(e.result(0), x / y);
        e.keep(0, e.literal(1.) / y);
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto x = e.arg(0), y = e.arg(1), a = e.result(0);
        if (e.is_constant(1)) {
            e.set(a, x[n] * e.kept(0));
            return;
        }
        const auto [s] = e.template convolve_in_halves<1>(
            1, n - 1, [&](auto j, auto &acc) { acc[0] = e.fma(y[j], a[n - j], acc[0]); });
        const auto rest = e.is_constant(0) ? -(y[n] * a[0]) : e.fma(-y[n], a[0], x[n]);
        e.set(a, e.scaled(s, -e.kept(0), rest, e.kept(0)));
    }
};

} // namespace

constinit const operation quotient_operation = make_operation<quotient_recurrence>({
    .name = "quotient",
    .text = [](const applied_operation &o) { return std::vector{o.args[0] / o.args[1]}; },
});

} // namespace detail
BROOK_END_NAMESPACE
