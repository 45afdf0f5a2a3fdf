// SPDX-License-Identifier: MPL-2.0
// Which build of a library is loaded.
#pragma once

#include <string>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// The build ID (the note NT_GNU_BUILD_ID of ELF, in hexadecimal digits) of the shared library that `address` lies in.
/// Two builds of one version have different ones, where a version number would be the same. Empty if the library has
/// none, if the address belongs to the program itself, whose build says nothing of what is linked into it, and on
/// systems without ELF.
std::string build_id_of(const void *address);

/// The build ID of the library of this name (its soname); if it is not loaded, that which is written in the file. Calls
/// nothing of the library.
std::string build_id_of_library(const char *name, const char *file);

/// The build ID in a file, or nothing if it has none or cannot be read.
std::string build_id_in_file(const char *file);

} // namespace detail
BROOK_END_NAMESPACE
