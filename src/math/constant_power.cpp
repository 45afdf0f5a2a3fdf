// SPDX-License-Identifier: MPL-2.0
// Powers with a constant exponent: a = b^alpha.
#include "math/operations.hpp"

#include <optional>

#include <brook/number/dd.hpp>

#include "math/flat_pieces.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// n b[0] a[n] = sum_{j=1..n} (j (alpha + 1) - n) b[j] a[n-j]   (Jorba and Zou, Exp. Math. 14 (2005), prop. 2.1, counted
// from the other end)
struct power_recurrence {
    struct weight {
        template <typename T>
        T operator()(T alpha, T n, T j) const {
            return j * (alpha + T(1)) / n - T(1);
        }
    };

    // b^m for a natural m, by squaring.
    template <typename V>
    static V natural_power(V b, unsigned m) {
        std::optional<V> r;
        for (; m != 0; m /= 2, b = b * b) {
            if (m % 2 == 1)
                r = r ? *r * b : b;
            if (m == 1)
                break;
        }
        return *r;
    }

    // Integer and half-integer exponents up to 16 take multiplications, a square root and a division, which round
    // alike on every machine and in every lane; the others take pow() of the math library.
    template <typename E>
    static typename E::value power_of(E &e, typename E::value b) {
        const auto alpha = number_as<longest_fp>(e.attribute(0));
        const auto size = abs(alpha);
        if (size > 16 || size == 0 || 2 * size != floor(2 * size))
            return e.call("pow", b, e.attribute_value(0));
        std::optional<typename E::value> r;
        if (size >= 1)
            r = natural_power(b, static_cast<unsigned>(size));
        if (size != floor(size))
            r = r ? *r * e.sqrt(b) : e.sqrt(b);
        return alpha < 0 ? e.literal(1.) / *r : *r;
    }

    template <typename E>
    static void start(E &e) {
        const auto b = e.arg(0)[0];
        const auto a = power_of(e, b);
        const auto inverse = e.literal(1.) / b;
        e.set(e.result(0), a);
        e.keep(0, inverse);
        e.keep(1, a * e.attribute_value(0) * inverse);
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto a = e.result(0), b = e.arg(0);
        const auto w = weights::make_table<weight>("power", e.attribute(0));
        const auto [s] = e.template convolve_in_halves<1>(
            1, n - 1, [&](auto j, auto &acc) { acc[0] = e.fma(e.weight(n, j, w) * b[j], a[n - j], acc[0]); });
        const auto an = e.scaled(s, e.kept(0), b[n], e.kept(1));
        e.set(a, is_negative(e.attribute(0)) ? an : unless_flat(e, b[n], s.down + s.up, an));
    }
};

} // namespace

constinit const operation power_operation = make_operation<power_recurrence>({
    .name = "power",
    .text = [](const applied_operation &o) { return std::vector{pow(o.args[0], expression(o.attributes[0]))}; },
});

} // namespace detail
BROOK_END_NAMESPACE
