// SPDX-License-Identifier: MPL-2.0
// Sums are kept open as long as they can, so that many products become one operation.
#include "decomposition/homogeneous.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "math/operations.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Equal terms and products become one each; what cancels is left out. In the order of first appearance.
template <typename Part, typename KeyOf>
void collect(std::vector<Part> &parts, KeyOf key_of) {
    std::map<decltype(key_of(parts[0])), std::size_t> places;
    std::vector<Part> kept;
    for (auto &p : parts) {
        const auto [it, is_new] = places.try_emplace(key_of(p), kept.size());
        if (is_new)
            kept.push_back(p);
        else
            kept[it->second].coefficient = kept[it->second].coefficient + p.coefficient;
    }
    std::erase_if(kept, [](const Part &p) { return is_zero(p.coefficient); });
    parts = std::move(kept);
}

void collect(open_sum &s) {
    collect(s.terms, [](const term &t) { return t.value; });
    for (auto &p : s.products)
        if (p.b < p.a)
            std::swap(p.a, p.b);
    collect(s.products, [](const open_sum::product &p) { return std::pair(p.a, p.b); });
}

void scale(const number &c, open_sum &s) {
    s.offset = c * s.offset;
    for (auto &t : s.terms)
        t.coefficient = c * t.coefficient;
    for (auto &p : s.products)
        p.coefficient = c * p.coefficient;
}

void add(const open_sum &from, open_sum &to) {
    to.offset = to.offset + from.offset;
    to.terms.insert(to.terms.end(), from.terms.begin(), from.terms.end());
    to.products.insert(to.products.end(), from.products.begin(), from.products.end());
}

// Of numbers and terms.
open_sum product_of(const open_sum &a, const open_sum &b) {
    if (a.is_number() || b.is_number()) {
        auto s = a.is_number() ? b : a;
        scale((a.is_number() ? a : b).offset, s);
        return s;
    }
    return {number(0.), {}, {{a.terms[0].coefficient * b.terms[0].coefficient, a.terms[0].value, b.terms[0].value}}};
}

bool vanishes(const open_sum &s) { return s.is_number() && is_zero(s.offset); }

} // namespace

homogeneous homogeneous_arithmetic::constant(const number &x) { return {{0, {x, {}, {}}}}; }

homogeneous homogeneous_arithmetic::sum(const homogeneous &p, const homogeneous &q) {
    auto s = p;
    for (const auto &[index, coefficient] : q)
        add(coefficient, s[index]);
    return s;
}

homogeneous homogeneous_arithmetic::scaled(const number &c, homogeneous p) {
    for (auto &[index, coefficient] : p)
        scale(c, coefficient);
    return p;
}

homogeneous homogeneous_arithmetic::product(homogeneous &p, homogeneous &q) {
    for (auto *one : {&p, &q}) {
        auto &other = one == &p ? q : p;
        if (one->size() == 1 && one->begin()->first == 0 && one->begin()->second.is_number())
            return scaled(one->begin()->second.offset, other);
    }
    settle(p);
    settle(q);
    homogeneous result;
    for (const auto &[i, a] : p)
        for (const auto &[j, b] : q)
            if (const auto k = indices_.sum(i, j))
                add(product_of(a, b), result[*k]);
    return result;
}

homogeneous homogeneous_arithmetic::quotient(homogeneous &p, homogeneous &q) {
    auto &below = q.at(0);
    if (below.is_number())
        return scaled(one_ / below.offset, p);
    const auto divisor = value_of(below);
    settle(p);
    homogeneous result;
    for (auto &[index, above] : p)
        if (above.is_number())
            result[index].terms = {{above.offset, builder_.power(divisor, number(-1.))}};
        else
            result[index].terms = {{above.terms[0].coefficient, builder_.quotient(above.terms[0].value, divisor)}};
    return result;
}

homogeneous homogeneous_arithmetic::choice(homogeneous &q, homogeneous &p, homogeneous &r) {
    settle(q);
    const auto condition = q.find(0);
    if (condition == q.end() || condition->second.is_number())
        return q.empty() || (condition != q.end() && is_zero(condition->second.offset)) ? r : p;
    const auto if_true = value_of(condition->second);
    settle(p);
    settle(r);
    std::set<std::uint32_t> indices;
    for (const auto *of : {&p, &r})
        for (const auto &[index, coefficient] : *of)
            indices.insert(index);
    homogeneous result;
    for (const auto index : indices)
        result[index].terms = {
            {number(1.), builder_.add(select_operation, {if_true, value_of(p[index]), value_of(r[index])})}};
    return result;
}

void homogeneous_arithmetic::settle(homogeneous &p) {
    for (auto it = p.begin(); it != p.end();) {
        settle(it->second);
        it = vanishes(it->second) ? p.erase(it) : std::next(it);
    }
}

// Products with equal coefficients become one operation.
void homogeneous_arithmetic::settle(open_sum &s) {
    collect(s);
    if (s.is_number() || s.is_term())
        return;
    struct group {
        number coefficient;
        std::vector<value_id> products, squares;
    };
    std::vector<group> groups;
    for (const auto &p : s.products) {
        auto it = std::find_if(groups.begin(), groups.end(),
                               [&](const group &g) { return identical(g.coefficient, p.coefficient); });
        if (it == groups.end())
            it = groups.insert(groups.end(), {p.coefficient, {}, {}});
        if (p.a == p.b && !builder_.is_constant(p.a)) {
            it->squares.push_back(p.a);
        } else {
            auto a = p.a, b = p.b;
            builder_.sort_factors(a, b);
            it->products.insert(it->products.end(), {a, b});
        }
    }
    s.products.clear();
    for (const auto &g : groups) {
        if (!g.products.empty())
            s.terms.push_back({g.coefficient, builder_.add(sum_of_products_operation, g.products)});
        if (!g.squares.empty())
            s.terms.push_back({g.coefficient, builder_.sum_of_squares(g.squares)});
    }
    if (!s.is_term()) {
        const auto whole = builder_.linear(s.terms, is_zero(s.offset) ? nullptr : &s.offset);
        s = {number(0.), {{number(1.), whole}}, {}};
    }
}

value_id homogeneous_arithmetic::value_of(open_sum &s) {
    settle(s);
    if (s.is_number())
        return builder_.constant(s.offset);
    return builder_.linear(s.terms, nullptr);
}

} // namespace detail
BROOK_END_NAMESPACE
