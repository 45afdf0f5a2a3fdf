// SPDX-License-Identifier: MPL-2.0
// Looks through nested sums and products.
#include "decomposition/flat_graph.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
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

bool flat_graph::dissolvable(std::uint32_t node, const function_rule &rule) const {
    return node != graph_.none && uses(node) == 1 && has_rule(node, rule);
}

namespace {

bool is_power_of_two(const number &x) {
    const auto rounded = number_as<double>(x);
    int exponent = 0;
    return std::abs(std::frexp(rounded, &exponent)) == .5 && is_zero(x - number(rounded));
}

} // namespace

// A multiple of a sum that is used here only.
bool flat_graph::dissolvable_multiple(std::uint32_t node) const {
    return dissolvable(node, prod_rule) && is_multiple_of_sum(node);
}

// Those that stand alone stay as they are unless only the sign changes: their coefficient is one operation for the
// whole sum.
void flat_graph::find_multiples() {
    multiples_.resize(graph_.nodes.size());
    std::vector<bool> is_term(graph_.nodes.size());
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i)
        if (has_rule(i, sum_rule))
            for (const auto a : args_of(i))
                if (dissolvable(a, prod_rule))
                    is_term[a] = true;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
        if (dissolved_[i] || !has_rule(i, prod_rule) || args_of(i).size() != 2 || !dissolvable(args_of(i)[1], sum_rule))
            continue;
        const auto *c = as_number(graph_.nodes[i]->args()[0]);
        multiples_[i] = c != nullptr && (is_negative_one(*c) || (is_term[i] && is_power_of_two(*c)));
    }
}

void flat_graph::find_dissolved() {
    dissolved_.resize(graph_.nodes.size());
    const auto n = graph_.nodes.size();
    for (std::size_t i = 0; i < n; ++i)
        if (has_rule(i, prod_rule))
            for (const auto a : args_of(i))
                if (dissolvable(a, prod_rule))
                    dissolved_[a] = true;
    find_multiples();
    for (std::size_t i = 0; i < n; ++i) {
        if (is_multiple_of_sum(i))
            dissolved_[args_of(i)[1]] = true;
        if (has_rule(i, sum_rule))
            for (const auto a : args_of(i))
                if (dissolvable(a, sum_rule) || dissolvable_multiple(a))
                    dissolved_[a] = true;
    }
}

// use(argument, place) for the arguments in the order in which they are written. Where `enter(place, node)` gives a
// place within an argument, those of the argument take its place.
template <typename Place, typename Enter, typename Use>
void flat_graph::each_argument(Place at, Enter enter, Use use) const {
    std::vector<Place> outer; // what is not at its end
    for (;;) {
        if (at.next == args_of(at.node).size()) {
            if (outer.empty())
                return;
            at = outer.back();
            outer.pop_back();
            continue;
        }
        const auto i = at.next++;
        const auto node = args_of(at.node)[i];
        if (const auto inner = enter(at, node)) {
            outer.push_back(at);
            at = *inner;
        } else {
            use(flat_argument{&graph_.nodes[at.node]->args()[i], node}, at);
        }
    }
}

// use(argument) for the factors.
template <typename Use>
void flat_graph::each_factor(std::size_t product, Use use) const {
    struct place {
        std::size_t node, next;
    };
    each_argument(
        place{product, 0},
        [this](const place &, std::uint32_t node) {
            return dissolvable(node, prod_rule) ? std::optional(place{node, 0}) : std::nullopt;
        },
        [&](const flat_argument &a, const place &) { use(a); });
}

flat_graph::core_hash flat_graph::core(std::size_t product) const {
    core_hash h;
    each_factor(product, [&](const flat_argument &a) {
        if (!std::holds_alternative<number>(a.ex->value())) {
            const auto x = structural_hash(*a.ex);
            h.first += x.lo;
            h.second += x.hi;
        }
    });
    return h;
}

void flat_graph::count_cores() {
    const auto n = graph_.nodes.size();
    like_.resize(n);
    std::unordered_map<core_hash, std::size_t, place_of_hash> firsts; // products with these factors
    std::vector<std::size_t> first(n, n);
    for (std::size_t i = 0; i < n; ++i)
        if (has_rule(i, prod_rule) && !dissolved_[i]) {
            first[i] = firsts.try_emplace(core(i), i).first->second;
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

std::vector<const expression *> flat_graph::changing_factors(std::size_t product) const {
    std::vector<const expression *> factors;
    each_factor(product, [&](const flat_argument &a) {
        if (makes_pairs(*a.ex))
            factors.push_back(a.ex);
    });
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
            if (has_rule(i, prod_rule) && !dissolved_[i])
                use(i);
    };
    each_product([this](std::size_t product) {
        const auto args = args_of(product);
        if (args.size() == 2 && !dissolvable(args[0], prod_rule) && !dissolvable(args[1], prod_rule))
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
    each_product([this](std::size_t product) {
        const auto factors = changing_factors(product);
        if (factors.size() == 2)
            if (const auto known = pairs_.find(pair_of(*factors[0], *factors[1])); known != pairs_.end())
                ++known->second;
    });
}

std::vector<flat_argument> flat_graph::factors(std::size_t product) const {
    std::vector<flat_argument> out;
    each_factor(product, [&](const flat_argument &a) { out.push_back(a); });
    if (out.size() < 3 || out.size() > most_factors || pairs_.empty())
        return out;
    const auto first = std::stable_partition(out.begin(), out.end(), [](const auto &a) { return !makes_pairs(*a.ex); });
    for (auto begin = first; out.end() - begin > 2; begin += 2) {
        std::uint32_t most = 1;
        auto a = begin, b = begin + 1;
        for (auto i = begin; i != out.end(); ++i)
            for (auto j = i + 1; j != out.end(); ++j)
                if (const auto known = pairs_.find(pair_of(*i->ex, *j->ex));
                    known != pairs_.end() && known->second > most) {
                    most = known->second;
                    a = i;
                    b = j;
                }
        std::rotate(begin, a, a + 1);
        std::rotate(begin + 1, b, b + 1);
    }
    return out;
}

// use(argument, coefficient) for the terms.
template <typename Use>
void flat_graph::each_term(std::size_t sum, Use use) const {
    struct place {
        std::size_t node, next;
        number coefficient;
    };
    const auto inside = [this](std::size_t node, const number &c) {
        return has_rule(node, sum_rule) ? place{node, 0, c}
                                        : place{args_of(node)[1], 0, c * *as_number(graph_.nodes[node]->args()[0])};
    };
    each_argument(
        inside(sum, number(1.)),
        [&](const place &at, std::uint32_t node) {
            const bool enters = dissolvable(node, sum_rule) || dissolvable_multiple(node);
            return enters ? std::optional(inside(node, at.coefficient)) : std::nullopt;
        },
        [&](const flat_argument &a, const place &at) { use(a, at.coefficient); });
}

flat_sum flat_graph::terms(std::size_t sum) const {
    flat_sum out;
    std::map<std::pair<std::size_t, bool>, std::size_t>
        places; // among the terms, of nodes that may come again, by sign
    each_term(sum, [&](const flat_argument &a, const number &c) {
        if (const auto *x = as_number(*a.ex)) {
            const auto y = c * *x;
            out.offset = out.offset ? *out.offset + y : y;
            return;
        }
        if (a.node != graph_.none && uses(a.node) > 1) {
            const auto [place, is_new] = places.try_emplace({a.node, is_negative(c)}, out.terms.size());
            if (!is_new) {
                auto &known = out.terms[place->second];
                ++known.times; // as in the derivative of x * x
                known.coefficient = known.coefficient + c;
                return;
            }
        }
        out.terms.push_back({a, 1, c});
    });
    return out;
}

} // namespace detail
BROOK_END_NAMESPACE
