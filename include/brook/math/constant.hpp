// SPDX-License-Identifier: MPL-2.0
// Mathematical constants: numbers that every floating-point type rounds for itself.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <brook/expression/expression.hpp>
#include <brook/expression/rule.hpp>
#include <brook/support/integer.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// A number known to any precision. As an expression it is a function without arguments that stays symbolic, until
/// machine code is generated for a floating-point type, for which it is rounded correctly. Constants are equal if their
/// names and their digits are. One that was moved from can only be assigned to or destroyed.
///
///     const expression gamma(constant("gamma", [](unsigned) { return "0.57721566490153286060651209008240243104"; }));
class BROOK_PUBLIC constant {
public:
    /// Writes the number in base 10 (such as -1.25 or 6.02e23) with the precision, in bits, that it is asked for; more
    /// digits do no harm.
    using digits_function = std::function<std::string(unsigned)>;

    /// `repr` is how the constant is printed, if not by its name. The digits are asked for once, with twice the
    /// precision of the widest type, so that rounding them again is correct. Throws std::invalid_argument if the name
    /// or the function is empty or the digits are not those of a finite number within the range of a long double.
    constant(std::string name, digits_function digits, std::optional<std::string> repr = {});

    /// The name.
    const std::string &get_name() const noexcept { return name_; }
    /// The digits for a precision in bits. Throws std::invalid_argument as the constructor does, and for a precision
    /// of 0 or less.
    std::string operator()(detail::integer_argument<unsigned, "The precision of a constant"> prec) const;
    /// The constant as a function without arguments; `expression(c)` is that function as an expression.
    operator func() const;

private:
    std::string name_;
    digits_function digits_;
    const function_rule *rule_;
};

/// The ratio of the circumference of a circle to its diameter, a constant.
extern BROOK_PUBLIC const expression pi;

BROOK_END_NAMESPACE
