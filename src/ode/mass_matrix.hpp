// SPDX-License-Identifier: MPL-2.0
// Linear equations with a symmetric matrix of expressions.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

using expression_matrix = std::vector<std::vector<expression>>;

/// The x of M x = f.
struct linear_solution {
    std::vector<expression> x;            ///< empty if M is singular
    std::optional<std::size_t> undefined; ///< then the index of an x that is not determined
};

/// Solves M x = f for a symmetric M, of which the elements (i, j) with i <= j are read.
///
/// M becomes L D L^T, and D has a block of two rows only where all that is left of the diagonal is zero: then the block
/// is ((0, b), (b, 0)), whose inverse is as simple. Of the elements of the diagonal that which has fewest neighbours is
/// eliminated first (minimum degree), which keeps sparse matrices sparse and blocks apart. For positive definite
/// matrices every order is stable and no divisor vanishes. Bareiss' elimination without quotients, or Cramer's rule,
/// would divide by the determinant only, which for such matrices is no gain, and for which n = 6 has 720 products where
/// this has 35.
///
/// Which elements are zero is decided by a shadow of the elimination in numbers, at random points: so
/// sin(q)^2 + cos(q)^2 - 1 is no divisor.
linear_solution solve_symmetric(expression_matrix M, std::vector<expression> f);

} // namespace detail
BROOK_END_NAMESPACE
