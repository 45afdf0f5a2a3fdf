// SPDX-License-Identifier: MPL-2.0
// The rules of the functions that users write, and small helpers for writing rules.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include <brook/expression/rule.hpp>
#include <brook/math/functions.hpp>

#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

// Those that are asked for elsewhere; all are in the registry.
extern const function_rule sum_rule, prod_rule, pow_rule, log_rule;
extern const function_rule eq_rule, neq_rule, lt_rule, gt_rule, lte_rule, gte_rule;
extern const function_rule logical_and_rule, logical_or_rule, select_rule;
extern const function_rule relu_rule, relup_rule; // of x and the slope below zero

/// Combines the numbers among `args`, in their order, into one at the front, and returns it; null if there are none.
template <typename Combine>
const number *fold_numbers(std::vector<expression> &args, Combine combine) {
    const auto is_number = [](const expression &ex) { return as_number(ex) != nullptr; };
    const auto first = std::find_if(args.begin(), args.end(), is_number);
    if (first == args.end())
        return nullptr;
    const auto rest = std::remove_if(first + 1, args.end(), [&](const expression &ex) {
        if (is_number(ex))
            *first = expression(combine(*as_number(*first), *as_number(ex)));
        return is_number(ex);
    });
    args.erase(rest, args.end());
    std::rotate(args.begin(), first, first + 1);
    return as_number(args[0]);
}

/// Two arguments, moved into place: an initializer list would copy them.
inline std::vector<expression> arguments(expression &&a, expression &&b) {
    std::vector<expression> args;
    args.reserve(2);
    args.push_back(std::move(a));
    args.push_back(std::move(b));
    return args;
}

/// One argument, likewise.
inline std::vector<expression> arguments(expression &&a) {
    std::vector<expression> args;
    args.push_back(std::move(a));
    return args;
}

/// True for the products -x, whose first factor is the number -1, and if `any` for other negative numbers too.
inline bool is_negation(const expression &ex, bool any = false) {
    const func *f = as_func(ex);
    const number *x =
        f != nullptr && f->rule().name == prod_rule.name && !f->args().empty() ? as_number(f->args()[0]) : nullptr;
    return x != nullptr && (is_negative_one(*x) || (any && is_negative(*x)));
}

} // namespace detail
BROOK_END_NAMESPACE
