// SPDX-License-Identifier: MPL-2.0
// What std::mdspan offers, for compilers whose library has none: sizes and strides are anything.
#pragma once

#include <array>
#include <cstddef>

namespace brook::test {

template <typename T, std::size_t Rank>
struct foreign_view {
    using element_type = T;
    using reference = T &;
    static constexpr std::size_t rank() { return Rank; }
    T *data_handle() const { return data; }
    int extent(std::size_t k) const { return sizes[k]; }
    int stride(std::size_t k) const { return strides[k]; }

    T *data;
    std::array<int, Rank> sizes, strides;
};

} // namespace brook::test
