// SPDX-License-Identifier: MPL-2.0
// Forward differentiation: the derivative of each distinct function once, by the chain rule.
#include <brook/calculus/diff.hpp>

#include <optional>
#include <span>

#include <brook/expression/rule.hpp>
#include <brook/math/functions.hpp>

#include "expression/walk.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE

namespace {

using detail::as_func;
using detail::as_number;

bool is_zero_number(const expression &ex) {
    const number *x = as_number(ex);
    return x != nullptr && is_zero(*x);
}

class forward_derivative {
public:
    explicit forward_derivative(const expression &arg) : arg_(arg), by_param_(detail::as_param(arg) != nullptr) {}

    expression operator()(const expression &ex) {
        const func *f = as_func(ex);
        return f == nullptr ? of_leaf(ex)
                            : walk_(
                                  *f, [this](const func &g) { return known(g); },
                                  [this](const func &g) { return chain_rule(g); });
    }

private:
    // The summary excludes most of what the argument does not reach, without looking below.
    std::optional<expression> known(const func &f) const {
        const auto &s = f.node().summary;
        const bool out_of_reach = by_param_ ? detail::as_param(arg_)->idx() >= s.param_end : !s.has_variables;
        return out_of_reach ? std::optional(expression(0.)) : std::nullopt;
    }

    // A number has a zero of its own type as derivative.
    expression of_leaf(const expression &leaf) const {
        const number *x = as_number(leaf);
        return x != nullptr ? expression(detail::map(*x, [](auto) { return 0; })) : expression(leaf == arg_ ? 1. : 0.);
    }

    // Sum over the arguments u_i of (df/du_i) u_i'. The gradient is made only if some u_i' is not zero.
    expression chain_rule(const func &f) {
        std::vector<expression> terms, outer;
        for (std::size_t i = 0; i < f.args().size(); ++i) {
            const func *g = as_func(f.args()[i]);
            expression inner = g != nullptr ? walk_.at(*g) : of_leaf(f.args()[i]);
            if (!is_zero_number(inner)) {
                if (outer.empty()) {
                    outer = f.gradient();
                }
                terms.push_back(std::move(outer[i]) * std::move(inner));
            }
        }
        return sum(std::move(terms));
    }

    const expression &arg_;
    bool by_param_;
    detail::walk<expression> walk_;
};

std::vector<expression> derivatives(const std::vector<expression> &exs, const expression &arg) {
    forward_derivative derivative(arg);
    std::vector<expression> result;
    result.reserve(exs.size());
    for (const auto &ex : exs) {
        result.push_back(derivative(ex));
    }
    return result;
}

const expression &checked(const expression &arg) {
    if (detail::as_variable(arg) == nullptr && detail::as_param(arg) == nullptr) {
        detail::throw_invalid_argument("diff() needs a variable or a parameter to differentiate with respect to, but "
                                       "got {}",
                                       arg);
    }
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
