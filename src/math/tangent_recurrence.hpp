// SPDX-License-Identifier: MPL-2.0
// The recurrence that the tangent and the hyperbolic tangent share but for a sign.
#pragma once

#include <string_view>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

namespace detail {

// a' = b' (1 + s c) with c = a^2, s = 1 for the tangent and -1 for the hyperbolic one:
//   n a[n] = n b[n] + s sum_{j=1..n} j b[j] c[n-j],   c[n] = sum_{j=0..n} a[j] a[n-j]
template <bool Hyperbolic>
struct tangent_recurrence {
    static constexpr std::string_view function = Hyperbolic ? "tanh" : "tan";

    template <typename E>
    static void start(E &e) {
        const auto a = e.call(function, e.arg(0)[0]), c = a * a;
        e.set(e.result(0), a);
        e.set(e.result(1), c);
        e.keep(0, Hyperbolic ? e.literal(1.) - c : e.literal(1.) + c);
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
        const auto an = e.fma(b[n], e.kept(0), Hyperbolic ? -t : t);
        e.set(d, e.real(n) * b[n]);
        e.set(a, an);
        e.set(c, e.fma(e.kept(1), an, q));
    }
};

} // namespace detail

BROOK_END_NAMESPACE
