// SPDX-License-Identifier: MPL-2.0
// The choice between two expressions.
#include <brook/math/piecewise.hpp>

#include "expression/builders.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// a[n] = t[n] where c[0] is not zero, else f[n].
struct select_recurrence {
    template <typename E>
    static void start(E &e) {
        const auto c = e.arg(0)[0];
        e.keep(0, c);
        e.set(e.result(0), e.choose(c, e.arg(1)[0], e.arg(2)[0]));
    }
    template <typename E>
    static void next(E &e) {
        const auto n = e.n();
        e.set(e.result(0), e.choose(e.kept(0), e.arg(1)[n], e.arg(2)[n]));
    }
};

} // namespace

constinit const operation select_operation = make_operation<select_recurrence>({
    .name = "select",
    .reduction = true,
    .text = [](const applied_operation &o) { return std::vector{select(o.args[0], o.args[1], o.args[2])}; },
});

constinit const function_rule select_rule{
    .name = "select",
    .arity = 3,
    .value =
        [](std::span<const number> x) {
            return map(x[1], x[2], [&](auto t, auto f) { return is_zero(x[0]) ? f : t; });
        },
    .gradient =
        [](const func &f) {
            const auto &c = f.args()[0];
            return std::vector<expression>{expression(0.), select(c, 1., 0.), select(c, 0., 1.)};
        },
    .taylor = &select_operation,
    .may_jump = true,
};
const rule_registrar select_registrar(select_rule);
const builder_registrar select_builder(select_rule, unfolded);

} // namespace detail

expression select(expression condition, expression if_true, expression if_false) {
    std::vector<expression> args;
    args.reserve(3);
    args.push_back(std::move(condition));
    args.push_back(std::move(if_true));
    args.push_back(std::move(if_false));
    return expression(func(detail::select_rule, std::move(args)));
}

BROOK_END_NAMESPACE
