// SPDX-License-Identifier: MPL-2.0
// A zero between two places where signs differ, to the last bit.
//
// T. R. Chandrupatla, A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function without
// using derivatives, Advances in Engineering Software 28 (1997): inverse quadratic interpolation where the last three
// places say that it will be good, else bisection. Here the interval is halved at least in every third step.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include <brook/number/fp_functions.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Two places and the values there, one positive and one negative.
template <typename T>
struct bracket {
    T a, b;
    T fa, fb;
};

/// Where Chandrupatla's third point allows inverse quadratic interpolation: the place between a (0) and b (1), or 1/2.
template <typename T>
T interpolated_place(const bracket<T> &z, T c, T fc) noexcept {
    const T xi = (z.a - z.b) / (c - z.b), phi = (z.fa - z.fb) / (fc - z.fb);
    if (!(phi * phi < xi && (T(1) - phi) * (T(1) - phi) < T(1) - xi))
        return T(0.5);
    return z.fa / (z.fb - z.fa) * (fc / (z.fb - fc)) +
           (c - z.a) / (z.b - z.a) * (z.fa / (fc - z.fa)) * (z.fb / (fc - z.fb));
}

/// Narrows the bracket until no number of T is between its ends, or until the value at both, which are then equal, is
/// zero. The bracket may be given in either order, and comes back in either.
template <typename T, typename F>
bracket<T> narrowed(bracket<T> z, F f) {
    T at = T(0.5), halving = fp::abs(z.b - z.a);
    for (std::uint32_t slow = 0;;) {
        T x = z.a + (z.b - z.a) * at;
        if (x == z.a || x == z.b)
            x = z.a + (z.b - z.a) * T(0.5);
        if (x == z.a || x == z.b)
            return z;
        const T fx = f(x);
        if (fx == T(0))
            return {x, x, fx, fx};
        // a is the newest place, b the one beyond the zero, c the one that was given up.
        T c = z.a, fc = z.fa;
        if ((fx < T(0)) != (z.fa < T(0))) {
            c = z.b;
            fc = z.fb;
            z.b = z.a;
            z.fb = z.fa;
        }
        z.a = x;
        z.fa = fx;
        const T width = fp::abs(z.b - z.a);
        slow = width > halving * T(0.5) ? slow + 1 : 0;
        if (slow == 0)
            halving = width;
        // No step is shorter than the spacing of T's numbers, so that the zero is soon between two neighbours.
        const T nearest = std::numeric_limits<T>::epsilon() * std::max(fp::abs(z.a), fp::abs(z.b)) / width;
        at = slow >= 2 || !(nearest < T(0.25)) ? T(0.5) : interpolated_place(z, c, fc);
        at = !(at > nearest) ? nearest : at < T(1) - nearest ? at : T(1) - nearest;
        if (!(nearest < T(0.25)))
            at = T(0.5);
    }
}

} // namespace detail
BROOK_END_NAMESPACE
