// SPDX-License-Identifier: MPL-2.0
// The list of builders.
#include "expression/builders.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "expression/walk.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Constant-initialised: registrars of any translation unit may run first. They push themselves, and stay.
constinit std::atomic<const builder_registrar *> newest{nullptr};

} // namespace

builder_registrar::builder_registrar(const function_rule &rule, builder make) noexcept
    : rule_(&rule), make_(make), next_(newest.load()) {
    while (!newest.compare_exchange_weak(next_, this)) {
    }
}

const builder_registrar *builder_registrar::find(const function_rule &rule) noexcept {
    const auto *r = newest.load();
    while (r != nullptr && r->rule_ != &rule)
        r = r->next_;
    return r;
}

expression build(const function_rule &rule, std::vector<expression> args) {
    const auto *r = builder_registrar::find(rule);
    return r != nullptr ? r->make_(rule, std::move(args)) : call(rule, std::move(args));
}

bool may_simplify(const function_rule &rule, const std::vector<expression> &args) {
    if (const auto *r = builder_registrar::find(rule))
        return r->make_ != unfolded;
    return rule.value != nullptr &&
           std::all_of(args.begin(), args.end(), [](const expression &arg) { return as_number(arg) != nullptr; });
}

} // namespace detail
BROOK_END_NAMESPACE
