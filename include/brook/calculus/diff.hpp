// SPDX-License-Identifier: MPL-2.0
// Symbolic derivatives.
//
// Functions of several pieces (select, relu) are differentiated piece by piece: the derivative of select(c, a, b) is
// select(c, a', b'), and around it the chain rule keeps to the pieces that change, so that neither a piece that is not
// chosen, nor a constant at the end of the domain of the function around it, makes a derivative infinite or a NaN.
#pragma once

#include <string>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// Derivative with respect to the variable of this name. Throws not_implemented_error if a function on the way has no
/// derivative.
BROOK_PUBLIC expression diff(const expression &ex, const std::string &name);
/// Derivative with respect to a parameter.
BROOK_PUBLIC expression diff(const expression &ex, const param &p);
/// Derivative with respect to a variable or a parameter; throws std::invalid_argument for any other expression.
BROOK_PUBLIC expression diff(const expression &ex, const expression &arg);

/// Derivatives of several expressions with respect to the variable of this name. They share what they have in common.
BROOK_PUBLIC std::vector<expression> diff(const std::vector<expression> &exs, const std::string &name);
/// The same with respect to a parameter.
BROOK_PUBLIC std::vector<expression> diff(const std::vector<expression> &exs, const param &p);
/// The same with respect to a variable or a parameter; throws std::invalid_argument for any other expression.
BROOK_PUBLIC std::vector<expression> diff(const std::vector<expression> &exs, const expression &arg);

BROOK_END_NAMESPACE
