// SPDX-License-Identifier: MPL-2.0
// Lists of floating-point types for TEMPLATE_LIST_TEST_CASE, from the table.
#pragma once

#include <tuple>

#include <brook/number/fp_type.hpp>

namespace brook::test {

template <typename T>
using tuple_if_code = std::conditional_t<detail::fp_has_code(detail::fp_type_of<T>), std::tuple<T>, std::tuple<>>;
template <typename T>
using tuple_if_native = std::conditional_t<std::is_floating_point_v<T>, tuple_if_code<T>, std::tuple<>>;

template <template <typename> typename Choice>
using chosen_types =
    decltype(std::apply([](auto... t) { return std::tuple_cat(t...); }, std::declval<detail::fp_tuple<Choice>>()));

/// The types that code is generated for.
using all_code_types = chosen_types<tuple_if_code>;
/// Those of the compiler. Each type makes a test compile for longer, and what is tested with these asks nothing of a
/// type that longer ones could do wrong; test/journeys/long_types.cpp asks that.
using code_types = chosen_types<tuple_if_native>;

} // namespace brook::test
