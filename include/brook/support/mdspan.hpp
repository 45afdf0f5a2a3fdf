// SPDX-License-Identifier: MPL-2.0
// Views of arrays with any number of dimensions: as much of std::mdspan (C++23) as brook needs, in C++20. Elements are
// taken with the call operator, m(i, j), or where the language has it with m[i, j]; m[i] works everywhere.
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <version>
#if defined(__cpp_lib_mdspan)
#include <mdspan>
#endif

#include <brook/support/extents.hpp>
#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE

/// The order of elements in memory: the last index varies fastest, without gaps.
struct layout_right {};

namespace detail {

/// Throws std::invalid_argument: element k + 1 of a dimension does not lie `expected` elements behind element k.
[[noreturn]] BROOK_PUBLIC void throw_bad_stride(std::size_t dimension, std::size_t expected, std::size_t stride);

/// Views of arrays of Rank dimensions whose elements are objects that a T * can point to: those of brook, with whatever
/// type of sizes, and std::mdspan.
template <typename View, typename T, std::size_t Rank>
concept array_view = requires(const View &view, std::size_t k) {
    requires View::rank()
    == Rank;
    requires std::same_as<typename View::reference, typename View::element_type &>;
    requires std::convertible_to<typename View::element_type(*)[], T(*)[]>;
    { view.data_handle() } -> std::convertible_to<T *>;
    { view.extent(k) } -> std::integral;
    { view.stride(k) } -> std::integral;
};

/// The sizes of a view. Throws std::invalid_argument if the last index does not vary fastest, or if there are gaps.
template <typename Extents, typename View, std::size_t... K>
constexpr Extents row_major_extents(const View &view, std::index_sequence<K...>) {
    const Extents extents(view.extent(K)...);
    std::size_t expected = 1, size = 1;
    ((size *= static_cast<std::size_t>(extents.extent(K))), ...);
    for (auto k = Extents::rank(); size > 0 && k-- > 0;) {
        const auto n = static_cast<std::size_t>(extents.extent(k)), stride = static_cast<std::size_t>(view.stride(k));
        if (n > 1 && stride != expected)
            throw_bad_stride(k, expected, stride);
        expected *= n;
    }
    return extents;
}

} // namespace detail

/// A view of elements that belong to somebody else: a pointer, and the sizes of the array. Copies view the same
/// elements, and so do views that were moved from.
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
    using reference = T &;                           ///< what the operators return

    /// A view of nothing: all sizes are 0.
    constexpr mdspan() noexcept = default;

    /// Views the elements from `data` on, as many as the product of the sizes. Throws std::invalid_argument for
    /// integers that are negative or too large. Sizes that are part of the type may be left out.
    template <detail::size_for<index_type>... Sizes>
    requires(sizeof...(Sizes) == Extents::rank() || sizeof...(Sizes) == Extents::rank_dynamic()) //
        constexpr explicit mdspan(T *data, Sizes... sizes)
        : data_(data), extents_(sizes...) {}
    /// The same, with the sizes as one object.
    constexpr mdspan(T *data, const std::type_identity_t<Extents> &extents) noexcept : data_(data), extents_(extents) {}

    /// Views what another view does: what may be written may be read, too; sizes may have another type; and a
    /// std::mdspan will do. Throws std::invalid_argument if that has its elements in another order, or gaps.
    template <detail::array_view<T, Extents::rank()> View>
    requires(!std::same_as<View, mdspan>) constexpr mdspan(const View &view)
        : data_(view.data_handle()),
          extents_(detail::row_major_extents<Extents>(view, std::make_index_sequence<Extents::rank()>())) {}

#if defined(__cpp_lib_mdspan)
    /// The same view as a std::mdspan. Throws std::invalid_argument if its type of indices cannot hold a size.
    template <typename U, typename Sizes>
    requires(std::convertible_to<T (*)[], U (*)[]> &&Sizes::rank_dynamic() == Extents::rank() &&
             Sizes::rank() == Extents::rank()) constexpr
    operator std::mdspan<U, Sizes>() const {
        const auto convert = [this]<std::size_t... K>(std::index_sequence<K...>) {
            return std::mdspan<U, Sizes>(data_, detail::checked_size<typename Sizes::index_type>(extent(K))...);
        };
        return convert(std::make_index_sequence<Extents::rank()>());
    }
#endif

    /// The element with these indices, each below the size of its dimension.
    template <std::convertible_to<index_type>... Indices>
    requires(sizeof...(Indices) == Extents::rank()) constexpr T &operator()(Indices... indices) const noexcept {
        std::size_t place = 0, k = 0;
        ((place = place * static_cast<std::size_t>(extents_.extent(k++)) +
                  static_cast<std::size_t>(static_cast<index_type>(indices))),
         ...);
        return data_[place];
    }

    /// The same, of one dimension.
    constexpr T &operator[](index_type i) const noexcept requires(Extents::rank() == 1) { return (*this)(i); }
#if defined(__cpp_multidimensional_subscript)
    /// The same, of several.
    template <std::convertible_to<index_type>... Indices>
    requires(sizeof...(Indices) == Extents::rank() && sizeof...(Indices) > 1) constexpr T &
    operator[](Indices... indices) const noexcept {
        return (*this)(indices...);
    }
#endif

    /// Number of dimensions.
    static constexpr std::size_t rank() noexcept { return Extents::rank(); }
    /// Size of dimension k, which is below rank().
    constexpr index_type extent(std::size_t k) const noexcept { return extents_.extent(k); }
    /// All sizes.
    constexpr const Extents &extents() const noexcept { return extents_; }
    /// How far, in elements, neighbours in dimension k are from each other: the product of the sizes behind it.
    constexpr std::size_t stride(std::size_t k) const noexcept {
        std::size_t n = 1;
        while (++k < rank())
            n *= static_cast<std::size_t>(extent(k));
        return n;
    }
    /// Number of elements.
    constexpr std::size_t size() const noexcept { return stride(0) * static_cast<std::size_t>(extent(0)); }
    /// True if there are no elements.
    constexpr bool empty() const noexcept { return size() == 0; }
    /// Points to the first element.
    constexpr T *data_handle() const noexcept { return data_; }

private:
    T *data_ = nullptr;
    Extents extents_;
};

/// A view with these sizes.
template <typename T, detail::size_for<std::size_t>... Sizes>
requires(sizeof...(Sizes) > 0) explicit mdspan(T *, Sizes...)->mdspan<T, dextents<std::size_t, sizeof...(Sizes)>>;
/// A view with sizes of this type.
template <typename T, typename IndexType, std::size_t... Sizes>
mdspan(T *, const extents<IndexType, Sizes...> &) -> mdspan<T, extents<IndexType, Sizes...>>;

BROOK_END_NAMESPACE
