// SPDX-License-Identifier: MPL-2.0
// Piecewise polynomials as programs see them: which row of a table an argument belongs to, what the row consists of,
// and the polynomial of that.
#pragma once

#include <cstddef>
#include <string_view>

#include <brook/expression/operation.hpp>
#include <brook/expression/rule.hpp>

#include "math/polynomial_content.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The polynomial of the row of x, where the data have, from this index on, the finder of the table and its columns.
/// `ahead` is where x goes (polynomial_rows::place_of()). `is_line` says that x is linear in the time and does not
/// vary, not even with parameters: then products with it take no convolution.
expression polynomial_of_row(const polynomial_content &table, const expression &x, const expression &ahead,
                             bool is_line, std::size_t first_of_data);

/// How many elements of the data those are.
inline std::size_t data_size(const polynomial_content &table) { return 1 + table.row_size(); }

/// The rule of this name among those that polynomial_of_row() uses; null if there is none. They are in no registry,
/// since nobody but the writer of the data can use them.
const function_rule *find_row_rule(std::string_view name);

} // namespace detail
BROOK_END_NAMESPACE
