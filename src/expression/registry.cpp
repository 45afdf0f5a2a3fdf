// SPDX-License-Identifier: MPL-2.0
// The list of brook's own rules, and the application of a rule.
#include "expression/registry.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace {

// Constant-initialised: registrars of any translation unit may run first. They push themselves, and stay.
constinit std::atomic<const detail::rule_registrar *> newest{nullptr};

} // namespace

detail::rule_registrar::rule_registrar(const function_rule &rule) noexcept : rule_(&rule), next_(newest.load()) {
    while (!newest.compare_exchange_weak(next_, this)) {
    }
}

bool detail::is_built_in(const function_rule &rule) noexcept {
    const auto *r = newest.load();
    while (r != nullptr && r->rule_ != &rule)
        r = r->next_;
    return r != nullptr;
}

std::vector<const function_rule *> function_registry() {
    std::vector<const function_rule *> rules;
    for (const auto *r = newest.load(); r != nullptr; r = r->next_)
        rules.push_back(r->rule_);
    std::sort(rules.begin(), rules.end(), [](const auto *a, const auto *b) { return a->name < b->name; });
    return rules;
}

expression call(const function_rule &rule, std::vector<expression> args) {
    const auto is_number = [](const expression &arg) { return detail::as_number(arg) != nullptr; };
    const bool fits = rule.arity == function_rule::any_number || rule.arity == args.size(); // if not, func() throws
    if (rule.value == nullptr || args.empty() || !fits || !std::all_of(args.begin(), args.end(), is_number))
        return expression(func(rule, std::move(args)));
    std::vector<number> numbers;
    for (const auto &arg : args)
        numbers.push_back(*detail::as_number(arg));
    return expression(rule.value(numbers));
}

BROOK_END_NAMESPACE
