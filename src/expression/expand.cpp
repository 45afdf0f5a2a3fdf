// SPDX-License-Identifier: MPL-2.0
// Expansion: arguments first, then the function, then what has come in with its expansion.
#include "expression/expand.hpp"

#include <algorithm>
#include <optional>

#include <brook/expression/rule.hpp>

#include "expression/builders.hpp"
#include "expression/walk.hpp"
#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {
namespace {

// Recurses into expansions only, and no rule expands within itself: as deep as there are rules.
class expander {
public:
    /// `open` lists the rules whose expansions are being expanded.
    explicit expander(std::vector<const function_rule *> open = {}) : open_(std::move(open)) {}

    expression operator()(const expression &ex) {
        const func *f = as_func(ex);
        return f == nullptr ? ex
                            : walk_(
                                  *f,
                                  [](const func &g) {
                                      return g.node().summary.expands ? std::nullopt : std::optional(expression(g));
                                  },
                                  [this](const func &g) { return expanded(g); });
    }

private:
    expression expanded(const func &f) {
        auto args = of_each(f.args(), [this](const expression &arg) {
            const func *g = as_func(arg);
            return g != nullptr ? walk_.at(*g) : arg;
        });
        return f.rule().expand != nullptr ? contents(func(f.rule(), std::move(args)))
                                          : build(f.rule(), std::move(args));
    }

    expression contents(const func &f) {
        const auto *rule = &f.rule();
        if (std::find(open_.begin(), open_.end(), rule) != open_.end())
            throw_invalid_argument("the expansion of the function {} must not contain the function itself", rule->name);
        auto open = open_;
        open.push_back(rule);
        return expander(std::move(open))(rule->expand(f));
    }

    std::vector<const function_rule *> open_;
    walk<expression> walk_;
};

} // namespace

std::vector<expression> expand(const std::vector<expression> &exs) { return of_each(exs, expander()); }

} // namespace detail
BROOK_END_NAMESPACE
