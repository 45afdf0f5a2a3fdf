// SPDX-License-Identifier: MPL-2.0
// Sums of products: a = x_0 y_0 + x_1 y_1 + ...; a single product is the sum of one.
#include "math/operations.hpp"

#include <optional>
#include <utility>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// a[n] = sum_i sum_{j=0..n} x_i[j] y_i[n-j]   (Leibniz). The terms with j = 0 and j = n hold the newest coefficients
// and come last, in turn to both halves of the sum. A factor that is constant in time has a single coefficient: no sum.
struct sum_of_products_recurrence {
    template <typename E>
    static void start(E &e) {
        std::optional<typename E::value> a;
        for (std::size_t i = 0; i < e.arity(); i += 2) {
            const auto x = e.arg(i)[0], y = e.arg(i + 1)[0];
            a = a ? e.fma(x, y, *a) : x * y;
        }
        e.set(e.result(0), *a);
    }
    template <typename E>
    static bool is_sum(E &e, std::size_t i) {
        return !e.is_constant(i) && !e.is_constant(i + 1);
    }
    template <typename E>
    static std::optional<typename E::halves> inner_terms(E &e) {
        bool any = false;
        for (std::size_t i = 0; i < e.arity(); i += 2)
            any = any || is_sum(e, i);
        if (!any)
            return {};
        const auto n = e.n();
        const auto [s] = e.template convolve_in_halves<1>(1, n - 1, [&](auto j, auto &acc) {
            for (std::size_t i = 0; i < e.arity(); i += 2)
                if (is_sum(e, i))
                    acc[0] = e.fma(e.arg(i)[j], e.arg(i + 1)[n - j], acc[0]);
        });
        return s;
    }
    template <typename E>
    static void next(E &e) {
        const auto inner = inner_terms(e);
        std::optional<typename E::value> a, b;
        if (inner) {
            a = inner->down;
            b = inner->up;
        }
        const auto n = e.n();
        const auto add = [&](auto x, auto y) {
            a = a ? e.fma(x, y, *a) : x * y;
            if (b)
                std::swap(a, b);
        };
        for (std::size_t i = 0; i < e.arity(); i += 2) {
            const auto x = e.arg(i), y = e.arg(i + 1);
            if (!e.is_constant(i + 1))
                add(x[0], y[n]);
            if (!e.is_constant(i))
                add(x[n], y[0]);
        }
        e.set(e.result(0), b ? *a + *b : *a);
    }
};

} // namespace

constinit const operation sum_of_products_operation = make_operation<sum_of_products_recurrence>({
    .name = "sum_of_products",
    .args_per_term = 2,
    .text =
        [](const applied_operation &o) {
            std::vector<expression> terms;
            for (std::size_t i = 0; i < o.args.size(); i += 2)
                terms.push_back(o.args[i] * o.args[i + 1]);
            return std::vector{sum(std::move(terms))};
        },
});

} // namespace detail
BROOK_END_NAMESPACE
