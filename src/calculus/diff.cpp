// SPDX-License-Identifier: MPL-2.0
// Forward differentiation: the derivative of each distinct function once, by the chain rule.
#include <brook/calculus/diff.hpp>

#include <algorithm>
#include <iterator>
#include <optional>

#include <brook/expression/rule.hpp>
#include <brook/math/piecewise.hpp>

#include "calculus/derivative.hpp"
#include "expression/walk.hpp"
#include "math/rules.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

using detail::as_func;
using detail::as_number;
using detail::derivative;
using detail::is_number_zero;

// Comparisons and logic, whose derivatives vanish whatever the arguments are.
bool is_flat(const function_rule &rule) {
    using namespace detail;
    const function_rule *flat[] = {&eq_rule,  &neq_rule, &lt_rule,          &gt_rule,
                                   &lte_rule, &gte_rule, &logical_and_rule, &logical_or_rule};
    return std::find(std::begin(flat), std::end(flat), &rule) != std::end(flat);
}

class forward_derivative {
public:
    explicit forward_derivative(const expression &arg) : arg_(arg), by_param_(detail::as_param(arg) != nullptr) {}

    expression operator()(const expression &ex) {
        const func *f = as_func(ex);
        return (f == nullptr ? of_leaf(ex)
                             : walk_(
                                   *f, [this](const func &g) { return known(g); },
                                   [this](const func &g) { return of_function(g); }))
            .whole();
    }

private:
    // The summary excludes most of what the argument does not reach, without looking below.
    std::optional<derivative> known(const func &f) const {
        const auto &s = f.node().summary;
        const bool out_of_reach = by_param_ ? detail::as_param(arg_)->idx() >= s.param_end : !s.has_variables;
        return out_of_reach || is_flat(f.rule()) ? std::optional(derivative()) : std::nullopt;
    }

    // A number has a zero of its own type as derivative.
    derivative of_leaf(const expression &leaf) const {
        const number *x = as_number(leaf);
        return x != nullptr   ? derivative{expression(detail::map(*x, [](auto) { return 0; }))}
               : leaf == arg_ ? derivative{expression(1.), {}}
                              : derivative();
    }

    derivative of_argument(const func &f, std::size_t i) const {
        const auto &arg = f.args()[i];
        const func *g = as_func(arg);
        return g != nullptr ? walk_.at(*g) : of_leaf(arg);
    }

    // Functions of several pieces are differentiated piece by piece.
    derivative of_function(const func &f) {
        const auto *rule = &f.rule();
        return rule == &detail::select_rule  ? choice(f.args()[0], of_argument(f, 1), of_argument(f, 2))
               : rule == &detail::relu_rule  ? of_relu(f)
               : rule == &detail::relup_rule ? choice(lte(f.args()[0], 0.), of_argument(f, 1), derivative())
                                             : chain_rule(f);
    }

    derivative of_relu(const func &f) const {
        const auto &x = f.args()[0], &slope = f.args()[1];
        const auto inner = of_argument(f, 0);
        if (as_number(slope) != nullptr && !is_number_zero(slope))
            return detail::sum_of({{call(detail::relup_rule, {x, slope}), inner}});
        return choice(lte(x, 0.), detail::sum_of({{slope, inner}, {x, of_argument(f, 1)}}), inner);
    }

    // Sum over the arguments u_i of (df/du_i) u_i'. The gradient is made only if some u_i' is not zero.
    derivative chain_rule(const func &f) const {
        std::vector<detail::chain_term> terms;
        std::vector<expression> outer;
        for (std::size_t i = 0; i < f.args().size(); ++i) {
            auto inner = of_argument(f, i);
            if (!inner.where.is_nowhere()) {
                if (outer.empty())
                    outer = f.gradient();
                terms.push_back({std::move(outer[i]), std::move(inner)});
            }
        }
        return detail::sum_of(terms);
    }

    const expression &arg_;
    bool by_param_;
    detail::walk<derivative> walk_;
};

std::vector<expression> derivatives(const std::vector<expression> &exs, const expression &arg) {
    return detail::of_each(exs, forward_derivative(arg));
}

const expression &checked(const expression &arg) {
    if (detail::as_variable(arg) == nullptr && detail::as_param(arg) == nullptr)
        detail::throw_invalid_argument("diff() needs a variable or a parameter to differentiate with respect to, but "
                                       "got {}",
                                       arg);
    return arg;
}

} // namespace

expression diff(const expression &ex, const std::string &name) { return forward_derivative(expression(name))(ex); }
expression diff(const expression &ex, const param &p) { return forward_derivative(expression(p))(ex); }
expression diff(const expression &ex, const expression &arg) { return forward_derivative(checked(arg))(ex); }

std::vector<expression> diff(const std::vector<expression> &exs, const std::string &name) {
    return derivatives(exs, expression(name));
}
std::vector<expression> diff(const std::vector<expression> &exs, const param &p) {
    return derivatives(exs, expression(p));
}
std::vector<expression> diff(const std::vector<expression> &exs, const expression &arg) {
    return derivatives(exs, checked(arg));
}

BROOK_END_NAMESPACE
