// SPDX-License-Identifier: MPL-2.0
// Views of arrays with one or two dimensions: as much of std::mdspan (C++23) as brook needs, in C++20. Elements are
// taken with the call operator, m(i, j).
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// The sizes of an array, which are known at run time.
template <std::integral IndexType, std::size_t Rank>
requires(Rank == 1 || Rank == 2) class dextents {
public:
    /// The type of sizes and indices.
    using index_type = IndexType;

    /// All sizes 0.
    constexpr dextents() noexcept = default;

    /// One size for each dimension.
    template <std::convertible_to<IndexType>... Sizes>
    requires(sizeof...(Sizes) == Rank) constexpr explicit dextents(Sizes... sizes) noexcept
        : sizes_{static_cast<IndexType>(sizes)...} {}

    /// Number of dimensions.
    static constexpr std::size_t rank() noexcept { return Rank; }
    /// Size of dimension k, which is below rank().
    constexpr IndexType extent(std::size_t k) const noexcept { return sizes_[k]; }

    friend constexpr bool operator==(const dextents &, const dextents &) noexcept = default;

private:
    std::array<IndexType, Rank> sizes_{};
};

/// The order of elements in memory: the last index varies fastest, without gaps.
struct layout_right {};

/// A view of elements that belong to somebody else: a pointer, and the sizes of the array. Copies view the same
/// elements.
template <typename T, typename Extents, typename Layout = layout_right>
class mdspan {
    static_assert(std::same_as<Layout, layout_right>, "mdspan: brook knows layout_right only");

public:
    using element_type = T;                          ///< the type of elements, const where they are not written
    using value_type = std::remove_cv_t<T>;          ///< the type of elements, without const
    using extents_type = Extents;                    ///< the type of the sizes
    using index_type = typename Extents::index_type; ///< the type of indices
    using layout_type = Layout;                      ///< the order of elements in memory
    using data_handle_type = T *;                    ///< points to the first element

    /// A view of nothing: all sizes are 0.
    constexpr mdspan() noexcept = default;

    /// Views the elements from `data` on, as many as the product of the sizes.
    template <std::convertible_to<index_type>... Sizes>
    requires(sizeof...(Sizes) == Extents::rank()) constexpr explicit mdspan(T *data, Sizes... sizes) noexcept
        : data_(data), extents_(sizes...) {}
    /// The same, with the sizes as one object.
    constexpr mdspan(T *data, const Extents &extents) noexcept : data_(data), extents_(extents) {}

    /// What may be written may be read, too.
    template <typename U>
    requires(!std::same_as<U, T> &&
             std::convertible_to<U (*)[], T (*)[]>) constexpr mdspan(const mdspan<U, Extents, Layout> &other) noexcept
        : data_(other.data_handle()), extents_(other.extents()) {}

    /// The element with these indices, each below the size of its dimension.
    template <std::convertible_to<index_type>... Indices>
    requires(sizeof...(Indices) == Extents::rank()) constexpr T &operator()(Indices... indices) const noexcept {
        std::size_t place = 0, k = 0;
        ((place = place * static_cast<std::size_t>(extents_.extent(k++)) +
                  static_cast<std::size_t>(static_cast<index_type>(indices))),
         ...);
        return data_[place];
    }

    /// Number of dimensions.
    static constexpr std::size_t rank() noexcept { return Extents::rank(); }
    /// Size of dimension k, which is below rank().
    constexpr index_type extent(std::size_t k) const noexcept { return extents_.extent(k); }
    /// All sizes.
    constexpr const Extents &extents() const noexcept { return extents_; }
    /// Number of elements.
    constexpr std::size_t size() const noexcept {
        std::size_t n = 1;
        for (std::size_t k = 0; k < rank(); ++k)
            n *= static_cast<std::size_t>(extent(k));
        return n;
    }
    /// True if there are no elements.
    constexpr bool empty() const noexcept { return size() == 0; }
    /// Points to the first element.
    constexpr T *data_handle() const noexcept { return data_; }

private:
    T *data_ = nullptr;
    Extents extents_;
};

BROOK_END_NAMESPACE
