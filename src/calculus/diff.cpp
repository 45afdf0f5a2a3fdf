// SPDX-License-Identifier: MPL-2.0
// Forward differentiation: the derivative of each distinct function once, by the chain rule.
#include <brook/calculus/diff.hpp>

#include <optional>
#include <vector>

#include "calculus/derivative.hpp"
#include "calculus/local_derivatives.hpp"
#include "expression/walk.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

using detail::as_func;
using detail::as_number;
using detail::derivative;

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
        return out_of_reach || detail::is_flat(f.rule()) ? std::optional(derivative()) : std::nullopt;
    }

    // A number has a zero of its own type as derivative.
    derivative of_leaf(const expression &leaf) const {
        const number *x = as_number(leaf);
        return x != nullptr   ? derivative{expression(detail::map(*x, [](auto) { return 0; }))}
               : leaf == arg_ ? one_
                              : none_;
    }

    const derivative &of_argument(const func &f, std::size_t i) const {
        const auto &arg = f.args()[i];
        const func *g = as_func(arg);
        return g != nullptr ? walk_.at(*g) : arg == arg_ ? one_ : none_;
    }

    // Sum over the arguments u_i of (df/du_i) u_i'. The local derivatives are made only if some u_i' is not zero.
    derivative of_function(const func &f) const {
        bool changes = false;
        for (std::size_t i = 0; i < f.args().size() && !changes; ++i)
            changes = !of_argument(f, i).where.is_nowhere();
        if (!changes)
            return {};
        const auto local = detail::local_derivatives(f);
        std::vector<detail::chain_term> terms;
        terms.reserve(local.size());
        for (const auto &l : local)
            terms.push_back({&l.outer, &of_argument(f, l.position), &l.where});
        return detail::sum_of(terms);
    }

    const expression &arg_;
    bool by_param_;
    derivative one_{expression(1.), {}}, none_;
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
