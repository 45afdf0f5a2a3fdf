// SPDX-License-Identifier: MPL-2.0
// One spelling for what users spell in many ways.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <brook/expression/expression.hpp>

#include "decomposition/flat_graph.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Expressions of the same values, in which equal terms are found equal however they are written:
///
/// - Numbers, and what is constant in time, stand before the product of what changes: (2 w) d and 2 (w d) share w d.
///   The order of sums and products, and the sign of a sum, are those of the first that has the same terms: of a - b
///   and b - a the second is -1 times the first. Odd and even functions pass on the signs of their arguments.
/// - Powers of one base are one power where its exponent is no integer: b sqrt(b), sqrt(b)^3 and b^1.5 are the same,
///   and so are the reciprocals 1 / (b sqrt(b)) and b^-1.5. (Integers are left alone, since sqrt(b)^2 has no value
///   below zero and b has.)
///
/// Numbers are multiplied with each other in the order in which they appear; what changes keeps its order of rounding
/// where no other term has the same factors.
///
/// None if the expressions, whose graph this is, have that form.
std::optional<std::vector<expression>> normal_form(const flat_graph &graph, std::span<const expression> roots);

} // namespace detail
BROOK_END_NAMESPACE
