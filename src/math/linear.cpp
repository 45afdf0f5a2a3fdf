// SPDX-License-Identifier: MPL-2.0
// Linear forms: a = c + sum_i c_i u_i.
#include "math/operations.hpp"

#include <optional>

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// a[n] = sum_i c_i u_i[n], and a[0] has the constant c besides, which comes first.
struct linear_recurrence {
    template <typename E>
    static void add_terms(E &e, std::optional<typename E::value> a) {
        const bool at_start = !e.is_next();
        for (std::size_t i = 0; i < e.arity(); ++i) {
            if (at_start || !e.is_constant(i)) {
                const auto u = e.arg(i)[e.n()];
                a = a ? e.fma(u, e.constant(i), *a) : u * e.constant(i);
            }
        }
        e.set(e.result(0), *a);
    }
    template <typename E>
    static void start(E &e) {
        add_terms(e, e.constants() > e.arity() ? std::optional(e.constant(e.arity())) : std::nullopt);
    }
    template <typename E>
    static void next(E &e) {
        add_terms(e, std::optional<typename E::value>());
    }
};

} // namespace

constinit const operation linear_operation = make_operation<linear_recurrence>({
    .name = "linear",
    .reduction = true,
    .args_per_term = 1,
    .constants = constant_role::coefficients,
    .text =
        [](const applied_operation &o) {
            std::vector<expression> terms;
            for (std::size_t i = 0; i < o.constants.size(); ++i) {
                const expression c(o.constants[i]);
                terms.push_back(i < o.args.size() ? prod({c, o.args[i]}) : c);
            }
            return std::vector{sum(std::move(terms))};
        },
});

} // namespace detail
BROOK_END_NAMESPACE
