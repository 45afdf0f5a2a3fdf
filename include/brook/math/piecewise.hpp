// SPDX-License-Identifier: MPL-2.0
// Functions that are put together from pieces: comparisons, logic, choices and rectifiers.
//
// Their Taylor series at a point is that of the piece which the point belongs to: the condition is evaluated at the
// beginning of a step, and the step then follows the chosen piece however far it goes. Where the pieces do not continue
// each other smoothly, make a step end at the seam, if it is known (as at a given time), or limit the size of steps.
//
// A number is true unless it is zero; a NaN is true.
#pragma once

#include <concepts>
#include <utility>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

// Comparisons: 1 where they hold, 0 elsewhere, and so everywhere that an argument is a NaN, for neq() too. Their
// derivatives are zero. They are not folded.
BROOK_PUBLIC expression eq(expression a, expression b);  ///< a is equal to b
BROOK_PUBLIC expression neq(expression a, expression b); ///< a is less or greater than b
BROOK_PUBLIC expression lt(expression a, expression b);  ///< a is less than b
BROOK_PUBLIC expression gt(expression a, expression b);  ///< a is greater than b
BROOK_PUBLIC expression lte(expression a, expression b); ///< a is less than or equal to b
BROOK_PUBLIC expression gte(expression a, expression b); ///< a is greater than or equal to b

// The same with a plain number on either side.
#define BROOK_RELATION(name)                                                                                           \
    template <detail::floating_point_type T>                                                                           \
    expression name(expression a, T b) {                                                                               \
        return name(std::move(a), expression(b));                                                                      \
    }                                                                                                                  \
    template <detail::floating_point_type T>                                                                           \
    expression name(T a, expression b) {                                                                               \
        return name(expression(a), std::move(b));                                                                      \
    }
BROOK_RELATION(eq)
BROOK_RELATION(neq)
BROOK_RELATION(lt)
BROOK_RELATION(gt)
BROOK_RELATION(lte)
BROOK_RELATION(gte)
#undef BROOK_RELATION

/// 1 if all arguments are true, else 0. No arguments give the double 1, one gives itself; else nothing is folded. The
/// derivatives are zero.
BROOK_PUBLIC expression logical_and(std::vector<expression> args);
/// 1 if any argument is true, else 0. No arguments give the double 0, one gives itself; else nothing is folded. The
/// derivatives are zero.
BROOK_PUBLIC expression logical_or(std::vector<expression> args);

/// `if_true` where the condition is true, else `if_false`; what is not chosen leaves no trace, be it infinite or a NaN.
/// Not folded. The derivatives are 0, select(condition, 1, 0) and select(condition, 0, 1).
BROOK_PUBLIC expression select(expression condition, expression if_true, expression if_false);

/// The same with plain numbers in place of one or two of the expressions.
template <detail::expression_or_number C, detail::expression_or_number T, detail::expression_or_number F>
requires(std::same_as<C, expression> || std::same_as<T, expression> || std::same_as<F, expression>) expression
    select(C condition, T if_true, F if_false) {
    return select(expression(std::move(condition)), expression(std::move(if_true)), expression(std::move(if_false)));
}

/// Rectifier: x above zero, slope * x from zero down, and 0 there if the slope is 0, for infinite x too; a NaN stays
/// one. The slope is the second argument of the function, as the exponent is of a power. Folded for numbers, in the
/// type of x. Throws std::invalid_argument unless the slope is finite and not negative.
BROOK_PUBLIC expression relu(expression x, double slope = 0);
expression relu(expression x, std::same_as<bool> auto slope) = delete;
/// The derivative of relu(x, slope): 1 above zero (and for a NaN), the slope from zero down. Folded and checked
/// likewise.
BROOK_PUBLIC expression relup(expression x, double slope = 0);
expression relup(expression x, std::same_as<bool> auto slope) = delete;

/// relu() with a slope, as a function object.
class BROOK_PUBLIC leaky_relu {
public:
    /// Throws std::invalid_argument unless the slope is finite and not negative.
    explicit leaky_relu(double slope);
    explicit leaky_relu(std::same_as<bool> auto slope) = delete;
    /// relu(x, slope)
    expression operator()(expression x) const;

private:
    double slope_;
};

/// relup() with a slope, as a function object.
class BROOK_PUBLIC leaky_relup {
public:
    /// Throws std::invalid_argument unless the slope is finite and not negative.
    explicit leaky_relup(double slope);
    explicit leaky_relup(std::same_as<bool> auto slope) = delete;
    /// relup(x, slope)
    expression operator()(expression x) const;

private:
    double slope_;
};

BROOK_END_NAMESPACE
