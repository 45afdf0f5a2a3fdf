// SPDX-License-Identifier: MPL-2.0
// The recurrence that the tangent and the hyperbolic tangent share but for a sign.
#pragma once

#include <string_view>

#include <brook/support/visibility.hpp>

#include "math/saturation.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

// a' = b' p with p = 1 + s a^2, s = 1 for the tangent and -1 for the hyperbolic one:
//   n a[n] = sum_{j=1..n} j b[j] p[n-j],   p[n] = s sum_{j=0..n} a[j] a[n-j] for n > 0
// The difference 1 - a[0]^2 would have few digits left where a[0] is close to 1; nothing else cancels.
template <bool Hyperbolic>
struct tangent_recurrence {
    static constexpr std::string_view function = Hyperbolic ? "tanh" : "tan";

    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0], a = e.call(function, b);
        e.set(e.result(0), a);
        e.set(e.result(1), Hyperbolic ? saturation::slope_of_tanh(e, b) : e.literal(1.) + a * a);
        e.keep(0, a + a);
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto a = e.result(0), p = e.result(1), b = e.arg(0), d = e.derived(0); // d[j] = j b[j]
        const auto [s, q] = e.template convolve_in_halves<2>(1, n - 1, [&](auto j, auto &acc) {
            acc[0] = e.fma(d[j], p[n - j], acc[0]);
            acc[1] = e.fma(a[j], a[n - j], acc[1]);
        });
        const auto an = e.scaled(s, e.inverse(n), b[n], p[0]), pn = e.fma(e.kept(0), an, q.down + q.up);
        e.set(d, e.real(n) * b[n]);
        e.set(a, an);
        e.set(p, Hyperbolic ? -pn : pn);
    }
};

} // namespace detail
BROOK_END_NAMESPACE
