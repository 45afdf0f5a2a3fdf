// SPDX-License-Identifier: MPL-2.0
// From expressions to a program. Every different subexpression gets a value, arguments first; sums and products look
// through their arguments for what can be fused, and what is then left without use is dropped at the end.
#include "decomposition/decompose.hpp"

#include <cmath>
#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "decomposition/chain_rule.hpp"
#include "decomposition/flat_graph.hpp"
#include "decomposition/normal_form.hpp"
#include "decomposition/program_builder.hpp"
#include "decomposition/sum_of_terms.hpp"
#include "decomposition/vary.hpp"
#include "math/constant.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"
#include "support/counters.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

class decomposer {
public:
    decomposer(std::vector<expression> roots, std::span<const std::string> variables, fp_type type)
        : type_(type), builder_(static_cast<std::uint32_t>(variables.size())), roots_(std::move(roots)),
          graph_(roots_) {
        if (auto normal = normal_form(graph_, roots_)) {
            roots_ = std::move(*normal);
            graph_ = flat_graph(roots_);
        }
        graph_.compare_products();
        for (std::uint32_t i = 0; i < variables.size(); ++i)
            states_.emplace(variables[i], i);
    }

    // So many of the roots are derivatives; the rest are outputs.
    program run(std::size_t n_derivatives) {
        values_.resize(graph_.nodes().size());
        for (std::size_t i = 0; i < values_.size(); ++i)
            if (!graph_.dissolved(i))
                values_[i] = value_of_node(i);
        std::vector<value_id> derivatives, outputs;
        for (std::size_t i = 0; i < roots_.size(); ++i)
            (i < n_derivatives ? derivatives : outputs).push_back(value(roots_[i]));
        return builder_.finish(std::move(derivatives), std::move(outputs));
    }

private:
    value_id value(const expression &ex) {
        const auto *f = as_func(ex);
        return value({&ex, f == nullptr ? shared_graph::none : graph_.index(*f)});
    }

    value_id value(const flat_argument &a) {
        if (a.node != shared_graph::none)
            return values_[a.node];
        const auto &ex = *a.ex;
        if (const auto *v = std::get_if<variable>(&ex.value()))
            return states_.at(v->name());
        if (const auto *p = std::get_if<param>(&ex.value()))
            return builder_.add(parameter_operation, {}, {}, {number_from(p->idx())});
        return builder_.constant(std::get<number>(ex.value()));
    }

    value_id value_of_node(std::size_t node) {
        const auto &f = *graph_.nodes()[node];
        const auto *rule = &f.rule();
        if (rule == &sum_rule || graph_.is_multiple_of_sum(node))
            return sum_value(node);
        if (rule == &prod_rule)
            return product_value(node);
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
    factors take_apart(std::size_t product) {
        factors out;
        for (const auto &a : graph_.factors(product))
            if (const auto *x = as_number(*a.ex))
                out.coefficient = out.coefficient * *x;
            else if (const auto *base = divisor(*a.ex))
                out.below.push_back(value({base, graph_.args_of(a.node)[0]}));
            else
                out.above.push_back(value(a));
        return out;
    }

    static const expression *divisor(const expression &ex) {
        const auto *exponent = exponent_of(ex);
        return exponent != nullptr && is_negative_one(*exponent) ? &as_func(ex)->args()[0] : nullptr;
    }

    value_id product_value(std::size_t node) {
        const auto parts = take_apart(node);
        if (parts.above.empty() && parts.below.empty())
            return builder_.constant(parts.coefficient);
        const auto core = core_value(builder_, parts);
        return is_one(parts.coefficient) ? core : builder_.scaled(parts.coefficient, core);
    }

    // ---- powers ----

    value_id power_value(const expression &base, const expression &exponent) {
        if (const auto *e = std::get_if<number>(&exponent.value()))
            return builder_.power(value(base), *e);
        return builder_.power(value(base), value(exponent));
    }

    // ---- sums ----

    value_id sum_value(std::size_t node) {
        const auto flat = graph_.terms(node);
        sum_of_terms sum(builder_);
        if (flat.offset)
            sum.add(*flat.offset);
        for (const auto &t : flat.terms)
            add_term(t, sum);
        return sum.value();
    }

    void add_term(const flat_term &t, sum_of_terms &sum) {
        const auto [ex, node] = t.term;
        const auto *f = as_func(*ex);
        const bool alone = f != nullptr && graph_.uses(node) == t.times;
        if (f != nullptr && &f->rule() == &prod_rule && !graph_.is_multiple_of_sum(node)) {
            auto parts = take_apart(node);
            parts.coefficient = t.coefficient * parts.coefficient;
            sum.add(std::move(parts), alone && graph_.like(node) == 1);
        } else if (alone && is_square(*ex)) {
            const auto base = value(f->args()[0]);
            sum.add({t.coefficient, {base, base}, {}}, true);
        } else {
            sum.add(t.coefficient, value(t.term));
        }
    }

    static bool is_square(const expression &ex) {
        const auto *e = exponent_of(ex);
        return e != nullptr && number_as<longest_fp>(*e) == 2;
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
