// SPDX-License-Identifier: MPL-2.0
// The message for integers out of range. Here, so that no public header formats.
#include <brook/support/integer.hpp>

#include "support/error.hpp"

BROOK_BEGIN_NAMESPACE
namespace detail {

void throw_bad_integer(std::string_view what, const std::string &value, const std::string &smallest,
                       const std::string &largest) {
    throw_invalid_argument("{} must be an integer from {} to {}, but it is {}", what, smallest, largest, value);
}

} // namespace detail
BROOK_END_NAMESPACE
