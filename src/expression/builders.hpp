// SPDX-License-Identifier: MPL-2.0
// How functions are made where that is more, or less, than call(): products drop factors 1, comparisons are never
// folded. Whatever makes functions from others (substitution, expansion) makes them as users do.
#pragma once

#include <vector>

#include <brook/expression/rule.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The function of the arguments as a user who writes it gets it.
expression build(const function_rule &rule, std::vector<expression> args);

/// True if build() may give anything but the function of these arguments.
bool may_simplify(const function_rule &rule, const std::vector<expression> &args);

/// Lists what makes the functions of a rule; rules that are not listed have call(). Meant for objects at namespace
/// scope, beside the registrar of the rule.
class builder_registrar {
public:
    using builder = expression (*)(const function_rule &rule, std::vector<expression> args);

    builder_registrar(const function_rule &rule, builder make) noexcept;
    builder_registrar(const builder_registrar &) = delete;
    builder_registrar &operator=(const builder_registrar &) = delete;

private:
    friend expression build(const function_rule &rule, std::vector<expression> args);
    friend bool may_simplify(const function_rule &rule, const std::vector<expression> &args);
    static const builder_registrar *find(const function_rule &rule) noexcept;

    const function_rule *rule_;
    builder make_;
    const builder_registrar *next_;
};

/// The builder of functions that are never folded.
inline expression unfolded(const function_rule &rule, std::vector<expression> args) {
    return expression(func(rule, std::move(args)));
}

} // namespace detail
BROOK_END_NAMESPACE
