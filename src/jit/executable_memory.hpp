// SPDX-License-Identifier: MPL-2.0
// Whether the system lets this process make memory executable.
#pragma once

#include <stdexcept>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Linking failed because the system forbids executable memory, not because of the object code.
class executable_memory_error final : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Writes a page, makes it executable and gives it back. Throws executable_memory_error, with the system's reason and
/// the usual causes, if that is not allowed.
void check_executable_memory();

} // namespace detail
BROOK_END_NAMESPACE
