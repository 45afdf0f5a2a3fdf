// SPDX-License-Identifier: MPL-2.0
// The recurrence that sine and cosine share with their hyperbolic twins but for a sign.
#pragma once

#include <brook/support/visibility.hpp>

#include "math/far_arguments.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

// s = sin(b) and c = cos(b), or sinh(b) and cosh(b): s' = b' c, c' = -+ b' s.
//   n s[n] = sum_{j=1..n} j b[j] c[n-j],   n c[n] = -+ sum_{j=1..n} j b[j] s[n-j]   (minus for the circular ones)
template <bool Hyperbolic>
struct sine_recurrence {
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0];
        if constexpr (Hyperbolic) {
            e.set(e.result(0), far_arguments::hyperbolic(e, "sinh", b));
            e.set(e.result(1), far_arguments::hyperbolic(e, "cosh", b));
        } else {
            e.set(e.result(0), e.call("sin", b));
            e.set(e.result(1), e.call("cos", b));
        }
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto b = e.arg(0), s = e.result(0), c = e.result(1), d = e.derived(0); // d[j] = j b[j]
        const auto [p, q] = e.template convolve_in_halves<2>(1, n - 1, [&](auto j, auto &acc) {
            acc[0] = e.fma(d[j], c[n - j], acc[0]);
            acc[1] = e.fma(d[j], s[n - j], acc[1]);
        });
        e.set(d, e.real(n) * b[n]);
        e.set(s, e.scaled(p, e.inverse(n), b[n], c[0]));
        const auto cn = e.scaled(q, e.inverse(n), b[n], s[0]);
        e.set(c, Hyperbolic ? cn : -cn);
    }
};

} // namespace detail
BROOK_END_NAMESPACE
