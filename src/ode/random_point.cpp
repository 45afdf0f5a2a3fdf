// SPDX-License-Identifier: MPL-2.0
// Values of expressions at a point chosen at random.
#include "ode/random_point.hpp"

#include <cmath>
#include <vector>

#include <brook/expression/func_node.hpp>
#include <brook/expression/rule.hpp>
#include <brook/number/number.hpp>

#include "math/rules.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

rounded_value random_point::operator()(const expression &ex) {
    const func *f = as_func(ex);
    return f == nullptr ? of_leaf(ex) : walk_(*f, [this](const func &g) { return of_function(g); });
}

rounded_value random_point::number_from(std::uint64_t hash) const {
    // The finalizer of SplitMix64 (S. Vigna): all bits of the input count in all bits of the output.
    auto h = (hash ^ seed_) + 0x9e3779b97f4a7c15u;
    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
    h ^= h >> 31;
    const auto value = low_ + (high_ - low_) * (static_cast<long double>(h >> 11) / 0x1p53L);
    return {value, std::abs(value)};
}

rounded_value random_point::of_leaf(const expression &leaf) const {
    if (const auto *x = as_number(leaf)) {
        const auto value = number_as<long double>(*x);
        return {value, std::abs(value)};
    }
    if (const auto *v = as_variable(leaf))
        return number_from(v->structural_hash().lo);
    return number_from(~std::uint64_t(as_param(leaf)->idx()));
}

rounded_value random_point::of_function(const func &f) const {
    std::vector<rounded_value> args;
    for (const auto &arg : f.args()) {
        const func *g = as_func(arg);
        args.push_back(g != nullptr ? walk_.at(*g) : of_leaf(arg));
    }
    if (&f.rule() == &sum_rule) {
        rounded_value s;
        for (const auto &x : args)
            s = {s.value + x.value, s.size + x.size};
        return s;
    }
    if (&f.rule() == &prod_rule) {
        rounded_value p{1, 1};
        for (const auto &x : args)
            p = {p.value * x.value, p.size * x.size};
        return p;
    }
    if (f.rule().value == nullptr || args.empty())
        return number_from(f.node().hash.lo);
    std::vector<number> numbers;
    for (const auto &x : args)
        numbers.emplace_back(x.value);
    const auto value = number_as<long double>(f.rule().value(numbers));
    return {value, std::abs(value)};
}

} // namespace detail
BROOK_END_NAMESPACE
