// SPDX-License-Identifier: MPL-2.0
// Several object files as one, for the caches.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <brook/support/visibility.hpp>

BROOK_BEGIN_NAMESPACE
namespace detail {

/// Their number and sizes, as 64-bit little-endian words, then the files themselves.
std::vector<std::byte> pack_objects(std::span<const std::string> objects);

/// The object files that were packed. Throws std::runtime_error if the bytes are not what pack_objects() gives.
std::vector<std::string> unpack_objects(std::span<const std::byte> bytes);

} // namespace detail
BROOK_END_NAMESPACE
