// SPDX-License-Identifier: MPL-2.0
// From the arguments to the functions: each function becomes a number, times what is constant in time, times a core
// that is known by its index. Equal cores have equal indices.
#include "decomposition/normal_form.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include <brook/number/fp_functions.hpp>

#include "decomposition/interned.hpp"
#include "decomposition/scaled_terms.hpp"
#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

bool is_integer(const number &x) {
    return std::visit([](auto v) { return v == fp::floor(v); }, x.value());
}

bool is_half_integer(const number &x) { return is_integer(x * number(2.f)); }

// Whether both are one function object, or equal otherwise.
bool is_same(const expression &a, const expression &b) {
    if (const auto *f = as_func(a))
        return as_func(b) != nullptr && &f->node() == &as_func(b)->node();
    if (const auto *v = as_variable(a))
        return as_variable(b) != nullptr && v->name() == as_variable(b)->name();
    if (const auto *p = as_param(a))
        return as_param(b) != nullptr && p->idx() == as_param(b)->idx();
    return as_number(b) != nullptr && identical(*as_number(a), *as_number(b));
}

class normalizer {
public:
    explicit normalizer(const flat_graph &graph) : graph_(graph), one_(cores_.add(expression(1.))) {}

    std::optional<std::vector<expression>> run(std::span<const expression> roots) {
        const auto &nodes = graph_.nodes();
        values_.resize(nodes.size());
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if (!graph_.dissolved(i))
                values_[i] = of_function(i);
        std::vector<expression> out;
        out.reserve(roots.size());
        bool same = true;
        for (const auto &r : roots) {
            out.push_back(written(of({&r, node_of(r)}), r));
            same = same && is_same(out.back(), r);
        }
        return same ? std::nullopt : std::optional(std::move(out));
    }

private:
    // coefficient * constants * core.
    struct scaled {
        number coefficient{1.};
        std::vector<core_id> constants; // sorted
        core_id core = 0;               // one_ if there is nothing else
    };

    struct factor {
        core_id base;
        number exponent;
    };

    std::uint32_t node_of(const expression &ex) const {
        const auto *f = as_func(ex);
        return f == nullptr ? shared_graph::none : graph_.index(*f);
    }

    scaled of(const flat_argument &a) { return a.node == shared_graph::none ? atom(*a.ex) : values_[a.node]; }

    // Argument i of a node.
    scaled of(std::size_t node, std::size_t i) {
        return of({&graph_.nodes()[node]->args()[i], graph_.args_of(node)[i]});
    }

    // What has no inner structure that counts.
    scaled atom(const expression &ex) {
        if (const auto *x = as_number(ex))
            return {*x, {}, one_};
        const auto id = cores_.add(ex);
        const auto summary = summary_of(ex);
        const bool changes = summary.has_variables || summary.time_dependent || summary.expands;
        return changes ? scaled{number(1.), {}, id} : scaled{number(1.), {id}, one_};
    }

    // The expression that was there, where it is written like this: nothing need be made, or compared.
    expression written(const scaled &s, const expression &source) const {
        return is_written(s, source) ? source : written(s);
    }

    bool is_written(const scaled &s, const expression &source) const {
        if (const auto *x = as_number(source))
            return s.constants.empty() && s.core == one_ && identical(s.coefficient, *x);
        const bool scales = !is_one(s.coefficient);
        if (!scales && s.constants.empty())
            return s.core != one_ && is_same(cores_[s.core], source);
        const auto *f = as_func(source);
        if (f == nullptr || &f->rule() != &prod_rule ||
            f->args().size() != scales + s.constants.size() + (s.core != one_))
            return false;
        auto factor = f->args().begin();
        if (scales)
            if (const auto *x = as_number(*factor++); x == nullptr || !identical(s.coefficient, *x))
                return false;
        for (const auto k : s.constants)
            if (!is_same(cores_[k], *factor++))
                return false;
        return s.core == one_ || is_same(cores_[s.core], *factor);
    }

    expression written(const scaled &s) const {
        std::vector<expression> factors;
        factors.reserve(2 + s.constants.size());
        if (!is_one(s.coefficient) || (s.constants.empty() && s.core == one_))
            factors.emplace_back(s.coefficient);
        for (const auto k : s.constants)
            factors.push_back(cores_[k]);
        if (s.core != one_)
            factors.push_back(cores_[s.core]);
        return factors.size() == 1 ? factors[0] : expression(func(prod_rule, std::move(factors)));
    }

    scaled of_function(std::size_t node) {
        const auto &f = *graph_.nodes()[node];
        const auto *rule = &f.rule();
        if (rule == &sum_rule || graph_.is_multiple_of_sum(node))
            return of_sum(node);
        if (rule == &prod_rule)
            return of_product(node);
        source_ = &f;
        if (rule == &pow_rule)
            if (const auto *e = as_number(f.args()[1]))
                return of_power(of(node, 0), *e);
        return of_other(node);
    }

    // ---- products ----

    struct product {
        number coefficient{1.};
        std::vector<core_id> constants;
        std::vector<factor> changing;
    };

    scaled of_product(std::size_t node) {
        product p;
        for (const auto &a : graph_.factors(node))
            multiply(p, of(a), a.node != shared_graph::none && graph_.uses(a.node) == 1);
        source_ = graph_.nodes()[node];
        return finished(std::move(p));
    }

    // `alone`: the factor is used here only, so that its own factors may be taken out of it.
    void multiply(product &p, const scaled &s, bool alone) {
        p.constants.insert(p.constants.end(), s.constants.begin(), s.constants.end());
        const auto c = p.coefficient * s.coefficient;
        if (is_ordinary(p.coefficient) && is_ordinary(s.coefficient) && !is_ordinary(c)) {
            p.changing.push_back(factor_of(cores_.add(written({s.coefficient, {}, s.core})))); // they stay apart
            return;
        }
        p.coefficient = c;
        if (s.core == one_)
            return;
        const auto *f = as_func(cores_[s.core]);
        if (alone && f != nullptr && &f->rule() == &prod_rule) {
            for (const auto &a : f->args())
                p.changing.push_back(factor_of(cores_.add(a)));
        } else {
            p.changing.push_back(factor_of(s.core));
        }
    }

    factor factor_of(core_id id) {
        const auto *e = exponent_of(cores_[id]);
        return e != nullptr ? factor{cores_.add(as_func(cores_[id])->args()[0]), *e} : factor{id, number(1.)};
    }

    scaled finished(product p) {
        std::sort(p.constants.begin(), p.constants.end());
        merge_powers(p.changing);
        std::vector<core_id> ids;
        ids.reserve(p.changing.size());
        for (const auto &x : p.changing)
            ids.push_back(is_one(x.exponent) ? x.base : power(x.base, x.exponent));
        return {p.coefficient, std::move(p.constants), core_of(std::move(ids))};
    }

    core_id power(core_id base, const number &e) {
        if (const auto &f = *source_; &f.rule() == &pow_rule && is_same(f.args()[0], cores_[base]))
            if (const auto *x = as_number(f.args()[1]); x != nullptr && identical(*x, e))
                return cores_.add(expression(f));
        return cores_.add(expression(func(pow_rule, arguments(expression(cores_[base]), expression(e)))));
    }

    // The first product of the same factors.
    core_id core_of(std::vector<core_id> ids) {
        if (ids.size() < 2)
            return ids.empty() ? one_ : ids[0];
        auto key = ids;
        std::sort(key.begin(), key.end());
        const auto [known, is_new] = products_.try_emplace(std::move(key), 0);
        if (is_new)
            known->second = cores_.add(source_or(prod_rule, of_cores(ids)));
        return known->second;
    }

    std::vector<expression> of_cores(const std::vector<core_id> &ids) const {
        std::vector<expression> out;
        out.reserve(ids.size());
        for (const auto id : ids)
            out.push_back(cores_[id]);
        return out;
    }

    // The function, which is the one at work if that has the same arguments.
    expression source_or(const function_rule &rule, std::vector<expression> args) const {
        const auto &f = *source_;
        const bool same =
            &f.rule() == &rule && std::equal(args.begin(), args.end(), f.args().begin(), f.args().end(), is_same);
        return same ? expression(f) : expression(func(rule, std::move(args)));
    }

    // Saves most products the work below. Of many factors it would take longer than that.
    static bool have_different_bases(const std::vector<factor> &factors) {
        if (factors.size() > 8)
            return false;
        for (std::size_t i = 1; i < factors.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (factors[i].base == factors[j].base)
                    return false;
        return true;
    }

    // Factors of one base, those above and those below the fraction line apart, become one power unless its exponent is
    // an integer.
    static void merge_powers(std::vector<factor> &factors) {
        if (have_different_bases(factors))
            return;
        std::map<std::pair<core_id, bool>, std::vector<std::size_t>> same;
        for (std::size_t i = 0; i < factors.size(); ++i)
            same[{factors[i].base, is_negative(factors[i].exponent)}].push_back(i);
        std::vector<bool> gone(factors.size());
        for (const auto &[key, places] : same) {
            if (places.size() == 1)
                continue;
            number sum(0.f);
            bool halves = true;
            for (const auto i : places) {
                halves = halves && is_half_integer(factors[i].exponent);
                sum = sum + factors[i].exponent;
            }
            if (!halves || is_integer(sum))
                continue;
            factors[places[0]].exponent = sum;
            for (const auto i : std::span(places).subspan(1))
                gone[i] = true;
        }
        std::size_t next = 0;
        for (std::size_t i = 0; i < factors.size(); ++i)
            if (!gone[i])
                factors[next++] = factors[i];
        factors.resize(next, factor{0, number(1.)});
    }

    // ---- powers ----

    scaled of_power(scaled base, const number &e) {
        if (is_negative_one(e))
            return reciprocal(base);
        if (base.core == one_)
            return atom(expression(func(pow_rule, arguments(written(base), expression(e)))));
        scaled out;
        if (is_negative_one(base.coefficient) && is_integer(e)) {
            base.coefficient = number(1.);
            out.coefficient = number(is_integer(e * number(.5f)) ? 1. : -1.);
        }
        if (is_one(base.coefficient) && base.constants.empty())
            out.core = power_of_core(base.core, e);
        else
            out.core = power(cores_.add(written(base)), e);
        return out;
    }

    scaled reciprocal(const scaled &base) {
        product p;
        const auto c = map(base.coefficient, [](auto v) { return 1 / v; });
        auto core = base.core;
        if (is_ordinary(base.coefficient) && is_ordinary(c))
            p.coefficient = c;
        else
            core = cores_.add(written({base.coefficient, {}, base.core}));
        for (const auto k : base.constants)
            p.constants.push_back(power(k, number(-1.)));
        if (core != one_)
            divide(p, core);
        return finished(std::move(p));
    }

    void divide(product &p, core_id core) {
        const auto *f = as_func(cores_[core]);
        if (f != nullptr && &f->rule() == &prod_rule && has_fractional_power(*f))
            for (const auto &a : f->args())
                p.changing.push_back(factor_of(power_of_core(cores_.add(a), number(-1.))));
        else
            p.changing.push_back(factor_of(power_of_core(core, number(-1.))));
    }

    static bool has_fractional_power(const func &product) {
        return std::any_of(product.args().begin(), product.args().end(), [](const expression &a) {
            const auto *e = exponent_of(a);
            return e != nullptr && !is_integer(*e);
        });
    }

    // (b^f)^e = b^(f e) where that has no value either for the b that have none here.
    core_id power_of_core(core_id core, const number &e) {
        const auto inner = factor_of(core);
        const auto product = inner.exponent * e;
        const bool root_of_power =
            !is_integer(inner.exponent) && is_half_integer(inner.exponent) && is_integer(e) && !is_integer(product);
        const bool of_reciprocal = is_negative_one(inner.exponent) && is_half_integer(e) && !is_negative(e);
        return root_of_power || of_reciprocal ? power(inner.base, product) : power(core, e);
    }

    // ---- sums ----

    using sum_key = std::vector<std::tuple<core_id, fp_type, std::uint64_t, std::uint64_t>>; // sorted

    struct known_sum {
        bool negated;
        core_id id;
    };

    scaled of_sum(std::size_t node) {
        auto flat = graph_.terms(node);
        std::vector<scaled_term> terms;
        terms.reserve(flat.terms.size() + 1);
        for (const auto &t : flat.terms) {
            auto s = of(t.term);
            const auto c = is_one(t.coefficient) ? s.coefficient : s.coefficient * t.coefficient;
            s.coefficient = number(1.);
            terms.push_back({c, s.constants.empty() ? s.core : cores_.add(written(s)), t.term.ex});
        }
        add_equal_terms(terms);
        if (terms.size() == 1 && !flat.offset)
            return scaled_core(terms[0]);
        if (flat.offset)
            terms.insert(terms.begin(), scaled_term{*flat.offset, one_, nullptr});
        const auto common = take_out_common(terms);
        source_ = graph_.nodes()[node];
        auto s = first_of_equal(terms);
        s.coefficient = common * s.coefficient;
        return s;
    }

    scaled scaled_core(const scaled_term &t) {
        auto s = atom(cores_[t.id]);
        s.coefficient = t.coefficient;
        return s;
    }

    scaled first_of_equal(const std::vector<scaled_term> &terms) {
        const auto first = std::min_element(terms.begin(), terms.end(),
                                            [](const scaled_term &a, const scaled_term &b) { return a.id < b.id; });
        const bool negated = is_negative(first->coefficient);
        sum_key key;
        for (const auto &t : terms) {
            const auto bits = bits_of(negated ? -t.coefficient : t.coefficient);
            key.emplace_back(t.id, bits.type, bits.low, bits.high);
        }
        std::sort(key.begin(), key.end());
        const auto [known, is_new] = sums_.try_emplace(std::move(key), known_sum{negated, 0});
        if (is_new) {
            std::vector<expression> written_terms;
            written_terms.reserve(terms.size());
            for (const auto &t : terms) {
                const scaled s{t.coefficient, {}, t.id};
                written_terms.push_back(t.source == nullptr ? written(s) : written(s, *t.source));
            }
            known->second.id = cores_.add(source_or(sum_rule, std::move(written_terms)));
        }
        auto s = atom(cores_[known->second.id]);
        s.coefficient = number(known->second.negated == negated ? 1. : -1.);
        return s;
    }

    // ---- other functions ----

    scaled of_other(std::size_t node) {
        const auto &f = *graph_.nodes()[node];
        if (std::none_of(f.args().begin(), f.args().end(), as_func))
            return atom(expression(f)); // which may share its arguments with many others
        std::vector<expression> args;
        args.reserve(f.args().size());
        number sign(1.);
        for (std::size_t i = 0; i < f.args().size(); ++i) {
            auto s = of(node, i);
            if (f.rule().parity != 0 && is_negative(s.coefficient)) {
                s.coefficient = -s.coefficient;
                if (f.rule().parity < 0)
                    sign = number(-1.);
            }
            args.push_back(written(s, f.args()[i]));
        }
        auto out = atom(source_or(f.rule(), std::move(args)));
        out.coefficient = sign;
        return out;
    }

    const flat_graph &graph_;
    interned cores_;
    core_id one_;
    std::vector<scaled> values_; // of the nodes of the graph that have one
    std::map<std::vector<core_id>, core_id> products_;
    std::map<sum_key, known_sum> sums_;
    const func *source_ = nullptr; // at work
};

} // namespace

std::optional<std::vector<expression>> normal_form(const flat_graph &graph, std::span<const expression> roots) {
    return normalizer(graph).run(roots);
}

} // namespace detail
BROOK_END_NAMESPACE
