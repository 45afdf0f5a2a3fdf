// SPDX-License-Identifier: MPL-2.0
// Looks through nested sums and products.
#include "decomposition/flat_graph.hpp"

#include <variant>

#include "expression/structural_hash.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

flat_graph::flat_graph(std::span<const expression> roots) : graph_(share(roots)) {
    find_dissolved();
    count_cores();
}

const func *flat_graph::dissolvable(const expression &ex, const function_rule &rule) const {
    const auto *f = as_func(ex);
    return f != nullptr && &f->rule() == &rule && uses(*f) == 1 ? f : nullptr;
}

// The sum s of a term (-1) * s that nobody else uses.
const func *flat_graph::negated_sum(const expression &ex) const {
    const auto *p = dissolvable(ex, prod_rule);
    if (p == nullptr || p->args().size() != 2)
        return nullptr;
    const auto *x = std::get_if<number>(&p->args()[0].value());
    return x != nullptr && is_negative_one(*x) ? dissolvable(p->args()[1], sum_rule) : nullptr;
}

void flat_graph::find_dissolved() {
    dissolved_.resize(graph_.nodes.size());
    const auto mark = [this](const func *f) {
        if (f != nullptr)
            dissolved_[index(*f)] = true;
    };
    for (const auto *f : graph_.nodes) {
        for (const auto &a : f->args()) {
            if (&f->rule() == &prod_rule) {
                mark(dissolvable(a, prod_rule));
            } else if (&f->rule() == &sum_rule) {
                mark(dissolvable(a, sum_rule));
                if (const auto *subtracted = negated_sum(a)) {
                    mark(subtracted);
                    mark(as_func(a));
                }
            }
        }
    }
}

flat_graph::core_hash flat_graph::core(const func &product) const {
    core_hash h;
    for (const auto *ex : factors(product)) {
        if (!std::holds_alternative<number>(ex->value())) {
            const auto x = structural_hash(*ex);
            h.first += x.lo;
            h.second += x.hi;
        }
    }
    return h;
}

void flat_graph::count_cores() {
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
        if (&graph_.nodes[i]->rule() == &prod_rule && !dissolved_[i])
            ++cores_[core(*graph_.nodes[i])];
}

std::vector<const expression *> flat_graph::factors(const func &product) const {
    std::vector<const expression *> out, stack;
    const auto push = [&](const func &p) {
        for (auto i = p.args().size(); i-- != 0;)
            stack.push_back(&p.args()[i]);
    };
    push(product);
    while (!stack.empty()) {
        const auto *ex = stack.back();
        stack.pop_back();
        if (const auto *inner = dissolvable(*ex, prod_rule))
            push(*inner);
        else
            out.push_back(ex);
    }
    return out;
}

flat_sum flat_graph::terms(const func &sum) const {
    flat_sum out;
    std::map<std::pair<std::size_t, bool>, std::size_t> places; // of nodes among the terms
    std::vector<std::pair<const expression *, bool>> stack;     // term and whether it is subtracted
    const auto push = [&](const func &s, bool negative) {
        for (auto i = s.args().size(); i-- != 0;)
            stack.emplace_back(&s.args()[i], negative);
    };
    push(sum, false);
    while (!stack.empty()) {
        const auto [ex, negative] = stack.back();
        stack.pop_back();
        if (const auto *x = std::get_if<number>(&ex->value())) {
            const auto y = negative ? -*x : *x;
            out.offset = out.offset ? *out.offset + y : y;
        } else if (const auto *inner = dissolvable(*ex, sum_rule)) {
            push(*inner, negative);
        } else if (const auto *subtracted = negated_sum(*ex)) {
            push(*subtracted, !negative);
        } else {
            if (const auto *node = as_func(*ex)) {
                const auto [place, is_new] = places.try_emplace({index(*node), negative}, out.terms.size());
                if (!is_new) {
                    ++out.terms[place->second].times; // as in the derivative of x * x
                    continue;
                }
            }
            out.terms.push_back({ex, 1, negative});
        }
    }
    return out;
}

} // namespace detail
BROOK_END_NAMESPACE
