// SPDX-License-Identifier: MPL-2.0
// Looks through nested sums and products.
#include "decomposition/flat_graph.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <variant>

#include "expression/structural_hash.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

const number *exponent_of(const expression &ex) {
    const auto *f = as_func(ex);
    return f != nullptr && &f->rule() == &pow_rule ? as_number(f->args()[1]) : nullptr;
}

flat_graph::flat_graph(std::span<const expression> roots) : graph_(share(roots)) { find_dissolved(); }

void flat_graph::compare_products() {
    count_cores();
    count_pairs();
}

const func *flat_graph::dissolvable(const expression &ex, const function_rule &rule) const {
    const auto *f = as_func(ex);
    return f != nullptr && &f->rule() == &rule && uses(*f) == 1 ? f : nullptr;
}

namespace {

bool is_power_of_two(const number &x) {
    const auto rounded = number_as<double>(x);
    int exponent = 0;
    return std::abs(std::frexp(rounded, &exponent)) == .5 && is_zero(x - number(rounded));
}

} // namespace

// A multiple of a sum that is used here only.
const func *flat_graph::multiple_of_sum(const expression &ex) const {
    const auto *p = dissolvable(ex, prod_rule);
    return p != nullptr && is_multiple_of_sum(*p) ? p : nullptr;
}

// Those that stand alone stay as they are unless only the sign changes: their coefficient is one operation for the
// whole sum.
void flat_graph::find_multiples() {
    multiples_.resize(graph_.nodes.size());
    std::vector<bool> is_term(graph_.nodes.size());
    for (const auto *f : graph_.nodes)
        if (&f->rule() == &sum_rule)
            for (const auto &a : f->args())
                if (const auto *p = dissolvable(a, prod_rule))
                    is_term[index(*p)] = true;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
        const auto &f = *graph_.nodes[i];
        if (dissolved_[i] || &f.rule() != &prod_rule || f.args().size() != 2)
            continue;
        const auto *c = as_number(f.args()[0]);
        multiples_[i] = c != nullptr && (is_negative_one(*c) || (is_term[i] && is_power_of_two(*c))) &&
                        dissolvable(f.args()[1], sum_rule) != nullptr;
    }
}

void flat_graph::find_dissolved() {
    dissolved_.resize(graph_.nodes.size());
    const auto mark = [this](const func *f) {
        if (f != nullptr)
            dissolved_[index(*f)] = true;
    };
    for (const auto *f : graph_.nodes)
        if (&f->rule() == &prod_rule)
            for (const auto &a : f->args())
                mark(dissolvable(a, prod_rule));
    find_multiples();
    for (const auto *f : graph_.nodes) {
        if (is_multiple_of_sum(*f))
            mark(as_func(f->args()[1]));
        if (&f->rule() == &sum_rule) {
            for (const auto &a : f->args()) {
                mark(dissolvable(a, sum_rule));
                mark(multiple_of_sum(a));
            }
        }
    }
}

flat_graph::core_hash flat_graph::core(const func &product) const {
    core_hash h;
    for (const auto *ex : written_factors(product)) {
        if (!std::holds_alternative<number>(ex->value())) {
            const auto x = structural_hash(*ex);
            h.first += x.lo;
            h.second += x.hi;
        }
    }
    return h;
}

void flat_graph::count_cores() {
    const auto n = graph_.nodes.size();
    like_.resize(n);
    std::unordered_map<core_hash, std::size_t, place_of_hash> firsts; // products with these factors
    std::vector<std::size_t> first(n, n);
    for (std::size_t i = 0; i < n; ++i)
        if (&graph_.nodes[i]->rule() == &prod_rule && !dissolved_[i]) {
            first[i] = firsts.try_emplace(core(*graph_.nodes[i]), i).first->second;
            ++like_[first[i]];
        }
    for (std::size_t i = 0; i < n; ++i)
        if (first[i] < i)
            like_[i] = like_[first[i]];
}

// ---- pairs of factors ----

namespace {

// More factors have too many pairs, and rarely any in common.
constexpr std::size_t most_factors = 8;

bool is_reciprocal(const expression &ex) {
    const auto *e = exponent_of(ex);
    return e != nullptr && is_negative_one(*e);
}

// Numbers, and what is constant in time, are multiplied by themselves, and so are divisors.
bool makes_pairs(const expression &ex) {
    const auto summary = summary_of(ex);
    return (summary.has_variables || summary.time_dependent) && !is_reciprocal(ex);
}

std::pair<std::uint64_t, std::uint64_t> pair_of(const expression &a, const expression &b) {
    const auto x = structural_hash(a), y = structural_hash(b);
    return {x.lo + y.lo, x.hi + y.hi};
}

} // namespace

std::vector<const expression *> flat_graph::changing_factors(const func &product) const {
    auto factors = written_factors(product);
    std::erase_if(factors, [](const expression *ex) { return !makes_pairs(*ex); });
    return factors;
}

namespace {

template <typename Use>
void each_pair(const std::vector<const expression *> &factors, Use use) {
    for (std::size_t i = 0; i < factors.size(); ++i)
        for (std::size_t j = i + 1; j < factors.size(); ++j)
            use(pair_of(*factors[i], *factors[j]));
}

} // namespace

// Of the products of three factors and more all pairs are looked for in all products.
void flat_graph::count_pairs() {
    const auto each_product = [this](auto use) {
        for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
            if (&graph_.nodes[i]->rule() == &prod_rule && !dissolved_[i])
                use(*graph_.nodes[i]);
    };
    each_product([this](const func &product) {
        if (product.args().size() == 2 && !dissolvable(product.args()[0], prod_rule) &&
            !dissolvable(product.args()[1], prod_rule))
            return; // two factors
        const auto factors = changing_factors(product);
        if (factors.size() < 3 || factors.size() > most_factors)
            return;
        std::vector<core_hash> pairs;
        each_pair(factors, [&](const core_hash &pair) { pairs.push_back(pair); });
        std::sort(pairs.begin(), pairs.end());
        pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
        for (const auto &pair : pairs)
            ++pairs_[pair];
    });
    if (pairs_.empty())
        return;
    each_product([this](const func &product) {
        const auto factors = changing_factors(product);
        if (factors.size() == 2)
            if (const auto known = pairs_.find(pair_of(*factors[0], *factors[1])); known != pairs_.end())
                ++known->second;
    });
}

std::vector<const expression *> flat_graph::factors(const func &product) const {
    auto out = written_factors(product);
    if (out.size() < 3 || out.size() > most_factors || pairs_.empty())
        return out;
    const auto first = std::stable_partition(out.begin(), out.end(), [](const auto *ex) { return !makes_pairs(*ex); });
    for (auto begin = first; out.end() - begin > 2; begin += 2) {
        std::uint32_t most = 1;
        auto a = begin, b = begin + 1;
        for (auto i = begin; i != out.end(); ++i)
            for (auto j = i + 1; j != out.end(); ++j)
                if (const auto known = pairs_.find(pair_of(**i, **j)); known != pairs_.end() && known->second > most) {
                    most = known->second;
                    a = i;
                    b = j;
                }
        std::rotate(begin, a, a + 1);
        std::rotate(begin + 1, b, b + 1);
    }
    return out;
}

std::vector<const expression *> flat_graph::written_factors(const func &product) const {
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
    std::map<std::pair<std::size_t, bool>, std::size_t> places; // of nodes among the terms, by sign
    std::vector<std::pair<const expression *, number>> stack;   // term and coefficient
    const auto push = [&](const func &s, const number &c) {
        for (auto i = s.args().size(); i-- != 0;)
            stack.emplace_back(&s.args()[i], c);
    };
    const auto push_multiple = [&](const func &p, const number &c) {
        push(*as_func(p.args()[1]), c * *as_number(p.args()[0]));
    };
    if (is_multiple_of_sum(sum))
        push_multiple(sum, number(1.));
    else
        push(sum, number(1.));
    while (!stack.empty()) {
        const auto [ex, c] = stack.back();
        stack.pop_back();
        if (const auto *x = as_number(*ex)) {
            const auto y = c * *x;
            out.offset = out.offset ? *out.offset + y : y;
        } else if (const auto *inner = dissolvable(*ex, sum_rule)) {
            push(*inner, c);
        } else if (const auto *multiple = multiple_of_sum(*ex)) {
            push_multiple(*multiple, c);
        } else {
            if (const auto *node = as_func(*ex)) {
                const auto [place, is_new] = places.try_emplace({index(*node), is_negative(c)}, out.terms.size());
                if (!is_new) {
                    auto &known = out.terms[place->second];
                    ++known.times; // as in the derivative of x * x
                    known.coefficient = known.coefficient + c;
                    continue;
                }
            }
            out.terms.push_back({ex, 1, c});
        }
    }
    return out;
}

} // namespace detail
BROOK_END_NAMESPACE
