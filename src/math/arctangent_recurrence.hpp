// SPDX-License-Identifier: MPL-2.0
// The recurrence that the inverse tangent and the inverse hyperbolic tangent share but for a sign.
#pragma once

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

// a' c = b' with c = 1 + s b^2, s = 1 for atan and -1 for atanh:
//   n c[0] a[n] = n b[n] - sum_{j=1..n-1} j a[j] c[n-j],   c[n] = s sum_{j=0..n} b[j] b[n-j]
template <bool Hyperbolic>
struct arctangent_recurrence {
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0], one = e.literal(1.);
        // In factors, 1 - b^2 keeps its accuracy where b is close to 1.
        const auto c = Hyperbolic ? (one - b) * (one + b) : e.fma(b, b, one);
        e.set(e.result(0), e.call(Hyperbolic ? "atanh" : "atan", b));
        e.set(e.result(1), c);
        e.keep(0, one / c);
        e.keep(1, b + b);
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto a = e.result(0), c = e.result(1), b = e.arg(0), d = e.derived(0); // d[j] = j a[j]
        const auto [p, q] = e.template convolve_in_halves<2>(1, n - 1, [&](auto j, auto &acc) {
            acc[0] = e.fma(c[j], d[n - j], acc[0]);
            acc[1] = e.fma(b[j], b[n - j], acc[1]);
        });
        const auto an = e.scaled(p, -(e.inverse(n) * e.kept(0)), b[n], e.kept(0));
        const auto cn = e.fma(b[n], e.kept(1), q.down + q.up);
        e.set(a, an);
        e.set(c, Hyperbolic ? -cn : cn);
        e.set(d, e.real(n) * an);
    }
};

} // namespace detail
BROOK_END_NAMESPACE
