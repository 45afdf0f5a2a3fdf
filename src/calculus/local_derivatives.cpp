// SPDX-License-Identifier: MPL-2.0
// Choices and rectifiers by their pieces, all else by its gradient.
#include "calculus/local_derivatives.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <brook/math/piecewise.hpp>

#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

std::vector<local_derivative> by_gradient(const func &f) {
    auto gradient = f.gradient();
    std::vector<local_derivative> all;
    all.reserve(gradient.size());
    for (std::uint32_t i = 0; i < gradient.size(); ++i)
        if (!is_number_zero(gradient[i]))
            all.push_back({i, std::move(gradient[i]), {}});
    return all;
}

// With a number as slope that is not zero, both pieces are finite multiples of the derivative of x, which is relup. Any
// other slope may change, too, from zero down.
std::vector<local_derivative> of_relu(const func &f) {
    const auto &x = f.args()[0], &slope = f.args()[1];
    if (as_number(slope) != nullptr && !is_number_zero(slope))
        return {{0, call(relup_rule, {x, slope}), {}}};
    const auto below = lte(x, 0.);
    std::vector<local_derivative> all;
    if (!is_number_zero(slope))
        all.push_back({0, slope, {below}});
    all.push_back({0, expression(1.), {below, true}});
    if (as_number(slope) == nullptr)
        all.push_back({1, x, {below}});
    return all;
}

} // namespace

bool is_flat(const function_rule &rule) {
    const function_rule *flat[] = {&eq_rule,  &neq_rule, &lt_rule,          &gt_rule,
                                   &lte_rule, &gte_rule, &logical_and_rule, &logical_or_rule};
    return std::find(std::begin(flat), std::end(flat), &rule) != std::end(flat);
}

std::vector<local_derivative> local_derivatives(const func &f) {
    const auto *rule = &f.rule();
    const auto &args = f.args();
    if (is_flat(*rule))
        return {};
    if (rule == &select_rule)
        return {{1, expression(1.), {args[0]}}, {2, expression(1.), {args[0], true}}};
    if (rule == &relu_rule)
        return of_relu(f);
    if (rule == &relup_rule)
        return {{1, expression(1.), {lte(args[0], 0.)}}};
    return by_gradient(f);
}

} // namespace detail
BROOK_END_NAMESPACE
