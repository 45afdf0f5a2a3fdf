// SPDX-License-Identifier: MPL-2.0
// Sums and differences.
#include <algorithm>
#include <ostream>

#include "expression/builders.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Such terms are printed behind a minus sign.
bool prints_negative(const expression &ex) {
    const auto *x = as_number(ex);
    return x != nullptr ? is_negative(*x) : is_negation(ex, true);
}

// The term without its sign.
expression negated(const expression &ex) {
    if (const auto *x = as_number(ex))
        return expression(-*x);
    auto factors = std::get<func>(ex.value()).args();
    factors[0] = expression(-*as_number(factors[0]));
    return prod(std::move(factors));
}

void print_sum(std::ostream &out, const func &f) {
    auto terms = f.args();
    if (terms.empty()) {
        out << number(0.);
        return;
    }
    if (terms.size() == 1) {
        out << terms[0];
        return;
    }
    std::stable_partition(terms.begin(), terms.end(), [](const expression &t) { return !prints_negative(t); });
    out << '(' << terms[0];
    for (std::size_t i = 1; i < terms.size(); ++i)
        if (prints_negative(terms[i]))
            out << " - " << negated(terms[i]);
        else
            out << " + " << terms[i];
    out << ')';
}

} // namespace

constinit const function_rule sum_rule{
    .name = "sum",
    .arity = function_rule::any_number,
    .value =
        [](std::span<const number> x) {
            auto s = x[0];
            for (const auto &y : x.subspan(1))
                s = s + y;
            return s;
        },
    .gradient = [](const func &f) { return std::vector<expression>(f.args().size(), expression(1.)); },
    .print = print_sum,
};
const rule_registrar sum_registrar(sum_rule);
const builder_registrar sum_builder(sum_rule, [](const auto &, auto args) { return sum(std::move(args)); });

} // namespace detail

expression sum(std::vector<expression> terms) {
    const number *constant = detail::fold_numbers(terms, [](const number &a, const number &b) { return a + b; });
    if (constant != nullptr && is_zero(*constant) && terms.size() > 1)
        terms.erase(terms.begin());
    if (terms.empty())
        return expression(0.);
    return terms.size() == 1 ? std::move(terms[0]) : expression(func(detail::sum_rule, std::move(terms)));
}

expression operator+(expression x) { return x; }

expression operator+(expression a, expression b) { return sum(detail::arguments(std::move(a), std::move(b))); }

expression operator-(expression a, expression b) { return std::move(a) + -std::move(b); }

BROOK_END_NAMESPACE
