// SPDX-License-Identifier: MPL-2.0
// Takes the data out of expressions: what is left says where in the data of the code they stand.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <brook/expression/expression.hpp>
#include <brook/math/polynomial_table.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Expressions without tables, and the tables.
struct bound_expressions {
    std::vector<expression> expressions;
    /// In the order of a depth-first walk, each once. One is the same as another if they share their data: two that
    /// merely have equal numbers make nothing equal, so that expressions depend on the structure of the old ones alone.
    std::vector<polynomial_table> tables;
    /// The parameter that says where the time goes appears.
    bool reads_direction = false;
};

/// Replaces piecewise polynomials by polynomials of rows (math/polynomial_rows.hpp), whose data are those of the tables
/// one after the other. Where the argument of a table depends on the time alone, `direction` is the index of a
/// parameter that holds where the time goes in this step, negative or positive, and how far it may be rounded; 0 for
/// nowhere. Without it, and for other arguments, a piece has its beginning and not its end.
bound_expressions bind_tables(std::vector<expression> exs, std::optional<std::uint32_t> direction);

/// The data of these tables as code for numbers of type T gets them, from a kernel's context: an array of addresses.
/// Keeps the tables alive. Null if there are none. Throws std::invalid_argument if T cannot hold a table.
template <typename T>
std::shared_ptr<const void *const> data_of(const std::vector<polynomial_table> &tables);

/// The code with these data as its context: an object of type Code, which keeps both alive. `kernels` are the members
/// that get them.
template <typename T, typename Code, typename... Kernels>
std::shared_ptr<const Code> with_data(std::shared_ptr<const Code> code, const std::vector<polynomial_table> &tables,
                                      Kernels... kernels) {
    if (tables.empty())
        return code;
    struct bound {
        Code own;
        std::shared_ptr<const Code> code;
        std::shared_ptr<const void *const> data;
    };
    auto made = std::make_shared<bound>(bound{*code, code, data_of<T>(tables)});
    ((made->own.*kernels = (made->own.*kernels).with(made->data.get())), ...);
    return {made, &made->own};
}

} // namespace detail
BROOK_END_NAMESPACE
