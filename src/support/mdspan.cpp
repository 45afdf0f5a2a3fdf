// SPDX-License-Identifier: MPL-2.0
// The message for views that brook cannot read.
#include <brook/support/mdspan.hpp>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

void throw_bad_stride(std::size_t dimension, std::size_t expected, std::size_t stride) {
    throw_invalid_argument("The elements of an array must lie row by row and without gaps, with a stride of {} in "
                           "dimension {}, but it is {}",
                           expected, dimension, stride);
}

void throw_bad_size(std::size_t dimension, std::size_t expected, std::size_t size) {
    throw_invalid_argument("Dimension {} of an array must have the size {}, but it is {}", dimension, expected, size);
}

} // namespace detail
BROOK_END_NAMESPACE
