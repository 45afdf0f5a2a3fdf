// SPDX-License-Identifier: MPL-2.0
// Lists of floating-point types for TEMPLATE_LIST_TEST_CASE, from the table.
#pragma once

#include <tuple>

#include <brook/number/fp_type.hpp>

namespace brook::test {

template <typename T>
using tuple_if_code = std::conditional_t<detail::fp_has_code(detail::fp_type_of<T>), std::tuple<T>, std::tuple<>>;

/// The types that code is generated for.
using code_types = decltype(std::apply([](auto... t) { return std::tuple_cat(t...); },
                                       std::declval<detail::fp_tuple<tuple_if_code>>()));

} // namespace brook::test
