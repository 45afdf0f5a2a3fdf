// SPDX-License-Identifier: MPL-2.0
// Sums of squares: a = x_0^2 + x_1^2 + ...
#include "math/operations.hpp"

#include <optional>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// a[n] = sum_i (2 sum_{j=1..(n-1)/2} x_i[j] x_i[n-j]  +  x_i[n/2]^2 for even n  +  2 x_i[0] x_i[n])
struct sum_of_squares_recurrence {
    template <typename E>
    static void start(E &e) {
        auto a = e.arg(0)[0] * e.arg(0)[0];
        for (std::size_t i = 1; i < e.arity(); ++i) {
            const auto x = e.arg(i)[0];
            a = e.fma(x, x, a);
        }
        e.set(e.result(0), a);
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        const auto sums = e.sum(1, e.half(n - 1), e.arity(), [&](auto j, auto &acc) {
            for (std::size_t i = 0; i < e.arity(); ++i)
                acc[i] = e.fma(e.arg(i)[j], e.arg(i)[n - j], acc[i]);
        });
        auto a = sums[0];
        for (std::size_t i = 1; i < e.arity(); ++i)
            a = a + sums[i];
        a = e.if_even(a + a, [&](auto middle, auto r) {
            for (std::size_t i = 0; i < e.arity(); ++i) {
                const auto x = e.arg(i)[middle];
                r = e.fma(x, x, r);
            }
            return r;
        });
        for (std::size_t i = 0; i < e.arity(); ++i) {
            const auto x = e.arg(i)[0];
            a = e.fma(x + x, e.arg(i)[n], a);
        }
        e.set(e.result(0), a);
    }
};

} // namespace

constinit const operation sum_of_squares_operation = make_operation<sum_of_squares_recurrence>({
    .name = "sum_of_squares",
    .args_per_term = 1,
    .text =
        [](const applied_operation &o) {
            std::vector<expression> terms;
            for (const auto &x : o.args)
                terms.push_back(pow(x, 2.));
            return std::vector{sum(std::move(terms))};
        },
});

} // namespace detail
BROOK_END_NAMESPACE
