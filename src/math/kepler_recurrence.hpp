// SPDX-License-Identifier: MPL-2.0
// The recurrence that the three forms of Kepler's equation share, and what their gradients have in common.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include <brook/expression/comparison.hpp>
#include <brook/math/functions.hpp>
#include <brook/number/math_library.hpp>
#include <brook/number/number.hpp>
#include <brook/support/visibility.hpp>

#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

// All forms are x - a sin x - b cos x = m but for a constant:
//   kepE:   a = e,    b = 0
//   kepF:   a = k,    b = -h
//   kepDE:  a = c0,   b = s0,   with s0 (1 - cos x) in place of -s0 cos x
// With s = sin x, c = cos x and the slope g = 1 - a c + b s the derivative by time is
//   g x' = m' + a' s + b' c     or     g x' = m' + a' s - b' (1 - c)
// so that by comparing coefficients, with signs of b as above,
//   n g[0] x[n] = n m[n] + sum_{j=1..n} j a[j] s[n-j] + sum_{j=1..n} j b[j] c[n-j] - sum_{j=1..n-1} j x[j] g[n-j]
//   n s[n] = sum_{j=1..n} j x[j] c[n-j],   n c[n] = -sum_{j=1..n} j x[j] s[n-j]
//   g[n] = -sum_{j=0..n} (a[j] c[n-j] - b[j] s[n-j])
// where for kepDE the cosine in the sum with b is that less one, which differs in c[0] only. Sine and cosine are second
// and third result: who needs them of x, as nearly everybody does, has them.
enum class kepler_form { eccentricity, longitude, difference };

template <kepler_form Form>
struct kepler_recurrence {
    // Places of the arguments; b, if there is one, is the first.
    static constexpr bool has_b = Form != kepler_form::eccentricity;
    static constexpr std::size_t b_at = 0, a_at = has_b ? 1 : 0, m_at = has_b ? 2 : 1;

    template <typename E>
    static typename E::value solution(E &e) {
        if constexpr (Form == kepler_form::eccentricity)
            return e.call("kepE", e.arg(0)[0], e.arg(1)[0]);
        else
            return e.call(Form == kepler_form::longitude ? "kepF" : "kepDE", e.arg(0)[0], e.arg(1)[0], e.arg(2)[0]);
    }

    // b with its sign.
    template <typename E>
    static typename E::value signed_b(typename E::value b) {
        return Form == kepler_form::longitude ? -b : b;
    }

    // In the slope 1 - a + a (1 - cos x) + b sin x nothing cancels at the pericentre if b vanishes.
    template <typename E>
    static void start(E &e) {
        const auto one = e.literal(1.), a = e.arg(a_at)[0];
        const auto x = solution(e), s = e.call("sin", x), c = e.call("cos", x);
        const auto versine = e.choose(e.compare(comparison::gt, c, e.literal(0.)), s * s / (one + c), one - c);
        auto slope = e.fma(a, versine, one - a);
        if constexpr (has_b)
            slope = e.fma(signed_b<E>(e.arg(b_at)[0]), s, slope);
        const auto inverse = one / slope;
        e.set(e.result(0), x);
        e.set(e.result(1), s);
        e.set(e.result(2), c);
        e.keep(0, inverse);
        e.keep(1, s * inverse);
        if constexpr (has_b)
            e.keep(2, signed_b<E>((Form == kepler_form::difference ? -versine : c) * inverse));
    }

    template <typename E>
    static bool changes(E &e, std::size_t i) {
        return !e.is_constant(i);
    }

    // Sums over j = 1..n-1: those of x g, x c and x s, of what changes the orbit, and of g, the latter two for a and b
    // that change.
    template <std::size_t Count, typename E>
    static auto sums(E &e) {
        const auto n = e.n();
        const auto s = e.result(1), c = e.result(2), d = e.derived(0), g = e.derived(1);
        return e.template convolve<Count>(1, n - 1, [&](auto j, auto &acc) {
            acc[0] = e.fma(d[j], g[n - j], acc[0]);
            acc[1] = e.fma(d[j], c[n - j], acc[1]);
            acc[2] = e.fma(d[j], s[n - j], acc[2]);
            if constexpr (Count > 3) {
                if (changes(e, a_at)) {
                    acc[3] = e.fma(e.derived(2)[j], s[n - j], acc[3]);
                    acc[4] = e.fma(e.arg(a_at)[j], c[n - j], acc[4]);
                }
                if constexpr (has_b)
                    if (changes(e, b_at)) {
                        acc[3] = e.fma(e.derived(3)[j], c[n - j], acc[3]);
                        acc[4] = e.fma(e.derived(4)[j], s[n - j], acc[4]);
                    }
            }
        });
    }

    // The coefficient of order n of x, from that of m and what else is newest.
    template <typename E>
    static typename E::value newest(E &e, typename E::value sum) {
        const auto n = e.n();
        auto x = sum * e.inverse(n) * e.kept(0);
        if (changes(e, a_at))
            x = e.fma(e.arg(a_at)[n], e.kept(1), x);
        if constexpr (has_b)
            if (changes(e, b_at))
                x = e.fma(e.arg(b_at)[n], e.kept(2), x);
        return e.is_constant(m_at) ? x : e.fma(e.arg(m_at)[n], e.kept(0), x);
    }

    // -(a[0] c[n] - b[0] s[n]) and the terms with a[n] and b[n], added to `inner`, which is less the rest.
    template <typename E>
    static typename E::value slope(E &e, std::optional<typename E::value> inner) {
        const auto n = e.n();
        const auto s = e.result(1), c = e.result(2), a = e.arg(a_at);
        auto g = inner ? e.fma(a[0], c[n], *inner) : a[0] * c[n];
        if (changes(e, a_at))
            g = e.fma(a[n], c[0], g);
        if constexpr (has_b) {
            const auto b = e.arg(b_at);
            g = e.fma(signed_b<E>(-b[0]), s[n], g);
            if (changes(e, b_at))
                g = e.fma(signed_b<E>(-b[n]), s[0], g);
        }
        return -g;
    }

    // What the next orders need of the arguments: j a[j], j b[j] and -b[j].
    template <typename E>
    static void keep_up(E &e) {
        const auto n = e.n();
        if (changes(e, a_at))
            e.set(e.derived(2), e.real(n) * e.arg(a_at)[n]);
        if constexpr (has_b)
            if (changes(e, b_at)) {
                const auto b = signed_b<E>(e.arg(b_at)[n]);
                e.set(e.derived(3), e.real(n) * b);
                e.set(e.derived(4), -b);
            }
    }

    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto s = e.result(1), c = e.result(2);
        const auto finish = [&](auto x_g, auto x_c, auto x_s, auto orbit, std::optional<typename E::value> inner) {
            const auto x = newest(e, orbit ? *orbit - x_g : -x_g);
            e.set(e.result(0), x);
            e.set(e.derived(0), e.real(n) * x);
            e.set(s, e.fma(x, c[0], x_c * e.inverse(n)));
            e.set(c, -e.fma(x, s[0], x_s * e.inverse(n)));
            e.set(e.derived(1), slope(e, inner));
        };
        if (changes(e, a_at) || (has_b && changes(e, b_at))) {
            const auto [x_g, x_c, x_s, orbit, inner] = sums<5>(e);
            finish(x_g, x_c, x_s, std::optional(orbit), std::optional(inner));
            keep_up(e);
        } else {
            const auto [x_g, x_c, x_s] = sums<3>(e);
            finish(x_g, x_c, x_s, std::optional<typename E::value>(), std::nullopt);
        }
    }
};

/// The value of the library's function of three numbers, in their common type.
inline number kepler_value(std::string_view name, std::span<const number> x) {
    const auto type = std::max({type_of(x[0]), type_of(x[1]), type_of(x[2])});
    return visit_fp(type, [&]<typename T>() {
        return number(math_library::call<T>(name, false, number_as<T>(x[0]), number_as<T>(x[1]), number_as<T>(x[2])));
    });
}

/// True if an argument is a number and zero.
inline bool is_zero_number(const expression &ex) {
    const auto *x = as_number(ex);
    return x != nullptr && is_zero(*x);
}

} // namespace detail
BROOK_END_NAMESPACE
