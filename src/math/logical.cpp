// SPDX-License-Identifier: MPL-2.0
// Conjunction and disjunction of any number of conditions.
#include <brook/math/piecewise.hpp>

#include "expression/builders.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// a[0] = 1 or 0; a[n] = 0.
template <bool Conjunction>
struct logical_recurrence {
    template <typename E>
    static void start(E &e) {
        auto a = e.literal(Conjunction ? 1. : 0.);
        for (std::size_t i = 0; i < e.arity(); ++i) {
            const auto u = e.arg(i)[0];
            a = Conjunction ? e.choose(u, a, e.literal(0.)) : e.choose(u, e.literal(1.), a);
        }
        e.set(e.result(0), a);
    }
    template <typename E>
    static void next(E &e) {
        e.set(e.result(0), e.literal(0.));
    }
};

template <bool Conjunction>
constexpr function_rule make_rule(std::string_view name, const operation &op) {
    return {
        .name = name,
        .arity = function_rule::any_number,
        .value =
            [](std::span<const number> x) {
                auto a = map(x[0], [](auto u) { return u != 0 ? 1 : 0; });
                for (const auto &y : x.subspan(1))
                    a = map(a, y,
                            [](auto t, auto u) { return (Conjunction ? t != 0 && u != 0 : t != 0 || u != 0) ? 1 : 0; });
                return a;
            },
        .gradient = [](const func &f) { return std::vector<expression>(f.args().size(), expression(0.)); },
        .taylor = &op,
        .may_jump = true,
    };
}

// Of one argument, too, unlike what users call.
std::vector<expression> as_function(const function_rule &rule, const applied_operation &o) {
    return {expression(func(rule, std::vector(o.args.begin(), o.args.end())))};
}

expression connected(const function_rule &rule, std::vector<expression> &&args, double of_none) {
    return args.empty()       ? expression(of_none)
           : args.size() == 1 ? std::move(args[0])
                              : expression(func(rule, std::move(args)));
}

} // namespace

constinit const operation logical_and_operation = make_operation<logical_recurrence<true>>({
    .name = "logical_and",
    .reduction = true,
    .text = [](const applied_operation &o) { return as_function(logical_and_rule, o); },
});
constinit const operation logical_or_operation = make_operation<logical_recurrence<false>>({
    .name = "logical_or",
    .reduction = true,
    .text = [](const applied_operation &o) { return as_function(logical_or_rule, o); },
});

constinit const function_rule logical_and_rule = make_rule<true>("logical_and", logical_and_operation);
constinit const function_rule logical_or_rule = make_rule<false>("logical_or", logical_or_operation);
const rule_registrar logical_and_registrar(logical_and_rule), logical_or_registrar(logical_or_rule);
const builder_registrar logical_and_builder(logical_and_rule, unfolded), logical_or_builder(logical_or_rule, unfolded);

} // namespace detail

expression logical_and(std::vector<expression> args) {
    return detail::connected(detail::logical_and_rule, std::move(args), 1.);
}

expression logical_or(std::vector<expression> args) {
    return detail::connected(detail::logical_or_rule, std::move(args), 0.);
}

BROOK_END_NAMESPACE
