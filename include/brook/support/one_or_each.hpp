// SPDX-License-Identifier: MPL-2.0
// What a keyword of a batch may be given: one number for all trajectories, or a number for each.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// One number for all of several, or a number for each.
template <typename T>
struct one_or_each {
    T one{};
    std::optional<std::vector<T>> each = {};

    /// What there is for each of `count`; of another length if so many were not given.
    std::vector<T> for_each_of(std::size_t count) && { return each ? std::move(*each) : std::vector<T>(count, one); }
};

template <typename T>
inline constexpr bool is_one_or_each = false;
template <typename T>
inline constexpr bool is_one_or_each<one_or_each<T>> = true;

} // namespace detail
BROOK_END_NAMESPACE
