// SPDX-License-Identifier: MPL-2.0
// The twin of sine and cosine: s = sin(b), c = cos(b).
#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE

namespace detail {

namespace {

// n s[n] = sum_{j=1..n} j b[j] c[n-j],   n c[n] = - sum_{j=1..n} j b[j] s[n-j]
struct sine_cosine_recurrence {
    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0];
        e.set(e.result(0), e.call("sin", b));
        e.set(e.result(1), e.call("cos", b));
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto b = e.arg(0), s = e.result(0), c = e.result(1), d = e.derived(0); // d[j] = j b[j]
        const auto [p, q] = e.template convolve<2>(1, n - 1, [&](auto j, auto &acc) {
            acc[0] = e.fma(d[j], c[n - j], acc[0]);
            acc[1] = e.fma(d[j], s[n - j], acc[1]);
        });
        e.set(d, e.real(n) * b[n]);
        e.set(s, e.fma(b[n], c[0], p * e.inverse(n)));
        e.set(c, -e.fma(b[n], s[0], q * e.inverse(n)));
    }
};

} // namespace

constinit const operation sine_cosine_operation = make_operation<sine_cosine_recurrence>("sine_cosine", 2);

} // namespace detail

BROOK_END_NAMESPACE
