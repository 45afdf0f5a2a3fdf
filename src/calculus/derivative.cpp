// SPDX-License-Identifier: MPL-2.0
// Sums and choices of derivatives.
#include "calculus/derivative.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include <brook/math/functions.hpp>
#include <brook/math/piecewise.hpp>
#include <brook/number/fp_functions.hpp>

#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

bool is_one_number(const expression &ex) {
    const number *x = as_number(ex);
    return x != nullptr && is_one(*x);
}

bool is_finite_number(const expression &ex) {
    const number *x = as_number(ex);
    return x != nullptr && std::visit([](auto v) { return fp::isfinite(v); }, x->value());
}

// The x of x <= 0, or null.
const expression *not_above_zero(const expression &condition) {
    const func *f = as_func(condition);
    return f != nullptr && &f->rule() == &lte_rule && is_number_zero(f->args()[1]) ? &f->args()[0] : nullptr;
}

// A factor 1 is not there to begin with.
expression product_of(const chain_term &t) {
    return is_one_number(*t.outer)         ? t.inner->value
           : is_one_number(t.inner->value) ? *t.outer
                                           : *t.outer * t.inner->value;
}

// Products of the values. All have the same support.
expression plain_sum(std::span<const chain_term> terms) {
    if (terms.size() == 1)
        return product_of(terms[0]);
    std::vector<expression> products;
    products.reserve(terms.size());
    for (const auto &t : terms)
        products.push_back(product_of(t));
    return sum(std::move(products));
}

// Each term keeps to its own support.
derivative sum_of_pieces(std::span<const chain_term> terms) {
    std::vector<expression> pieces, conditions;
    bool everywhere = false;
    for (const auto &t : terms) {
        pieces.push_back(derivative{product_of(t), t.inner->where}.whole());
        everywhere = everywhere || t.inner->where.is_everywhere();
    }
    if (everywhere)
        return {sum(std::move(pieces)), {}};
    for (const auto &t : terms)
        conditions.push_back(t.inner->where.holds());
    return {sum(std::move(pieces)), {logical_or(std::move(conditions))}, true};
}

// Of terms that count everywhere.
derivative sum_of_unmasked(std::span<const chain_term> terms) {
    if (terms.empty())
        return {};
    const auto &first = terms[0].inner->where;
    const bool alike =
        std::all_of(terms.begin() + 1, terms.end(), [&first](const auto &t) { return t.inner->where == first; });
    return !alike                                                ? sum_of_pieces(terms)
           : terms.size() == 1 && is_one_number(*terms[0].outer) ? *terms[0].inner
                                                                 : derivative{plain_sum(terms), first};
}

// Of what is a where the condition holds and zero elsewhere.
support only_where(const expression &condition, const support &a) {
    return a.is_everywhere() ? support{condition} : support{logical_and({condition, a.holds()})};
}

// Of what is b where the condition does not hold and zero elsewhere.
support only_where_not(const expression &condition, const support &b) {
    return b.is_everywhere() ? support{condition, true} : support{select(condition, 0., b.holds())};
}

// The derivative of select(condition, a, b), from those of a and b.
derivative choice(const expression &condition, const derivative &a, const derivative &b) {
    if (a.where.is_nowhere())
        return b.where.is_nowhere() ? derivative()
               : b.vanishes ? derivative{select(condition, 0., b.value), only_where_not(condition, b.where), true}
                            : derivative{b.value, only_where_not(condition, b.where)};
    if (b.where.is_nowhere())
        return a.vanishes ? derivative{select(condition, a.value, 0.), only_where(condition, a.where), true}
                          : derivative{a.value, only_where(condition, a.where)};
    if (a.where == b.where)
        return {a.value == b.value ? a.value : select(condition, a.value, b.value), a.where, a.vanishes && b.vanishes};
    return {select(condition, a.whole(), b.whole()), {select(condition, a.where.holds(), b.where.holds())}, true};
}

// Of terms that count where one condition holds, or where it does not.
derivative sum_of_branches(std::vector<chain_term> &terms, const expression &condition) {
    const auto middle =
        std::stable_partition(terms.begin(), terms.end(), [](const auto &t) { return !t.where->negated; });
    return choice(condition, sum_of_unmasked({terms.begin(), middle}), sum_of_unmasked({middle, terms.end()}));
}

// Of terms that count under several conditions.
derivative sum_of_masked(std::span<const chain_term> terms) {
    const expression one(1.);
    const support everywhere;
    std::vector<derivative> masked;
    for (const auto &t : terms) {
        const auto alone = sum_of_unmasked({&t, 1});
        masked.push_back(t.where->is_everywhere() ? alone
                         : t.where->negated       ? choice(t.where->condition, {}, alone)
                                                  : choice(t.where->condition, alone, {}));
    }
    std::vector<chain_term> unmasked;
    for (const auto &d : masked)
        unmasked.push_back({&one, &d, &everywhere});
    return sum_of_unmasked(unmasked);
}

} // namespace

bool support::is_everywhere() const {
    const number *x = as_number(condition);
    return x != nullptr && is_zero(*x) == negated;
}

bool support::is_nowhere() const { return as_number(condition) != nullptr && !is_everywhere(); }

expression support::holds() const {
    return is_everywhere() ? expression(1.) : negated ? select(condition, 0., 1.) : condition;
}

expression derivative::whole() const {
    if (vanishes || where.is_everywhere() || is_number_zero(value))
        return value; // a zero may have the type of a number that was differentiated
    if (where.is_nowhere())
        return expression(0.);
    if (!where.negated)
        return select(where.condition, value, 0.);
    // A multiple of the derivative of a rectifier is finite, and known by its name.
    const expression *x = not_above_zero(where.condition);
    return x != nullptr && is_finite_number(value) ? relup(*x) * value : select(where.condition, 0., value);
}

derivative sum_of(std::span<const chain_term> terms) {
    std::vector<chain_term> left;
    left.reserve(terms.size());
    std::copy_if(terms.begin(), terms.end(), std::back_inserter(left), [](const auto &t) {
        return !is_number_zero(*t.outer) && !is_number_zero(t.inner->value) && !t.inner->where.is_nowhere();
    });
    if (std::all_of(left.begin(), left.end(), [](const auto &t) { return t.where->is_everywhere(); }))
        return sum_of_unmasked(left);
    const auto &condition = left[0].where->condition;
    const bool alike = std::all_of(left.begin() + 1, left.end(),
                                   [&condition](const auto &t) { return t.where->condition == condition; });
    return alike ? sum_of_branches(left, condition) : sum_of_masked(left);
}

} // namespace detail
BROOK_END_NAMESPACE
