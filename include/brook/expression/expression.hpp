// SPDX-License-Identifier: MPL-2.0
// Immutable symbolic expressions: numbers, variables, parameters and functions of expressions.
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <utility>
#include <variant>

#include <brook/expression/func.hpp>
#include <brook/expression/leaf.hpp>
#include <brook/number/number.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// A symbolic expression. Immutable apart from assignment; copies cost O(1) and share functions.
class BROOK_PUBLIC expression {
public:
    /// The kinds of expressions.
    using value_type = std::variant<number, variable, func, param>;

    /// The double 0.
    expression() noexcept = default;
    /// The number `x`, in its type.
    template <detail::floating_point_type T>
    explicit expression(T x) noexcept : value_(std::in_place_type<number>, x) {}
    /// Integers are refused: their floating-point type would be a guess (and 0 could be meant as a null pointer).
    template <std::integral T>
    explicit expression(T x) = delete;
    /// The variable with this name.
    explicit expression(std::string name) : value_(std::in_place_type<variable>, std::move(name)) {}
    explicit expression(number x) noexcept : value_(std::move(x)) {}   ///< a number
    explicit expression(variable v) noexcept : value_(std::move(v)) {} ///< a variable
    explicit expression(func f) noexcept : value_(std::move(f)) {}     ///< a function of expressions
    explicit expression(param p) noexcept : value_(p) {}               ///< a parameter

    /// Shares functions.
    expression(const expression &) noexcept = default;
    /// Leaves the other expression as if default-constructed.
    expression(expression &&other) noexcept : value_(std::move(other.value_)) { other.value_.emplace<number>(); }
    /// Shares functions.
    expression &operator=(const expression &other) noexcept {
        return *this = expression(other); // `other` may be an argument of the function that this assignment releases
    }
    /// Leaves the other expression as if default-constructed.
    expression &operator=(expression &&other) noexcept {
        if (this != &other) {
            // A detour for the same reason: what is released may own `other`.
            value_type taken = std::move(other.value_);
            other.value_.emplace<number>();
            std::swap(value_, taken);
        }
        return *this;
    }
    ~expression() = default;

    /// What the expression is.
    const value_type &value() const noexcept { return value_; }

    /// Exchanges two expressions.
    friend void swap(expression &a, expression &b) noexcept { std::swap(a.value_, b.value_); }

private:
    friend struct detail::func_node;
    value_type value_;
};

/// Structural equality: numbers as in number, functions if they are the same object or have the same name and equal
/// arguments. Time and memory are proportional to the number of distinct nodes at most.
BROOK_PUBLIC bool operator==(const expression &a, const expression &b) noexcept;

/// Prints in infix notation, independently of the locale; cut after about 1000 characters, then ending in "...".
BROOK_PUBLIC std::ostream &operator<<(std::ostream &out, const expression &ex);

BROOK_END_NAMESPACE

/// Consistent with ==.
template <>
struct BROOK_PUBLIC std::hash<brook::expression> {
    std::size_t operator()(const brook::expression &ex) const noexcept;
};

/// A total order: numbers, parameters, variables, functions; within a kind by value, index, name, or name and then
/// arguments.
template <>
struct BROOK_PUBLIC std::less<brook::expression> {
    bool operator()(const brook::expression &a, const brook::expression &b) const noexcept;
};

// The rest of the vocabulary of expressions comes with the class. func_node.hpp first: the others copy functions.
#include <brook/expression/func_node.hpp>

#include <brook/expression/construct.hpp>
#include <brook/expression/format.hpp>
#include <brook/expression/traversal.hpp>
