// SPDX-License-Identifier: MPL-2.0
// From the arguments to the functions: each function becomes a number, times what is constant in time, times a core
// that is known by its index. Equal cores have equal indices.
#include "decomposition/normal_form.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>

#include <brook/number/fp_functions.hpp>

#include "decomposition/flat_graph.hpp"
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

class normalizer {
public:
    explicit normalizer(std::span<const expression> roots) : graph_(roots), one_(cores_.add(expression(1.))) {}

    std::vector<expression> run(std::span<const expression> roots) {
        const auto &nodes = graph_.nodes();
        values_.resize(nodes.size());
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if (!graph_.dissolved(i))
                values_[i] = of_function(*nodes[i]);
        std::vector<expression> out;
        for (const auto &r : roots)
            out.push_back(written(of(r)));
        return out;
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

    scaled of(const expression &ex) {
        if (const auto *f = as_func(ex))
            return values_[graph_.index(*f)];
        return atom(ex);
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

    expression written(const scaled &s) const {
        std::vector<expression> factors;
        if (!is_one(s.coefficient) || (s.constants.empty() && s.core == one_))
            factors.emplace_back(s.coefficient);
        for (const auto k : s.constants)
            factors.push_back(cores_[k]);
        if (s.core != one_)
            factors.push_back(cores_[s.core]);
        return factors.size() == 1 ? factors[0] : expression(func(prod_rule, std::move(factors)));
    }

    scaled of_function(const func &f) {
        const auto *rule = &f.rule();
        if (rule == &sum_rule || graph_.is_multiple_of_sum(f))
            return of_sum(f);
        if (rule == &prod_rule)
            return of_product(f);
        if (rule == &pow_rule)
            if (const auto *e = as_number(f.args()[1]))
                return of_power(of(f.args()[0]), *e);
        return of_other(f);
    }

    // ---- products ----

    struct product {
        number coefficient{1.};
        std::vector<core_id> constants;
        std::vector<factor> changing;
    };

    scaled of_product(const func &f) {
        product p;
        for (const auto *ex : graph_.factors(f)) {
            const auto *inner = as_func(*ex);
            multiply(p, of(*ex), inner != nullptr && graph_.uses(*inner) == 1);
        }
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
        for (const auto &x : p.changing)
            ids.push_back(is_one(x.exponent) ? x.base : power(x.base, x.exponent));
        return {p.coefficient, std::move(p.constants), core_of(std::move(ids))};
    }

    core_id power(core_id base, const number &e) {
        return cores_.add(expression(func(pow_rule, arguments(expression(cores_[base]), expression(e)))));
    }

    // The first product of the same factors.
    core_id core_of(std::vector<core_id> ids) {
        if (ids.size() < 2)
            return ids.empty() ? one_ : ids[0];
        auto key = ids;
        std::sort(key.begin(), key.end());
        const auto [known, is_new] = products_.try_emplace(std::move(key), 0);
        if (is_new) {
            std::vector<expression> factors;
            for (const auto id : ids)
                factors.push_back(cores_[id]);
            known->second = cores_.add(expression(func(prod_rule, std::move(factors))));
        }
        return known->second;
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

    scaled of_sum(const func &f) {
        auto flat = graph_.terms(f);
        std::vector<scaled_term> terms;
        terms.reserve(flat.terms.size() + 1);
        for (const auto &t : flat.terms) {
            auto s = of(*t.ex);
            const auto c = s.coefficient * t.coefficient;
            s.coefficient = number(1.);
            terms.push_back({c, s.constants.empty() ? s.core : cores_.add(written(s))});
        }
        add_equal_terms(terms);
        if (terms.size() == 1 && !flat.offset)
            return scaled_core(terms[0]);
        if (flat.offset)
            terms.insert(terms.begin(), scaled_term{*flat.offset, one_});
        const auto common = take_out_common(terms);
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
            for (const auto &t : terms)
                written_terms.push_back(written({t.coefficient, {}, t.id}));
            known->second.id = cores_.add(expression(func(sum_rule, std::move(written_terms))));
        }
        auto s = atom(cores_[known->second.id]);
        s.coefficient = number(known->second.negated == negated ? 1. : -1.);
        return s;
    }

    // ---- other functions ----

    scaled of_other(const func &f) {
        if (std::none_of(f.args().begin(), f.args().end(), as_func))
            return atom(expression(f)); // which may share its arguments with many others
        std::vector<expression> args;
        number sign(1.);
        for (const auto &a : f.args()) {
            auto s = of(a);
            if (f.rule().parity != 0 && is_negative(s.coefficient)) {
                s.coefficient = -s.coefficient;
                if (f.rule().parity < 0)
                    sign = number(-1.);
            }
            args.push_back(written(s));
        }
        auto out = atom(expression(func(f.rule(), std::move(args))));
        out.coefficient = sign;
        return out;
    }

    flat_graph graph_;
    interned cores_;
    core_id one_;
    std::vector<scaled> values_; // of the nodes of the graph that have one
    std::map<std::vector<core_id>, core_id> products_;
    std::map<sum_key, known_sum> sums_;
};

} // namespace

std::vector<expression> normal_form(std::span<const expression> roots) { return normalizer(roots).run(roots); }

} // namespace detail
BROOK_END_NAMESPACE
