// SPDX-License-Identifier: MPL-2.0
// From expressions to a program. Every different subexpression gets a value, arguments first; sums and products look
// through their arguments for what can be fused, and what is then left without use is dropped at the end.
#include "decomposition/decompose.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include <brook/expression/func_node.hpp>

#include "decomposition/program_builder.hpp"
#include "decomposition/shared_graph.hpp"
#include "math/constant.hpp"
#include "math/operations.hpp"
#include "math/rules.hpp"
#include "support/contract.hpp"
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
        : type_(type), builder_(static_cast<std::uint32_t>(variables.size())), roots_(std::move(roots)) {
        for (std::uint32_t i = 0; i < variables.size(); ++i) {
            states_.emplace(variables[i], i);
        }
    }

    // So many of the roots are derivatives; the rest are outputs.
    program run(std::size_t n_derivatives) {
        graph_ = share(roots_);
        find_dissolved();
        count_cores();
        values_.resize(graph_.nodes.size());
        for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
            if (!dissolved_[i]) {
                values_[i] = value_of_node(*graph_.nodes[i]);
            }
        }
        std::vector<value_id> derivatives, outputs;
        for (std::size_t i = 0; i < roots_.size(); ++i) {
            (i < n_derivatives ? derivatives : outputs).push_back(value(roots_[i]));
        }
        return builder_.finish(std::move(derivatives), std::move(outputs));
    }

private:
    value_id value(const expression &ex) {
        if (const auto *f = std::get_if<func>(&ex.value())) {
            return values_[graph_.index(*f)];
        }
        if (const auto *v = std::get_if<variable>(&ex.value())) {
            return states_.at(v->name());
        }
        if (const auto *p = std::get_if<param>(&ex.value())) {
            return builder_.add(parameter_operation, {}, {}, {number(static_cast<double>(p->idx()))});
        }
        return builder_.constant(std::get<number>(ex.value()));
    }

    value_id value_of_node(const func &f) {
        const auto *rule = &f.rule();
        if (rule == &sum_rule) {
            return sum_value(f);
        }
        if (rule == &prod_rule) {
            return product_value(f);
        }
        if (rule == &pow_rule) {
            return power_value(f.args()[0], f.args()[1]);
        }
        if (rule == &relu_rule || rule == &relup_rule) {
            return relu_value(f);
        }
        if (rule->taylor == &number_operation) {
            return builder_.constant(value_of_constant(f, type_));
        }
        if (rule->taylor == nullptr) {
            throw_not_implemented(
                "The function '{}' has no Taylor recurrence: its rule has neither an operation nor an "
                "expansion",
                rule->name);
        }
        std::vector<value_id> args;
        for (const auto &a : f.args()) {
            args.push_back(value(a));
        }
        return builder_.add(*rule->taylor, std::move(args)) + rule->taylor_result;
    }

    // Only what this place alone uses may dissolve into it: a shared value is computed once.
    const func *dissolvable(const expression &ex, const function_rule &rule) const {
        const auto *f = std::get_if<func>(&ex.value());
        return f != nullptr && &f->rule() == &rule && graph_.uses[graph_.index(*f)] == 1 ? f : nullptr;
    }

    // Sums in sums and products in products have no value of their own: a chain of n additions would otherwise take
    // 1 + 2 + ... + n terms.
    void find_dissolved() {
        dissolved_.resize(graph_.nodes.size());
        const auto mark = [this](const func *f) {
            if (f != nullptr) {
                dissolved_[graph_.index(*f)] = true;
            }
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

    // ---- products ----

    // The factors of a product, nested products that nobody else uses included, in order.
    template <typename F>
    void for_each_factor(const func &product, F f) const {
        std::vector<const expression *> stack;
        const auto push = [&](const func &p) {
            for (auto i = p.args().size(); i-- != 0;) {
                stack.push_back(&p.args()[i]);
            }
        };
        push(product);
        while (!stack.empty()) {
            const auto &ex = *stack.back();
            stack.pop_back();
            if (const auto *inner = dissolvable(ex, prod_rule)) {
                push(*inner);
            } else {
                f(ex);
            }
        }
    }

    // Products that differ in their coefficient only, such as the forces of two bodies on each other, share the rest:
    // such a core is computed once and must not dissolve into one of the sums that use it.
    std::pair<std::uint64_t, std::uint64_t> core_hash(const func &product) const {
        std::pair<std::uint64_t, std::uint64_t> h;
        for_each_factor(product, [&](const expression &ex) {
            if (!std::holds_alternative<number>(ex.value())) {
                const auto x = structural_hash(ex);
                h.first += x.lo;
                h.second += x.hi;
            }
        });
        return h;
    }

    void count_cores() {
        for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
            if (&graph_.nodes[i]->rule() == &prod_rule && !dissolved_[i]) {
                ++core_uses_[core_hash(*graph_.nodes[i])];
            }
        }
    }

    // Numbers become the coefficient, powers with exponent -1 divisors.
    factors take_apart(const func &product) {
        factors out;
        for_each_factor(product, [&](const expression &ex) {
            if (const auto *x = std::get_if<number>(&ex.value())) {
                out.coefficient = out.coefficient * *x;
            } else if (const auto *base = divisor(ex)) {
                out.below.push_back(value(*base));
            } else {
                out.above.push_back(value(ex));
            }
        });
        return out;
    }

    static const expression *divisor(const expression &ex) {
        const auto *f = std::get_if<func>(&ex.value());
        if (f == nullptr || &f->rule() != &pow_rule) {
            return nullptr;
        }
        const auto *exponent = std::get_if<number>(&f->args()[1].value());
        return exponent != nullptr && is_negative_one(*exponent) ? &f->args()[0] : nullptr;
    }

    // The value of a product without its coefficient.
    value_id core_value(const factors &f) {
        if (f.below.empty()) {
            return builder_.product(f.above);
        }
        const auto below = builder_.product(f.below);
        return f.above.empty() ? builder_.power(below, number(-1.))
                               : builder_.quotient(builder_.product(f.above), below);
    }

    value_id product_value(const func &f) {
        const auto parts = take_apart(f);
        if (parts.above.empty() && parts.below.empty()) {
            return builder_.constant(parts.coefficient);
        }
        const auto core = core_value(parts);
        return is_one(parts.coefficient) ? core : builder_.scaled(parts.coefficient, core);
    }

    // ---- powers ----

    value_id power_value(const expression &base, const expression &exponent) {
        if (const auto *e = std::get_if<number>(&exponent.value())) {
            return builder_.power(value(base), *e);
        }
        const auto logarithm = builder_.add(log_operation, {value(base)});
        return builder_.add(exp_operation, {builder_.product(value(exponent), logarithm)});
    }

    // ---- rectifiers ----

    // From zero down, relu is its slope times the argument and relup the slope; a NaN is not below zero, and stays one.
    value_id relu_value(const func &f) {
        const auto x = value(f.args()[0]);
        const auto not_above = builder_.add(lte_operation, {x, builder_.constant(number(0.))});
        const bool is_relu = &f.rule() == &relu_rule;
        const auto low = is_relu ? scaled_by(f.args()[1], x) : value(f.args()[1]);
        return builder_.add(select_operation, {not_above, low, is_relu ? x : builder_.constant(number(1.))});
    }

    // Slope zero makes even the infinite zero.
    value_id scaled_by(const expression &slope, value_id x) {
        const auto *s = std::get_if<number>(&slope.value());
        return s == nullptr  ? builder_.product(value(slope), x)
               : is_zero(*s) ? builder_.constant(number(0.))
                             : builder_.scaled(*s, x);
    }

    // ---- sums ----

    // A term of a sum, how often it appears, and whether it is subtracted.
    struct found_term {
        const expression *ex;
        std::uint32_t times;
        bool negative;
    };

    struct sum_parts {
        std::optional<number> offset;
        std::vector<term> terms;
        // Products and squares that nobody else uses, by coefficient in order of appearance.
        struct fused {
            number coefficient;
            std::vector<value_id> products, squares;
        };
        std::vector<fused> candidates;
    };

    value_id sum_value(const func &f) {
        sum_parts parts;
        collect(f, parts);
        for (auto &c : parts.candidates) {
            fuse(c, parts.terms);
        }
        return builder_.linear(parts.terms, parts.offset ? &*parts.offset : nullptr);
    }

    // Terms of a sum, nested sums that nobody else uses included, their signs changed where they are subtracted.
    void collect(const func &f, sum_parts &out) {
        std::vector<found_term> found;
        std::map<std::pair<std::size_t, bool>, std::size_t> places; // of nodes among them
        std::vector<std::pair<const expression *, bool>> stack;     // term and whether it is subtracted
        const auto push = [&](const func &s, bool negative) {
            for (auto i = s.args().size(); i-- != 0;) {
                stack.emplace_back(&s.args()[i], negative);
            }
        };
        push(f, false);
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
                    const auto [place, is_new] = places.try_emplace({graph_.index(*node), negative}, found.size());
                    if (!is_new) {
                        ++found[place->second].times; // as in the derivative of x * x
                        continue;
                    }
                }
                found.push_back({ex, 1, negative});
            }
        }
        for (const auto &t : found) {
            add_term(t, out);
        }
    }

    // The sum s of a term (-1) * s that nobody else uses.
    const func *negated_sum(const expression &ex) const {
        const auto *p = dissolvable(ex, prod_rule);
        if (p == nullptr || p->args().size() != 2) {
            return nullptr;
        }
        const auto *x = std::get_if<number>(&p->args()[0].value());
        return x != nullptr && is_negative_one(*x) ? dissolvable(p->args()[1], sum_rule) : nullptr;
    }

    void add_term(const found_term &t, sum_parts &out) {
        const auto &ex = *t.ex;
        const number times(t.negative ? -double(t.times) : double(t.times));
        const auto *f = as_func(ex);
        if (f == nullptr || (&f->rule() != &prod_rule && &f->rule() != &pow_rule)) {
            out.terms.push_back({times, value(ex)});
            return;
        }
        const bool alone = graph_.uses[graph_.index(*f)] == t.times;
        if (&f->rule() == &pow_rule) {
            const auto *e = std::get_if<number>(&f->args()[1].value());
            if (alone && e != nullptr && number_as<long double>(*e) == 2 &&
                !builder_.is_constant(value(f->args()[0]))) {
                candidate(times, out).squares.push_back(value(f->args()[0]));
            } else {
                out.terms.push_back({times, value(ex)});
            }
            return;
        }
        const auto parts = take_apart(*f);
        add_product(times * parts.coefficient, parts, alone && core_uses_.at(core_hash(*f)) == 1, out);
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
        const auto it = std::find_if(out.candidates.begin(), out.candidates.end(),
                                     [&](const auto &f) { return identical(f.coefficient, c); });
        return it != out.candidates.end() ? *it : out.candidates.emplace_back(sum_parts::fused{c, {}, {}});
    }

    void fuse(const sum_parts::fused &c, std::vector<term> &terms) {
        if (!c.products.empty()) {
            terms.push_back({c.coefficient, builder_.add(sum_of_products_operation, c.products)});
        }
        if (!c.squares.empty()) {
            terms.push_back({c.coefficient, builder_.add(sum_of_squares_operation, c.squares)});
        }
    }

    fp_type type_;
    program_builder builder_;
    std::unordered_map<std::string, std::uint32_t> states_;
    std::vector<expression> roots_;
    shared_graph graph_;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> core_uses_; // of products without coefficients
    std::vector<bool> dissolved_;  // for each node of the graph: into the one node that uses it
    std::vector<value_id> values_; // of the nodes of the graph that have one
};

// Code generation knows operations by their names.
void check_names(const program &p) {
    std::vector<const operation *> known;
    for (const auto &d : p.definitions) {
        if (std::find(known.begin(), known.end(), d.op) != known.end()) {
            continue;
        }
        if (std::any_of(known.begin(), known.end(), [&](const auto *op) { return op->name == d.op->name; })) {
            throw_invalid_argument("different operations must have different names, but two are called {}", d.op->name);
        }
        known.push_back(d.op);
    }
}

program decompose(std::vector<expression> roots, std::span<const std::string> variables, std::size_t n_derivatives,
                  fp_type type) {
    ++process_counters().decompositions;
    auto p = decomposer(std::move(roots), variables, type).run(n_derivatives);
    check_names(p);
#if defined(BROOK_CONTRACTS)
    verify(p);
#endif
    return p;
}

} // namespace

program decompose(const ode_system &system, fp_type type) {
    auto roots = system.right_hand_sides();
    roots.insert(roots.end(), system.events().begin(), system.events().end());
    return decompose(std::move(roots), system.variables(), system.size(), type);
}

program decompose(std::span<const expression> functions, std::span<const std::string> variables, fp_type type) {
    return decompose({functions.begin(), functions.end()}, variables, 0, type);
}

} // namespace detail

BROOK_END_NAMESPACE
