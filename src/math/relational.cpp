// SPDX-License-Identifier: MPL-2.0
// The six comparisons, whose values are 1 and 0.
#include <ostream>

#include <brook/expression/comparison.hpp>
#include <brook/math/piecewise.hpp>

#include "expression/builders.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// a[0] = 1 where the comparison holds, else 0; a[n] = 0.
template <comparison C>
struct comparison_recurrence {
    template <typename E>
    static void start(E &e) {
        e.set(e.result(0), e.compare(C, e.arg(0)[0], e.arg(1)[0]));
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(0.));
    }
};

constexpr const char *sign_of(comparison c) {
    constexpr const char *signs[] = {"==", "!=", "<", ">", "<=", ">="};
    return signs[static_cast<std::size_t>(c)];
}

template <comparison C>
constexpr function_rule make_rule(std::string_view name, const operation &op) {
    return {
        .name = name,
        .arity = 2,
        .value =
            [](std::span<const number> x) {
                return map(x[0], x[1], [](auto a, auto b) { return holds(C, a, b) ? 1 : 0; });
            },
        .gradient = [](const func &) { return std::vector<expression>(2, expression(0.)); },
        .print = [](std::ostream &out,
                    const func &f) { out << '(' << f.args()[0] << ' ' << sign_of(C) << ' ' << f.args()[1] << ')'; },
        .taylor = &op,
        .may_jump = true,
    };
}

expression relation(const function_rule &rule, expression &&a, expression &&b) {
    return expression(func(rule, arguments(std::move(a), std::move(b))));
}

} // namespace

#define BROOK_RELATION(sign)                                                                                           \
    constinit const operation sign##_operation = make_operation<comparison_recurrence<comparison::sign>>({             \
        .name = #sign,                                                                                                 \
        .reduction = true,                                                                                             \
        .text = [](const applied_operation &o) { return std::vector{sign(o.args[0], o.args[1])}; },                    \
    });                                                                                                                \
    constinit const function_rule sign##_rule = make_rule<comparison::sign>(#sign, sign##_operation);                  \
    const rule_registrar sign##_registrar(sign##_rule);                                                                \
    const builder_registrar sign##_builder(sign##_rule, unfolded);
BROOK_RELATION(eq)
BROOK_RELATION(neq)
BROOK_RELATION(lt)
BROOK_RELATION(gt)
BROOK_RELATION(lte)
BROOK_RELATION(gte)
#undef BROOK_RELATION

} // namespace detail

expression eq(expression a, expression b) { return detail::relation(detail::eq_rule, std::move(a), std::move(b)); }
expression neq(expression a, expression b) { return detail::relation(detail::neq_rule, std::move(a), std::move(b)); }
expression lt(expression a, expression b) { return detail::relation(detail::lt_rule, std::move(a), std::move(b)); }
expression gt(expression a, expression b) { return detail::relation(detail::gt_rule, std::move(a), std::move(b)); }
expression lte(expression a, expression b) { return detail::relation(detail::lte_rule, std::move(a), std::move(b)); }
expression gte(expression a, expression b) { return detail::relation(detail::gte_rule, std::move(a), std::move(b)); }

BROOK_END_NAMESPACE
