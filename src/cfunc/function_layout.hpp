// SPDX-License-Identifier: MPL-2.0
// How the code of functions is to be called, and how that is stored beside the object code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

struct function_layout {
    std::uint32_t inputs = 0, outputs = 0;
    std::uint32_t points = 1;     ///< that are evaluated at once
    std::size_t scratch_one = 0;  ///< memory of the code for one point, in numbers
    std::size_t scratch_many = 0; ///< the same of the code for `points` points
    std::uint64_t work = 0;       ///< instructions for `points` points, by estimate

    bool operator==(const function_layout &) const = default;
};

std::vector<std::byte> encode(const function_layout &layout);

/// Throws std::runtime_error if the bytes are not those of a layout.
function_layout decode_function(std::span<const std::byte> bytes);

} // namespace detail
BROOK_END_NAMESPACE
