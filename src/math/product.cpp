// SPDX-License-Identifier: MPL-2.0
// Products and quotients.
#include <ostream>

#include "expression/builders.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// True for b^(-e) with a number e > 0: such factors are printed as denominators.
bool is_denominator(const expression &ex) {
    const func *f = as_func(ex);
    if (f == nullptr || f->rule().name != pow_rule.name)
        return false;
    const number *exponent = as_number(f->args()[1]);
    return exponent != nullptr && is_negative(*exponent);
}

void print_factors(std::ostream &out, const std::vector<expression> &factors) {
    const char *separator = factors.size() > 1 ? "(" : "";
    for (const auto &f : factors) {
        out << separator << f;
        separator = " * ";
    }
    out << (factors.size() > 1 ? ")" : "");
}

void print_quotient(std::ostream &out, std::vector<expression> factors) {
    std::vector<expression> above, below;
    for (auto &f : factors) {
        if (is_denominator(f)) {
            const auto &args = std::get<func>(f.value()).args();
            below.push_back(pow(args[0], expression(-*as_number(args[1]))));
        } else {
            above.push_back(std::move(f));
        }
    }
    if (below.empty()) {
        print_factors(out, above);
        return;
    }
    if (above.empty())
        above.push_back(expression(1.));
    out << '(';
    print_factors(out, above);
    out << " / ";
    print_factors(out, below);
    out << ')';
}

void print_product(std::ostream &out, const func &f) {
    auto factors = f.args();
    if (factors.empty()) {
        out << number(1.);
        return;
    }
    if (factors.size() > 1 && is_negation(expression(f))) {
        out << '-';
        factors.erase(factors.begin());
    }
    print_quotient(out, std::move(factors));
}

// Each factor is replaced by 1 in turn. Products of the factors before and behind it are shared, so that the gradient
// takes linear time.
std::vector<expression> product_gradient(const func &f) {
    const auto &x = f.args();
    const auto n = x.size();
    if (n == 2)
        return {x[1], x[0]};
    std::vector<expression> before(n, expression(1.)), after(n, expression(1.)), g;
    for (std::size_t i = 1; i < n; ++i) {
        before[i] = before[i - 1] * x[i - 1];
        after[n - 1 - i] = x[n - i] * after[n - i];
    }
    for (std::size_t i = 0; i < n; ++i)
        g.push_back(before[i] * after[i]);
    return g;
}

} // namespace

constinit const function_rule prod_rule{
    .name = "prod",
    .arity = function_rule::any_number,
    .value =
        [](std::span<const number> x) {
            auto p = x[0];
            for (const auto &y : x.subspan(1))
                p = p * y;
            return p;
        },
    .gradient = product_gradient,
    .print = print_product,
};
const rule_registrar prod_registrar(prod_rule);
const builder_registrar prod_builder(prod_rule, [](const auto &, auto args) { return prod(std::move(args)); });

} // namespace detail

expression prod(std::vector<expression> factors) {
    const number *constant = detail::fold_numbers(factors, [](const number &a, const number &b) { return a * b; });
    if (constant != nullptr && is_zero(*constant))
        return expression(*constant);
    if (constant != nullptr && is_one(*constant) && factors.size() > 1)
        factors.erase(factors.begin());
    if (factors.empty())
        return expression(1.);
    return factors.size() == 1 ? std::move(factors[0]) : expression(func(detail::prod_rule, std::move(factors)));
}

expression operator*(expression a, expression b) { return prod(detail::arguments(std::move(a), std::move(b))); }

expression operator-(expression x) {
    if (const auto *n = detail::as_number(x))
        return expression(-*n);
    return expression(-1.) * std::move(x);
}

expression operator/(expression a, expression b) {
    const auto *x = detail::as_number(a), *y = detail::as_number(b);
    if (x != nullptr && y != nullptr)
        return expression(*x / *y);
    return std::move(a) * pow(std::move(b), -1.);
}

BROOK_END_NAMESPACE
