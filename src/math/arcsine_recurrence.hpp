// SPDX-License-Identifier: MPL-2.0
// The recurrence that the inverses of sine, cosine and their hyperbolic twins share but for signs.
#pragma once

#include <brook/support/visibility.hpp>

#include "math/flat_pieces.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

// The function that a is the inverse of has the value b, and its twin the value c, which is the second result:
//   asin: b = sin a, c = cos a = sqrt(1 - b^2)      b' =  a' c,  c' = -a' b
//   acos: b = cos a, c = sin a = sqrt(1 - b^2)      b' = -a' c,  c' =  a' b
//   asinh: b = sinh a, c = cosh a = sqrt(1 + b^2)   b' =  a' c,  c' =  a' b
//   acosh: b = cosh a, c = sinh a = sqrt(b^2 - 1)   b' =  a' c,  c' =  a' b
// With a' = r' for the rising functions and -r' for acos, all have b' = r' c, and c' = -r' b or r' b:
//   n c[0] r[n] = n b[n] - sum_{j=1..n-1} j r[j] c[n-j],   n c[n] = -+ sum_{j=1..n} j r[j] b[n-j]
// by comparing coefficients of the differential equations, as in Jorba and Zou, Exp. Math. 14 (2005), sec. 2. Where
// c[0] = 0, the function has a branch point and no Taylor series unless the argument stays there.
template <bool Hyperbolic, bool Falling = false>
struct arcsine_recurrence {
    template <typename E>
    static void start_with(E &e, typename E::value a, typename E::value c) {
        e.set(e.result(0), a);
        e.set(e.result(1), c);
        e.keep(0, e.literal(1.) / c);
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto a = e.result(0), c = e.result(1), b = e.arg(0), d = e.derived(0); // d[j] = j r[j]
        const auto [p, q] = e.template convolve_in_halves<2>(1, n - 1, [&](auto j, auto &acc) {
            acc[0] = e.fma(c[j], d[n - j], acc[0]);
            acc[1] = e.fma(d[j], b[n - j], acc[1]);
        });
        const auto rn = unless_flat(e, b[n], p.down + p.up, e.scaled(p, -(e.inverse(n) * e.kept(0)), b[n], e.kept(0)));
        const auto cn = e.scaled(q, e.inverse(n), rn, b[0]);
        e.set(a, Falling ? -rn : rn);
        e.set(c, Hyperbolic ? cn : -cn);
        e.set(d, e.real(n) * rn);
    }
};

} // namespace detail
BROOK_END_NAMESPACE
