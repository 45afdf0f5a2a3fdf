// SPDX-License-Identifier: MPL-2.0
// Values of polynomials, as numbers and as expressions. Products with the argument are made by `times`, but for the
// first one, which is that of a coefficient.
#pragma once

#include <cstddef>
#include <utility>

#include <brook/math/polynomial_table.hpp>

#include "math/polynomial_content.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// c_0 + v (c_1 + v (c_2 + ...)), by Horner's scheme.
template <typename Value, typename Coefficient, typename Times>
Value sum_of_powers(const Value &v, std::size_t degree, Coefficient c, Times times) {
    Value sum = c(degree - 1) + c(degree) * v;
    for (auto j = degree - 1; j-- > 0;)
        sum = c(j) + times(v, sum);
    return sum;
}

/// sum_j c_j T_j(w / 2), by the scheme of C. W. Clenshaw, Mathematics of Computation 9 (1955).
template <typename Value, typename Coefficient, typename Times>
Value sum_of_chebyshev(const Value &w, std::size_t degree, Coefficient c, Times times) {
    const Value half(.5);
    if (degree == 1)
        return c(0) + c(1) * half * w;
    Value before = c(degree), sum = c(degree - 1) + c(degree) * w; // b_{j+1} and b_j
    for (auto j = degree - 2; j > 0; --j) {
        Value next = c(j) + times(w, sum) - before;
        before = std::move(sum);
        sum = std::move(next);
    }
    return c(0) + half * times(w, sum) - before;
}

/// From the numbers of a row, by their positions.
template <typename Value, typename Row, typename Times>
Value polynomial(const polynomial_content &table, const Value &x, Row row, Times times) {
    const auto coefficient = [&](std::size_t j) { return row(table.first_coefficient() + j); };
    if (table.degree() == 0)
        return coefficient(0);
    if (table.basis == polynomial_basis::power)
        return sum_of_powers(Value(x - row(0)), table.degree(), coefficient, times);
    return sum_of_chebyshev(Value((x - row(0)) * row(1) - Value(2.)), table.degree(), coefficient, times);
}

} // namespace detail
BROOK_END_NAMESPACE
