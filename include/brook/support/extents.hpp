// SPDX-License-Identifier: MPL-2.0
// The sizes of arrays with any number of dimensions.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <brook/support/integer.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

template <typename Size, typename IndexType>
concept size_for = std::convertible_to<Size, IndexType> && !is_truth_or_character<std::remove_cvref_t<Size>>;

/// A size of an array as an IndexType. Throws std::invalid_argument for integers that it cannot hold.
template <typename IndexType, typename Size>
constexpr IndexType checked_size(Size size) {
    if constexpr (integer<Size>)
        return checked_integer<IndexType>("A size of an array", size);
    else
        return static_cast<IndexType>(size);
}

/// Throws std::invalid_argument: the size of a dimension is not the one that its type says.
[[noreturn]] BROOK_PUBLIC void throw_bad_size(std::size_t dimension, std::size_t expected, std::size_t size);

} // namespace detail

/// The sizes of an array. Those that are given here are part of the type; std::dynamic_extent is one that is not.
template <std::integral IndexType, std::size_t... Sizes>
requires(sizeof...(Sizes) > 0) class extents {
    static_assert(((Sizes == std::dynamic_extent || std::in_range<IndexType>(Sizes)) && ...),
                  "extents: the type of indices cannot hold a size");

public:
    /// The type of sizes and indices.
    using index_type = IndexType;

    /// Number of dimensions.
    static constexpr std::size_t rank() noexcept { return sizeof...(Sizes); }
    /// Number of dimensions whose size is not part of the type.
    static constexpr std::size_t rank_dynamic() noexcept { return ((Sizes == std::dynamic_extent) + ...); }
    /// What the type says of dimension k, which is below rank().
    static constexpr std::size_t static_extent(std::size_t k) noexcept { return std::array{Sizes...}[k]; }

    /// Sizes that are not part of the type are 0.
    constexpr extents() noexcept = default;

    /// One size for each dimension, or for each whose size is not part of the type. Throws std::invalid_argument for
    /// integers that are negative or too large, or not what the type says.
    template <detail::size_for<IndexType>... Given>
    requires(sizeof...(Given) > 0 && (sizeof...(Given) == rank() || sizeof...(Given) == rank_dynamic())) //
        constexpr explicit extents(Given... given) {
        const std::array values{detail::checked_size<IndexType>(given)...};
        for (std::size_t k = 0, next = 0; k < rank(); ++k) {
            const bool fixed = static_extent(k) != std::dynamic_extent;
            if (fixed && values.size() < rank())
                continue;
            const auto size = values[next++];
            if (fixed && size != sizes_[k])
                detail::throw_bad_size(k, static_extent(k), static_cast<std::size_t>(size));
            sizes_[k] = size;
        }
    }

    /// Size of dimension k, which is below rank().
    constexpr IndexType extent(std::size_t k) const noexcept { return sizes_[k]; }

    /// True if there are as many dimensions of the same sizes.
    template <typename I, std::size_t... Others>
    friend constexpr bool operator==(const extents &a, const extents<I, Others...> &b) noexcept {
        bool equal = rank() == b.rank();
        for (std::size_t k = 0; equal && k < rank(); ++k)
            equal = std::cmp_equal(a.extent(k), b.extent(k));
        return equal;
    }

private:
    std::array<IndexType, sizeof...(Sizes)> sizes_{
        (Sizes == std::dynamic_extent ? IndexType{} : static_cast<IndexType>(Sizes))...};
};

namespace detail {

template <typename IndexType, std::size_t... K>
auto dynamic_sizes(std::index_sequence<K...>) -> extents<IndexType, (static_cast<void>(K), std::dynamic_extent)...>;

} // namespace detail

/// The sizes of an array of Rank dimensions, all of which are known at run time.
template <typename IndexType, std::size_t Rank>
using dextents = decltype(detail::dynamic_sizes<IndexType>(std::make_index_sequence<Rank>()));

BROOK_END_NAMESPACE
