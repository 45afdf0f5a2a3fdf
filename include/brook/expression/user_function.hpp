// SPDX-License-Identifier: MPL-2.0
// Functions of one's own.
#pragma once

#include <concepts>
#include <string_view>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/expression/operation.hpp>
#include <brook/expression/rule.hpp>
#include <brook/expression/weight.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

using detail::make_operation;
using detail::operation;
namespace weights = detail::weights;

/// A function that is none of brook's own, made from its rule. What the rule leaves out cannot be asked for: without a
/// gradient differentiation throws not_implemented_error, and without an operation or an expansion so does the
/// construction of an integrator. How to write a recurrence is told in doc/how_to_add_a_function.md.
class BROOK_PUBLIC user_function {
public:
    /// Keeps a copy of the rule, with its texts, until the end of the process: expressions may outlive this object. The
    /// operation is not copied, and must live as long. A rule that is equal in all its members to an earlier one gives
    /// the same function. Thread-safe.
    ///
    /// Throws std::invalid_argument if the name is empty, or that of another function; if there are both an operation
    /// and an expansion; or if the operation does not have the result `taylor_result`, expects constants (other than
    /// the number of a trajectory), or depends on the time by itself where the rule does not say so, or the other way
    /// round.
    explicit user_function(const function_rule &rule);

    /// The function of the arguments, folded if there are any, all are numbers and the rule has a value for numbers.
    /// Throws std::invalid_argument if the number of arguments differs from the rule's arity.
    expression operator()(std::vector<expression> args) const { return call(*rule_, std::move(args)); }
    /// The same for arguments one by one, expressions or plain numbers.
    template <typename... Args>
    requires((std::convertible_to<Args, expression> || detail::floating_point_type<Args>)&&...) expression
    operator()(Args... args) const {
        std::vector<expression> all;
        all.reserve(sizeof...(Args));
        (all.emplace_back(std::move(args)), ...);
        return call(*rule_, std::move(all));
    }

    /// The rule, as it is kept.
    const function_rule &rule() const noexcept { return *rule_; }

private:
    const function_rule *rule_;
};

BROOK_END_NAMESPACE
