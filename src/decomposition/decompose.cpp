// SPDX-License-Identifier: MPL-2.0
// From expressions to a program. Every different subexpression gets a value, arguments first; sums and products look
// through their arguments for what can be fused, and what is then left without use is dropped at the end.
#include "decomposition/decompose.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "decomposition/chain_rule.hpp"
#include "decomposition/flat_graph.hpp"
#include "decomposition/program_builder.hpp"
#include "decomposition/vary.hpp"
#include "math/constant.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"
#include "support/counters.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// A product taken apart: coefficient * (above) / (below).
struct factors {
    number coefficient{1.};
    std::vector<value_id> above, below;

    bool is_simple_product() const { return above.size() == 2 && below.empty(); }
};

class decomposer {
public:
    decomposer(std::vector<expression> roots, std::span<const std::string> variables, fp_type type)
        : type_(type), builder_(static_cast<std::uint32_t>(variables.size())), roots_(std::move(roots)),
          graph_(roots_) {
        for (std::uint32_t i = 0; i < variables.size(); ++i)
            states_.emplace(variables[i], i);
    }

    // So many of the roots are derivatives; the rest are outputs.
    program run(std::size_t n_derivatives) {
        values_.resize(graph_.nodes().size());
        for (std::size_t i = 0; i < values_.size(); ++i)
            if (!graph_.dissolved(i))
                values_[i] = value_of_node(*graph_.nodes()[i]);
        std::vector<value_id> derivatives, outputs;
        for (std::size_t i = 0; i < roots_.size(); ++i)
            (i < n_derivatives ? derivatives : outputs).push_back(value(roots_[i]));
        return builder_.finish(std::move(derivatives), std::move(outputs));
    }

private:
    value_id value(const expression &ex) {
        if (const auto *f = std::get_if<func>(&ex.value()))
            return values_[graph_.index(*f)];
        if (const auto *v = std::get_if<variable>(&ex.value()))
            return states_.at(v->name());
        if (const auto *p = std::get_if<param>(&ex.value()))
            return builder_.add(parameter_operation, {}, {}, {number_from(p->idx())});
        return builder_.constant(std::get<number>(ex.value()));
    }

    value_id value_of_node(const func &f) {
        const auto *rule = &f.rule();
        if (rule == &sum_rule)
            return sum_value(f);
        if (rule == &prod_rule)
            return product_value(f);
        if (rule == &pow_rule)
            return power_value(f.args()[0], f.args()[1]);
        if (rule->taylor != nullptr && rule->taylor->constants == constant_role::value)
            return builder_.constant(value_of_constant(f, type_));
        if (rule->taylor == nullptr)
            throw_not_implemented("The function '{}' has no code: its rule has neither an operation nor an "
                                  "expansion",
                                  rule->name);
        auto rest = std::span(f.args());
        std::vector<number> constants;
        if (rule->taylor->constants == constant_role::data) { // the last argument
            constants.push_back(index_of_data(rest.back()));
            rest = rest.first(rest.size() - 1);
        }
        std::vector<value_id> args;
        for (const auto &a : rest)
            args.push_back(value(a));
        return builder_.add(*rule->taylor, std::move(args), {}, std::move(constants)) + rule->taylor_result;
    }

    static const number &index_of_data(const expression &ex) {
        const auto *index = as_number(ex);
        const auto x = index == nullptr ? -1. : number_as<double>(*index);
        if (!(x >= 0 && x < 4294967296. && x == std::floor(x)))
            throw_invalid_argument("The index of data must be a whole number of 32 bits, but it is '{}'", ex);
        return *index;
    }

    // ---- products ----

    // Numbers become the coefficient, powers with exponent -1 divisors.
    factors take_apart(const func &product) {
        factors out;
        for (const auto *ex : graph_.factors(product))
            if (const auto *x = std::get_if<number>(&ex->value()))
                out.coefficient = out.coefficient * *x;
            else if (const auto *base = divisor(*ex))
                out.below.push_back(value(*base));
            else
                out.above.push_back(value(*ex));
        return out;
    }

    static const expression *divisor(const expression &ex) {
        const auto *f = std::get_if<func>(&ex.value());
        if (f == nullptr || &f->rule() != &pow_rule)
            return nullptr;
        const auto *exponent = std::get_if<number>(&f->args()[1].value());
        return exponent != nullptr && is_negative_one(*exponent) ? &f->args()[0] : nullptr;
    }

    // The value of a product without its coefficient.
    value_id core_value(const factors &f) {
        if (f.below.empty())
            return builder_.product(f.above);
        const auto below = builder_.product(f.below);
        return f.above.empty() ? builder_.power(below, number(-1.))
                               : builder_.quotient(builder_.product(f.above), below);
    }

    value_id product_value(const func &f) {
        const auto parts = take_apart(f);
        if (parts.above.empty() && parts.below.empty())
            return builder_.constant(parts.coefficient);
        const auto core = core_value(parts);
        return is_one(parts.coefficient) ? core : builder_.scaled(parts.coefficient, core);
    }

    // ---- powers ----

    value_id power_value(const expression &base, const expression &exponent) {
        if (const auto *e = std::get_if<number>(&exponent.value()))
            return builder_.power(value(base), *e);
        return builder_.power(value(base), value(exponent));
    }

    // ---- sums ----

    struct sum_parts {
        std::optional<number> offset;
        std::vector<term> terms;
        // Products and squares that nobody else uses, by coefficient in order of appearance.
        struct fused {
            number coefficient;
            std::vector<value_id> products, squares;
        };
        std::vector<fused> candidates;
        std::map<std::tuple<fp_type, std::uint64_t, std::uint64_t>, std::size_t> places; // among them, by bits
    };

    value_id sum_value(const func &f) {
        const auto flat = graph_.terms(f);
        sum_parts parts{flat.offset, {}, {}, {}};
        for (const auto &t : flat.terms)
            add_term(t, parts);
        for (auto &c : parts.candidates)
            fuse(c, parts.terms);
        return builder_.linear(parts.terms, parts.offset ? &*parts.offset : nullptr);
    }

    void add_term(const flat_term &t, sum_parts &out) {
        const auto &ex = *t.ex;
        const number times(t.negative ? -double(t.times) : double(t.times));
        const auto *f = as_func(ex);
        if (f == nullptr || (&f->rule() != &prod_rule && &f->rule() != &pow_rule)) {
            out.terms.push_back({times, value(ex)});
            return;
        }
        const bool alone = graph_.uses(*f) == t.times;
        if (&f->rule() == &pow_rule) {
            const auto *e = std::get_if<number>(&f->args()[1].value());
            if (alone && e != nullptr && number_as<longest_fp>(*e) == 2 && !builder_.is_constant(value(f->args()[0])))
                candidate(times, out).squares.push_back(value(f->args()[0]));
            else
                out.terms.push_back({times, value(ex)});
            return;
        }
        const auto parts = take_apart(*f);
        add_product(times * parts.coefficient, parts, alone && graph_.like(*f) == 1, out);
    }

    // A product with a factor that is constant in time takes the coefficient into that factor: one multiplication for
    // each order instead of two, and any number of such products are fused into one operation.
    void add_product(const number &c, const factors &parts, bool alone, sum_parts &out) {
        if (parts.above.empty() && parts.below.empty()) {
            out.offset = out.offset ? *out.offset + c : c;
            return;
        }
        auto changing = parts;
        std::vector<value_id> constants;
        const auto middle = std::stable_partition(changing.above.begin(), changing.above.end(),
                                                  [this](value_id v) { return !builder_.is_constant(v); });
        constants.assign(middle, changing.above.end());
        changing.above.erase(middle, changing.above.end());
        if (!constants.empty() && !(changing.above.empty() && changing.below.empty())) {
            const auto k = builder_.product(constants);
            auto &fused = candidate(number(1.), out).products;
            fused.push_back(is_one(c) ? k : builder_.scaled(c, k));
            fused.push_back(core_value(changing));
        } else if (!parts.is_simple_product() || !alone || !constants.empty()) {
            out.terms.push_back({c, core_value(parts)});
        } else {
            add_pair(c, parts.above[0], parts.above[1], out);
        }
    }

    void add_pair(const number &c, value_id a, value_id b, sum_parts &out) {
        if (a == b) {
            candidate(c, out).squares.push_back(a);
            return;
        }
        builder_.sort_factors(a, b);
        auto &fused = candidate(c, out).products;
        fused.push_back(a);
        fused.push_back(b);
    }

    static sum_parts::fused &candidate(const number &c, sum_parts &out) {
        const auto bits = bits_of(c);
        const auto [it, is_new] = out.places.try_emplace({bits.type, bits.low, bits.high}, out.candidates.size());
        return is_new ? out.candidates.emplace_back(sum_parts::fused{c, {}, {}}) : out.candidates[it->second];
    }

    void fuse(const sum_parts::fused &c, std::vector<term> &terms) {
        if (!c.products.empty())
            terms.push_back({c.coefficient, builder_.add(sum_of_products_operation, c.products)});
        if (!c.squares.empty())
            terms.push_back({c.coefficient, builder_.sum_of_squares(c.squares)});
    }

    fp_type type_;
    program_builder builder_;
    std::unordered_map<std::string, std::uint32_t> states_;
    std::vector<expression> roots_;
    flat_graph graph_;
    std::vector<value_id> values_; // of the nodes of the graph that have one
};

// Code generation knows operations by their names.
void check_names(const program &p) {
    std::unordered_map<std::string_view, const operation *> known;
    for (const auto &d : p.definitions)
        if (known.try_emplace(d.op->name, d.op).first->second != d.op)
            throw_invalid_argument("different operations must have different names, but two are called {}", d.op->name);
}

program decompose(std::vector<expression> roots, std::span<const std::string> variables, std::size_t n_derivatives,
                  fp_type type) {
    ++process_counters().decompositions;
    auto p = decomposer(std::move(roots), variables, type).run(n_derivatives);
    check_names(p);
    return p;
}

program checked(program p) {
#if defined(BROOK_CONTRACTS)
    verify(p);
#endif
    return p;
}

program with_derivatives(const ode_system &system, const std::vector<expression> &sides, fp_type type) {
    auto roots = system.right_hand_sides();
    roots.insert(roots.end(), sides.begin(), sides.end());
    roots.insert(roots.end(), system.events().begin(), system.events().end());
    return decompose(std::move(roots), system.variables(), system.size(), type);
}

} // namespace

program decompose(const ode_system &system, fp_type type) {
    auto roots = system.right_hand_sides();
    roots.insert(roots.end(), system.events().begin(), system.events().end());
    auto p = decompose(std::move(roots), system.variables(), system.n_equations(), type);
    const auto &[args, order] = system.variations();
    if (order == 0)
        return checked(std::move(p));
    // So far without the derivatives of those states that are derivatives themselves.
    if (chain_rule_is_cheaper(p, system.variations()))
        if (const auto sides = by_chain_rule(system); !sides.empty())
            return checked(with_derivatives(system, sides, type));
    return checked(vary(p, args, multi_indices(static_cast<std::uint32_t>(args.size()), order), type));
}

program decompose(std::span<const expression> functions, std::span<const std::string> variables, fp_type type) {
    return checked(decompose({functions.begin(), functions.end()}, variables, 0, type));
}

} // namespace detail
BROOK_END_NAMESPACE
